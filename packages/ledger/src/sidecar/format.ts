/**
 * The sidecar: the sealed content of one version of a record, which travels beside its transaction and stays outside
 * of the blocks, so that it can be erased (LAW 10). Canonical CBOR; the transaction names it by its hash.
 */
import { decodeShape, encode, encodeShape, type Infer, idToBytes, type RecordId, shape } from '../codec/index.ts';
import { HASH_SIZE_BYTES, type Hash, hash, MAX_COMMITTED_FIELDS } from '../crypto/index.ts';
import { AnnalsError } from '../errors/index.ts';
import { networkSealContext, networkSealShape } from '../threshold/index.ts';
import { hashShape, MAX_SECTIONS, publicKeyShape } from '../transaction/index.ts';

/**
 * Text records have a few KiB; three quarters of a mebibyte leave room for a scanned page, and with its transaction it
 * is one message between validators.
 */
export const MAX_SIDECAR_BYTES = 768 * 1024;

/** A content key of 32 bytes with the overhead of its seal, and some room for other schemes. */
const MAX_SEAL_BYTES = 256;
/** One to the subject and one to the network: nobody else opens a section without an entry (LAW 2). */
const SEALS = 2;

/**
 * What decides who may read what a seal of a record holds: the rules in force of the record's type and the decisions
 * of its subject. A seal under another policy does not verify as a record's, and the other way round.
 */
const RECORD_POLICY = hash('annals/record-policy/v1');

/** The content key of a section, sealed to its subject's key or to the network. */
const sealShape = shape.union('to', {
  subject: shape.struct({ key: publicKeyShape, sealed: shape.bytes({ min: 1, max: MAX_SEAL_BYTES }) }),
  network: shape.struct({ sealed: networkSealShape }),
});

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
      /** One of each kind: see {@link sealsOf}. */
      seals: shape.list(sealShape, SEALS, SEALS),
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
export type Seal = SidecarSection['seals'][number];

/** The two seals of a section. */
export interface SectionSeals {
  readonly subject: Extract<Seal, { to: 'subject' }>;
  readonly network: Extract<Seal, { to: 'network' }>;
}

/** The seals of a section by whom they are for. @throws AnnalsError `sidecar.seal` unless there is one of each. */
export function sealsOf({ name, seals }: SidecarSection): SectionSeals {
  const subject = seals.find((seal) => seal.to === 'subject');
  const network = seals.find((seal) => seal.to === 'network');
  if (subject && network) return { subject, network };
  throw new AnnalsError(
    'sidecar.seal',
    `the section ${name} is not sealed once to its subject and once to the network`,
  );
}

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
export function sealContext({ chain, record, version, section }: SectionPlace): Uint8Array {
  if (chain.length !== HASH_SIZE_BYTES) throw new AnnalsError('codec.shape', 'a chain id has 32 bytes');
  return hash('annals/seal/v1', chain, encode([idToBytes(record), version, section]));
}

/** What the seal of a section to the network is bound to. */
export function networkContext(place: SectionPlace): Hash {
  return networkSealContext({ ...place, policy: RECORD_POLICY });
}
