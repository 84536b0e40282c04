/**
 * Checks a document that somebody was handed: a receipt, or a saved access log. Everything happens here, from the
 * genesis document alone; nothing is sent anywhere.
 */
import type { AccessEntry } from '@annals/ledger/block';
import type { SubjectId, TransactionId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import {
  MAX_TRAIL_FILE_BYTES,
  type ProvenLog,
  type Receipt,
  receiptShape,
  type Trusted,
  trailFileShape,
  type Verdict,
  verifyReceipt,
  verifyTrail,
} from '@annals/ledger/light';

export type CheckedDocument =
  | {
      readonly type: 'receipt';
      readonly transaction: TransactionId;
      readonly kind: string;
      readonly code: string;
      readonly height: number;
      readonly timeMs: number;
    }
  | { readonly type: 'trails'; readonly trails: readonly CheckedTrail[] };

export interface CheckedTrail {
  readonly subject: SubjectId;
  readonly sector: string;
  readonly entries: readonly AccessEntry[];
  readonly height: number;
  readonly timeMs: number;
}

/** @throws AnnalsError `proof.malformed` for what is no such document, and `proof.*` for what does not hold. */
export function checkDocument(trusted: Trusted, text: string): CheckedDocument {
  const value = parse(text);
  return 'trails' in value ? checkTrails(trusted, value) : checkReceipt(trusted, value);
}

function checkReceipt(trusted: Trusted, value: object): CheckedDocument {
  const receipt: Receipt = read(() => receiptShape.fromJson(value));
  const { transaction, result, header } = holds(verifyReceipt(trusted, receipt));
  const { kind } = transaction.payload;
  const { height, timeMs } = header;
  return { type: 'receipt', transaction: transaction.id, kind, code: result.code, height, timeMs };
}

function checkTrails(trusted: Trusted, value: object): CheckedDocument {
  const { trails } = read(() => trailFileShape.fromJson(value));
  return { type: 'trails', trails: trails.map((trail) => checkTrail(trusted, trail)) };
}

function checkTrail(
  trusted: Trusted,
  { subject, sector, proven }: { readonly subject: SubjectId; readonly sector: string; readonly proven: ProvenLog },
): CheckedTrail {
  const { entries, header } = holds(verifyTrail(trusted, subject, proven));
  return { subject, sector, entries, height: header.height, timeMs: header.timeMs };
}

function parse(text: string): object {
  if (text.length > MAX_TRAIL_FILE_BYTES) throw new AnnalsError('proof.malformed', 'the file is too large');
  const value: unknown = read(() => JSON.parse(text));
  if (typeof value === 'object' && value !== null) return value;
  throw new AnnalsError('proof.malformed', 'the file is no receipt and no access log');
}

function read<T>(reader: () => T): T {
  try {
    return reader();
  } catch (cause) {
    throw new AnnalsError('proof.malformed', `the file can not be read: ${(cause as Error).message}`, { cause });
  }
}

function holds<T>(verdict: Verdict<T>): T {
  if (!verdict.ok) throw new AnnalsError(verdict.code, verdict.reason);
  return verdict;
}
