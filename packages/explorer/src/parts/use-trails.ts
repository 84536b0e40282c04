/**
 * The access logs of one or several pseudonyms, verified in the worker: at once, again with each new block, and from
 * their beginning on demand. One that failed stays failed until she herself asks again.
 */
import { useCallback, useEffect, useRef, useState } from 'react';
import { useSurroundings } from '../context.ts';
import type { VerifiedTrail } from '../trail/trail-store.ts';
import type { Whose } from '../vault/protocol.ts';
import type { Session } from '../vault/use-session.ts';
import type { Answer } from './use-answer.ts';
import { useBlocks } from './use-blocks.ts';

export interface TrailState {
  readonly whose: Whose;
  readonly answer: Answer<VerifiedTrail>;
  /** Entries fetched so far, while it loads. */
  readonly count: number;
}

export interface Trails {
  readonly states: readonly TrailState[];
  /** Verifies all of them again from their beginning. */
  readonly checkAgain: () => void;
}

export function useTrails(session: Session, of: readonly Whose[]): Trails {
  const { connection } = useSurroundings();
  const [states, setStates] = useState<readonly TrailState[]>(() => of.map(loading));
  const latest = useRef(states);
  latest.current = states;
  const running = useRef(new Set<string>());

  const verify = useCallback(
    async (whose: Whose, whole: boolean) => {
      if (running.current.has(whose.subject)) return;
      running.current.add(whose.subject);
      const set = (change: Partial<TrailState>) =>
        setStates((before) =>
          before.map((each) => (each.whose.subject === whose.subject ? { ...each, ...change } : each)),
        );
      try {
        const value = await session.order('trail', { whose, whole }, (count) => set({ count }));
        session.learn(value.trusted);
        set({ answer: { state: 'done', value } });
      } catch (error) {
        set({ answer: { state: 'failed', error } });
      } finally {
        running.current.delete(whose.subject);
      }
    },
    [session],
  );

  useEffect(() => {
    setStates(of.map(loading));
    for (const whose of of) void verify(whose, false);
  }, [of, verify]);
  useBlocks(connection.nodes, () => {
    for (const { whose, answer } of latest.current) if (answer.state === 'done') void verify(whose, false);
  });
  const checkAgain = useCallback(() => {
    for (const { whose } of latest.current) void verify(whose, true);
  }, [verify]);
  return { states, checkAgain };
}

function loading(whose: Whose): TrailState {
  return { whose, answer: { state: 'loading' }, count: 0 };
}
