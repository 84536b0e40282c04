/** Several things that are fetched and verified together, of which one that fails does not take the others with it. */
import { AnnalsError, type ErrorCode } from '@annals/ledger/errors';

/** What came of one of them; as data, so that it passes from the worker to the page. */
export type Settled<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: ErrorCode; readonly reason: string };

/** Waits for it, and never throws. */
export async function settle<T>(work: Promise<T>): Promise<Settled<T>> {
  try {
    return { ok: true, value: await work };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ok: false, code: error instanceof AnnalsError ? error.code : 'node.internal', reason };
  }
}
