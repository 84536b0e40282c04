/** Which sidecar a transaction needs beside it, and whether bytes are that one: what a validator asks before it votes. */
import type { RecordId } from '../codec/index.ts';
import { equalBytes } from '../codec/index.ts';
import type { Hash, PublicKey } from '../crypto/index.ts';
import { AnnalsError, type ErrorCode } from '../errors/index.ts';
import { verifyNetworkSeal } from '../threshold/index.ts';
import { type ChainId, newObjectId, type SealedContent, type Transaction } from '../transaction/index.ts';
import { decodeSidecar, networkContext, sidecarHash } from './format.ts';

/** The sidecar that a transaction names. */
export interface ExpectedSidecar {
  readonly hash: Hash;
  readonly chain: ChainId;
  readonly record: RecordId;
  /** The version of the record that it is the content of, if the transaction is carried out. */
  readonly version: number;
}

export type SidecarVerdict =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: ErrorCode; readonly message: string };

/** The sealed content that a transaction brings; null for one that brings none. */
export function sealedContentOf({ payload }: Transaction): SealedContent | null {
  switch (payload.kind) {
    case 'record.issue':
    case 'record.amend':
    case 'record.transfer': {
      const { content } = payload.body;
      return content?.type === 'sealed' ? content : null;
    }
    default:
      return null;
  }
}

/** The sidecar that must be held before the transaction can be committed; null for one that names none. */
export function expectedSidecar({ payload }: Transaction): ExpectedSidecar | null {
  switch (payload.kind) {
    case 'record.issue': {
      const { content } = payload.body;
      if (content.type !== 'sealed') return null;
      return {
        hash: content.sidecar,
        chain: payload.chain,
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
      if (content?.type !== 'sealed') return null;
      return { hash: content.sidecar, chain: payload.chain, record, version: version + 1 };
    }
    default:
      return null;
  }
}

/**
 * Whether bytes are the sidecar expected: the hash, the form, the record and version that it says it is of, and that
 * the seal of every section to the network is proven for its place. A seal copied from elsewhere, or made from somebody
 * else's, would let the network be asked for the one and open the other. The seals to the subject name no key of their
 * own: they are to the one that the transaction names, which the ledger holds against her present key.
 */
export function checkSidecar(
  expected: ExpectedSidecar,
  bytes: Uint8Array,
  networkKey: PublicKey | undefined,
): SidecarVerdict {
  if (!equalBytes(sidecarHash(bytes), expected.hash)) {
    return refusal('sidecar.mismatch', 'the hash is not the one in the transaction');
  }
  if (!networkKey) return refusal('network-key.pending', 'there is no network key that it could be sealed to');
  try {
    const { record, version, sections } = decodeSidecar(bytes);
    if (record !== expected.record || version !== expected.version) {
      return refusal('sidecar.mismatch', 'it says that it is of another record or version');
    }
    for (const section of sections) {
      const context = networkContext({ ...expected, record, section: section.name });
      if (!verifyNetworkSeal(networkKey, section.toNetwork, context)) {
        return refusal('sidecar.seal', `the seal of the section ${section.name} to the network is not proven`);
      }
    }
    return { ok: true };
  } catch (error) {
    if (!(error instanceof AnnalsError)) throw error;
    return refusal(error.code, error.message);
  }
}

function refusal(code: ErrorCode, message: string): SidecarVerdict {
  return { ok: false, code, message };
}
