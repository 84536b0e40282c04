/** Which sidecar a transaction needs beside it, and whether bytes are that one: what a validator asks before it votes. */
import type { RecordId } from '../codec/index.ts';
import { equalBytes } from '../codec/index.ts';
import type { Hash } from '../crypto/index.ts';
import { AnnalsError, type ErrorCode } from '../errors/index.ts';
import { newObjectId, type Transaction } from '../transaction/index.ts';
import { decodeSidecar, sidecarHash } from './format.ts';

/** The sidecar that a transaction names. */
export interface ExpectedSidecar {
  readonly hash: Hash;
  readonly record: RecordId;
  /** The version of the record that it is the content of, if the transaction is carried out. */
  readonly version: number;
}

export type SidecarVerdict =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: ErrorCode; readonly message: string };

/** The sidecar that must be held before the transaction can be committed; null for one that names none. */
export function expectedSidecar({ payload }: Transaction): ExpectedSidecar | null {
  switch (payload.kind) {
    case 'record.issue': {
      const { content } = payload.body;
      if (content.type !== 'sealed') return null;
      return {
        hash: content.sidecar,
        version: 1,
        // Hashed only where it is asked for: most want to know no more than which content it is.
        get record() {
          return newObjectId('record', payload.signer, payload.salt);
        },
      };
    }
    case 'record.amend':
    case 'record.transfer': {
      const { content, record, version } = payload.body;
      return content?.type === 'sealed' ? { hash: content.sidecar, record, version: version + 1 } : null;
    }
    default:
      return null;
  }
}

/** Whether bytes are the sidecar expected: the hash, the form, and the record and version that it says it is of. */
export function checkSidecar(expected: ExpectedSidecar, bytes: Uint8Array): SidecarVerdict {
  if (!equalBytes(sidecarHash(bytes), expected.hash)) {
    return { ok: false, code: 'sidecar.mismatch', message: 'the hash is not the one in the transaction' };
  }
  try {
    const { record, version } = decodeSidecar(bytes);
    if (record === expected.record && version === expected.version) return { ok: true };
  } catch (error) {
    if (!(error instanceof AnnalsError)) throw error;
    return { ok: false, code: error.code, message: error.message };
  }
  return { ok: false, code: 'sidecar.mismatch', message: 'it says that it is of another record or version' };
}
