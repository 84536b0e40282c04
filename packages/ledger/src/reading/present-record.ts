/** The present value of a record as a client comes by it: from any node, with its proof (PROTOCOL state-proof). */
import { type Record as RecordValue, stateKey } from '../block/index.ts';
import type { RecordId } from '../codec/index.ts';
import { AnnalsError } from '../errors/index.ts';
import { type Proven, type Trusted, verifyValue } from '../light/index.ts';
import { routes } from '../rest/index.ts';
import type { Asks } from './proven-value.ts';

export interface PresentRecord {
  readonly value: Proven<RecordValue>;
  /** Up to which it is proven. */
  readonly height: number;
}

/**
 * Fetches and verifies it, with the height of the block up to which it is proven.
 * @throws AnnalsError `record.unknown` when it is proven that there is no such record, `proof.*` when the node lies.
 */
export async function fetchPresentRecord(node: Asks, trusted: Trusted, record: RecordId): Promise<PresentRecord> {
  const { proven } = await node.call(routes.record, { params: { record } });
  const verdict = verifyValue(trusted, stateKey.record(record), proven);
  if (!verdict.ok) throw new AnnalsError(verdict.code, verdict.reason);
  if (!verdict.value) throw new AnnalsError('record.unknown', 'there is no such record');
  return { value: verdict.value, height: verdict.header.height };
}
