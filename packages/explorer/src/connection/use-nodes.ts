/** Asks all nodes again and again what they have, so that the page can warn as soon as two of them disagree. */
import { useCallback, useEffect, useState } from 'react';
import type { Connection, NodeView } from './connection.ts';

const EVERY_MS = 5_000;

export interface NodesReport {
  readonly views: readonly NodeView[];
  /** The nodes that show another block than the first, or another chain. */
  readonly disagreeing: readonly string[];
}

/** Null until all have been asked for the first time. */
export function useNodes(connection: Connection): { readonly report: NodesReport | null; readonly look: () => void } {
  const [report, setReport] = useState<NodesReport | null>(null);
  const [round, setRound] = useState(0);
  const look = useCallback(() => setRound((count) => count + 1), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round asks again
  useEffect(() => {
    let isCurrent = true;
    const ask = async () => {
      const views = await connection.views();
      const others = views.filter(({ isSameChain }) => !isSameChain).map(({ node }) => node);
      const disagreeing = [...others, ...(await connection.disagreeing(views))];
      if (isCurrent) setReport({ views, disagreeing });
    };
    void ask();
    const timer = setInterval(() => void ask(), EVERY_MS);
    return () => {
      isCurrent = false;
      clearInterval(timer);
    };
  }, [connection, round]);
  return { report, look };
}
