/** What the voting thread and the doorkeeper's thread say to each other; byte strings are handed over, not copied. */
import type { ErrorCode } from '@annals/ledger/errors';
import type { RouteName } from '@annals/ledger/rest';
import type { BodyFormat } from './limits.ts';
import type { CanonicalBody } from './read-body.ts';

/** Says that the thread has begun, and reads what it is sent. */
export const READY = 'ready';

export interface BodyTask {
  readonly route: RouteName;
  readonly format: BodyFormat;
  readonly bytes: Uint8Array;
}

export type BodyVerdict = { readonly readMs: number } & (
  | ({ readonly ok: true } & CanonicalBody)
  | { readonly ok: false; readonly code: ErrorCode; readonly detail: string }
);
