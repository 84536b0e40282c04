/** What the event of a block says: where it stands and how its transactions ended, in numbers. */
import { decodeHeader, decodeResult, type TransactionResult } from '@annals/ledger/block';
import { type BlockHash, formatId, type JsonValue } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import type { AppliedBlock } from '../chain/index.ts';
import type { Store } from '../store/store.ts';

export function blockEvent({ header, hash, effects }: AppliedBlock): JsonValue {
  return eventOf(header.height, hash, header.timeMs, effects.results);
}

/** The event of a block of the past. */
export function storedBlockEvent(store: Store, height: number): JsonValue {
  const header = store.header(height);
  const contents = store.contents(height);
  if (!header || !contents) throw new AnnalsError('store.damaged', `block ${height} is missing`);
  const results = contents.results.map(decodeResult);
  return eventOf(height, header.hash, decodeHeader(header.headerBytes).timeMs, results);
}

function eventOf(height: number, hash: BlockHash, timeMs: number, results: readonly TransactionResult[]): JsonValue {
  const codes: { [code: string]: number } = {};
  for (const { code } of results) codes[code] = (codes[code] ?? 0) + 1;
  return { height, hash: formatId('block', hash), timeMs, count: results.length, codes };
}
