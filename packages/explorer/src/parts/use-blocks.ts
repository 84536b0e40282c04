/**
 * Tells when a node has a new block, at most twice a second. What a node says here is a hint to look again; what is
 * looked at is verified. A node that is silent gives way to the next.
 */
import { useEffect, useRef } from 'react';

const PAUSE_MS = 500;
const NEXT_NODE_AFTER_MS = 2_000;

export function useBlocks(nodes: readonly string[], onBlock: () => unknown): void {
  const latest = useRef(onBlock);
  latest.current = onBlock;
  useEffect(() => {
    let source: EventSource | undefined;
    let pause: ReturnType<typeof setTimeout> | undefined;
    let next: ReturnType<typeof setTimeout> | undefined;
    const listen = (at: number) => {
      const node = nodes[at % nodes.length];
      if (node === undefined) return;
      source = new EventSource(`${node}/v1/events`);
      source.addEventListener('block', () => {
        pause ??= setTimeout(() => {
          pause = undefined;
          latest.current();
        }, PAUSE_MS);
      });
      source.addEventListener('error', () => {
        source?.close();
        next = setTimeout(() => listen(at + 1), NEXT_NODE_AFTER_MS);
      });
    };
    listen(0);
    return () => {
      clearTimeout(pause);
      clearTimeout(next);
      source?.close();
    };
  }, [nodes]);
}
