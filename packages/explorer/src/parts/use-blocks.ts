/**
 * Tells when a node has a new block, at most twice a second. What a node says here is a hint to look again; what is
 * looked at is verified.
 */
import { useEffect, useRef } from 'react';

const PAUSE_MS = 500;

export function useBlocks(node: string | undefined, onBlock: () => unknown): void {
  const latest = useRef(onBlock);
  latest.current = onBlock;
  useEffect(() => {
    if (node === undefined) return;
    const source = new EventSource(`${node}/v1/events`);
    let timer: ReturnType<typeof setTimeout> | undefined;
    source.addEventListener('block', () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        latest.current();
      }, PAUSE_MS);
    });
    return () => {
      clearTimeout(timer);
      source.close();
    };
  }, [node]);
}
