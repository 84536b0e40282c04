/** Blocks by their time, which only ever grows. */
import { decodeHeader } from '@annals/ledger/block';
import type { Store } from '../store/store.ts';

/** The height of the last block whose time is before this one; 0 when there is none. */
export function heightBefore(store: Store, timeMs: number): number {
  let before = 0;
  let notBefore = store.head.height + 1;
  while (notBefore - before > 1) {
    const middle = Math.floor((before + notBefore) / 2);
    const header = store.header(middle);
    if (header && decodeHeader(header.headerBytes).timeMs < timeMs) before = middle;
    else notBefore = middle;
  }
  return before;
}
