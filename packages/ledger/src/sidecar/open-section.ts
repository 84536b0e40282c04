/**
 * Opens a section of a sidecar, with its subject's key or with the content key that shares have opened, and holds what
 * it says against the ledger.
 */
import { bytesToHex, decodeShape, equalBytes, type JsonValue } from '../codec/index.ts';
import {
  commitFields,
  decryptContent,
  FIELD_SALT_SIZE_BYTES,
  type FieldDisclosure,
  type Hash,
  type PublicKey,
  publicKeyOf,
  type SecretKey,
  verifyField,
} from '../crypto/index.ts';
import { AnnalsError } from '../errors/index.ts';
import { parseCanonicalJson } from '../record-types/index.ts';
import { fieldsOf } from './fields.ts';
import {
  contentKeyHash,
  MAX_SIDECAR_BYTES,
  type SectionPlace,
  type Sidecar,
  type SidecarSection,
  sealContext,
  sectionPlaintextShape,
} from './format.ts';
import { openSubjectSeal } from './subject-seal.ts';

/** Which section of which version of which record, and what the ledger says about it. */
export interface CommittedSection extends SectionPlace {
  /** The commitment in the record's transaction, or in its state. */
  readonly commitment: Hash;
}

/** A section that its subject opens. */
export interface SectionToOpen extends CommittedSection {
  /** The key that it is sealed to, as the ledger has it. */
  readonly sealedTo: PublicKey;
  /** Its secret: that of the key which the subject had when it was sealed. */
  readonly secret: SecretKey;
}

export interface OpenedSection {
  readonly content: JsonValue;
  /** Each field with what it takes to disclose it alone; `verifyField` checks one against the commitment. */
  readonly fields: readonly FieldDisclosure[];
}

/**
 * The section of a sidecar.
 * @throws AnnalsError `sidecar.mismatch` when the sidecar is another record's or version's, `sidecar.no-seal` when it
 * has no such section.
 */
export function findSection(sidecar: Sidecar, { record, version, section: name }: SectionPlace): SidecarSection {
  if (sidecar.record !== record || sidecar.version !== version) {
    throw new AnnalsError('sidecar.mismatch', 'this is the sealed content of another record or version');
  }
  const section = sidecar.sections.find((each) => each.name === name);
  if (!section) throw new AnnalsError('sidecar.no-seal', `the record has no section ${name}`);
  return section;
}

/**
 * Opens a section with its subject's key.
 * @throws AnnalsError as {@link openWithContentKey}, and `sidecar.no-seal` when it is sealed to another key,
 * `seal.malformed`, `seal.open-failed`.
 */
export function openSection(sidecar: Sidecar, wanted: SectionToOpen): OpenedSection {
  const { toSubject } = findSection(sidecar, wanted);
  if (!equalBytes(wanted.sealedTo, publicKeyOf(wanted.secret))) {
    throw new AnnalsError('sidecar.no-seal', `the section ${wanted.section} is not sealed to this key`);
  }
  return openWithContentKey(sidecar, wanted, openSubjectSeal(wanted.secret, toSubject, sealContext(wanted)));
}

/**
 * Opens a section with its content key.
 * @throws AnnalsError `sidecar.mismatch` when the sidecar is another record's or version's or does not say what was
 * committed to, `sidecar.no-seal` when it has no such section, `content.open-failed`.
 */
export function openWithContentKey(sidecar: Sidecar, wanted: CommittedSection, contentKey: Uint8Array): OpenedSection {
  const { ciphertext, keyHash } = findSection(sidecar, wanted);
  if (!equalBytes(contentKeyHash(contentKey, wanted), keyHash)) {
    throw new AnnalsError('content.open-failed', `the section ${wanted.section} is encrypted under another key`);
  }
  return readPlaintext(decryptContent(contentKey, ciphertext, sealContext(wanted)), sidecar.digests, wanted);
}

/**
 * Reads the plaintext of a section, however its key was come by, and checks each field against the commitment: what
 * the issuer sealed is what it put on the ledger.
 * @throws AnnalsError `sidecar.mismatch`.
 */
export function readPlaintext(
  plaintext: Uint8Array,
  digests: readonly Hash[],
  { section, commitment }: { readonly section: string; readonly commitment: Hash },
): OpenedSection {
  try {
    const { content: text, salts } = decodeShape(sectionPlaintextShape, plaintext, MAX_SIDECAR_BYTES);
    const content = parseCanonicalJson(text);
    const fields = discloseAll(section, content, salts, digests);
    if (areCommitted(fields, commitment, digests)) return { content, fields };
  } catch (cause) {
    if (!(cause instanceof AnnalsError)) throw cause;
    throw new AnnalsError('sidecar.mismatch', `the section ${section} cannot be read: ${cause.message}`, { cause });
  }
  throw new AnnalsError('sidecar.mismatch', `the section ${section} does not say what the ledger commits to`);
}

function discloseAll(
  section: string,
  content: JsonValue,
  salts: Uint8Array,
  digests: readonly Hash[],
): readonly FieldDisclosure[] {
  const fields = fieldsOf(section, content);
  if (salts.length !== fields.length * FIELD_SALT_SIZE_BYTES) {
    throw new AnnalsError('commitment.fields', 'there is not one salt for each field');
  }
  return fields.map(([path, value], index) => {
    const salt = salts.subarray(index * FIELD_SALT_SIZE_BYTES, (index + 1) * FIELD_SALT_SIZE_BYTES);
    return { path, value, salt, digests };
  });
}

/** Whether every field is committed to. The list of digests is hashed once, not for each field. */
function areCommitted(fields: readonly FieldDisclosure[], commitment: Hash, digests: readonly Hash[]): boolean {
  const [first] = fields;
  if (!first || !verifyField(commitment, first)) return false;
  const salts = fields.map(({ salt }) => salt)[Symbol.iterator]();
  const own = commitFields(
    fields.map(({ path, value }) => [path, value] as const),
    () => salts.next().value as Uint8Array,
  );
  const listed = new Set(digests.map(bytesToHex));
  return own.digests.every((digest) => listed.has(bytesToHex(digest)));
}
