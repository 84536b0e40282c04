/**
 * The sidecar: the sealed content of one version of a record, which travels beside its transaction and stays outside
 * of the blocks, so that it can be erased (LAW 10). Canonical CBOR; the transaction names it by its hash.
 */
import { decodeShape, encode, encodeShape, type Infer, idToBytes, type RecordId, shape } from '../codec/index.ts';
import { HASH_SIZE_BYTES, type Hash, hash, MAX_COMMITTED_FIELDS } from '../crypto/index.ts';
import { AnnalsError } from '../errors/index.ts';
import { networkSealContext, networkSealShape } from '../threshold/index.ts';
import { hashShape, MAX_SECTIONS } from '../transaction/index.ts';
import { subjectSealShape } from './subject-seal.ts';

/**
 * Text records have a few KiB; three quarters of a mebibyte leave room for a scanned page, and with its transaction it
 * is one message between validators.
 */
export const MAX_SIDECAR_BYTES = 768 * 1024;

/**
 * What decides who may read what a seal of a record holds: the rules in force of the record's type and the decisions
 * of its subject. A seal under another policy does not verify as a record's, and the other way round.
 */
const RECORD_POLICY = hash('annals/record-policy/v1');

export const sidecarShape = shape.struct({
  record: shape.id('record'),
  /** The version of the content; a seal of another version does not open here. */
  version: shape.uint,
  /** The digests of all committed fields, ascending; the transaction names their root. */
  digests: shape.list(hashShape, MAX_COMMITTED_FIELDS, 1),
  sections: shape.list(
    shape.struct({
      name: shape.slug,
      /** Encrypted under the section's own random key: see {@link sectionPlaintextShape}. */
      ciphertext: shape.bytes({ min: 1, max: MAX_SIDECAR_BYTES }),
      /** The hash of that key: see {@link contentKeyHash}. */
      keyHash: hashShape,
      /** The key, sealed to the subject's key that the transaction names: nobody else opens it without an entry (LAW 2). */
      toSubject: subjectSealShape,
      /** The key, sealed to the network. */
      toNetwork: networkSealShape,
    }),
    MAX_SECTIONS,
    1,
  ),
});

/** What the ciphertext of a section hides. */
export const sectionPlaintextShape = shape.struct({
  /** Canonical JSON text. */
  content: shape.text(MAX_SIDECAR_BYTES),
  /** The salts of the section's fields, one after another in the order in which the fields are listed. */
  salts: shape.bytes({ min: 1, max: MAX_SIDECAR_BYTES }),
});

export type Sidecar = Infer<typeof sidecarShape>;
export type SidecarSection = Sidecar['sections'][number];
/** The hash by which a transaction names a sidecar. */
export function sidecarHash(bytes: Uint8Array): Hash {
  return hash('annals/sidecar/v1', bytes);
}

/** @throws AnnalsError `codec.too-large`, `codec.shape`. */
export function encodeSidecar(sidecar: Sidecar): Uint8Array {
  const bytes = encodeShape(sidecarShape, sidecar);
  if (bytes.length > MAX_SIDECAR_BYTES) {
    throw new AnnalsError(
      'codec.too-large',
      `a sidecar of ${bytes.length} bytes, at most ${MAX_SIDECAR_BYTES} are allowed`,
    );
  }
  return bytes;
}

/** Reads a sidecar strictly. @throws AnnalsError `sidecar.malformed`. */
export function decodeSidecar(bytes: Uint8Array): Sidecar {
  let sidecar: Sidecar;
  try {
    sidecar = decodeShape(sidecarShape, bytes, MAX_SIDECAR_BYTES);
  } catch (cause) {
    if (!(cause instanceof AnnalsError)) throw cause;
    throw new AnnalsError('sidecar.malformed', cause.message, { cause });
  }
  const names = sidecar.sections.map(({ name }) => name);
  if (new Set(names).size !== names.length) throw new AnnalsError('sidecar.malformed', 'a section stands twice');
  return sidecar;
}

/** Where a section belongs. */
export interface SectionPlace {
  readonly chain: Uint8Array;
  readonly record: RecordId;
  readonly version: number;
  readonly section: string;
}

/** What a section's ciphertext and the seal to its subject are bound to, so that none opens in the place of another. */
export function sealContext({ chain, record, version, section }: SectionPlace): Hash {
  if (chain.length !== HASH_SIZE_BYTES) throw new AnnalsError('codec.shape', 'a chain id has 32 bytes');
  return hash('annals/seal/v1', chain, encode([idToBytes(record), version, section]));
}

/** What the seal of a section to the network is bound to. */
export function networkContext(place: SectionPlace): Hash {
  return networkSealContext({ ...place, policy: RECORD_POLICY });
}

/**
 * The hash by which a sidecar names the key of a section. AES-GCM alone would let an issuer make one ciphertext that
 * two keys open to two contents: one for the subject, and another for whoever reads through the network
 * (ATTACK one-ciphertext-two-contents).
 */
export function contentKeyHash(contentKey: Uint8Array, place: SectionPlace): Hash {
  return hash('annals/content-key/v1', sealContext(place), contentKey);
}
