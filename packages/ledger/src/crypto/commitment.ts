/**
 * A commitment to the fields of a document that lets each be disclosed alone (selective disclosure, in the manner of
 * the salted digests of SD-JWT, RFC 9901). Every field is hashed with its own random salt, so that a digest tells
 * nothing of a value that could be guessed; the root is the hash of all digests in ascending order, so that their
 * order tells nothing either. A holder discloses a field by its path, value and salt and the list of digests; the root
 * is on the ledger.
 */
import { bytesToHex, compareBytes, encode, equalBytes } from '../codec/index.ts';
import { AnnalsError } from '../errors/index.ts';
import { type Hash, hash } from './hash/index.ts';
import { type RandomSource, randomBytes } from './random.ts';

/** A field: the path that names it within the document, and the canonical encoding of its value. */
export type CommittedField = readonly [path: string, value: Uint8Array];

export const FIELD_SALT_SIZE_BYTES = 16;

/** How many fields one commitment covers at most. */
export const MAX_COMMITTED_FIELDS = 1024;

/** What the issuer keeps with the sealed content (the salts are as secret as the values) and puts on the ledger (the root). */
export interface FieldCommitment {
  readonly root: Hash;
  /** The digests of all fields, ascending. Without the salts they tell only how many fields there are. */
  readonly digests: readonly Hash[];
  /** The salt of each field by its path. */
  readonly salts: ReadonlyMap<string, Uint8Array>;
}

/** What a holder shows of one field. */
export interface FieldDisclosure {
  readonly path: string;
  readonly value: Uint8Array;
  readonly salt: Uint8Array;
  readonly digests: readonly Hash[];
}

function fieldDigest(path: string, value: Uint8Array, salt: Uint8Array): Hash {
  return hash('annals/field/v1', encode([salt, path, value]));
}

function rootOf(digests: readonly Hash[]): Hash {
  return hash('annals/fields/v1', encode(digests));
}

/**
 * Commits to fields under fresh salts.
 * @throws AnnalsError `commitment.fields` for no fields, more than {@link MAX_COMMITTED_FIELDS}, or a path given twice.
 */
export function commitFields(fields: readonly CommittedField[], random: RandomSource = randomBytes): FieldCommitment {
  if (fields.length === 0 || fields.length > MAX_COMMITTED_FIELDS) {
    throw new AnnalsError(
      'commitment.fields',
      `${fields.length} fields where 1 to ${MAX_COMMITTED_FIELDS} can be committed to`,
    );
  }
  const salts = new Map<string, Uint8Array>();
  const digests: Hash[] = [];
  for (const [path, value] of fields) {
    if (salts.has(path)) throw new AnnalsError('commitment.fields', `the path ${path} is given twice`);
    const salt = random(FIELD_SALT_SIZE_BYTES);
    salts.set(path, salt);
    digests.push(fieldDigest(path, value, salt));
  }
  digests.sort(compareBytes);
  return { root: rootOf(digests), digests, salts };
}

/** Whether a disclosed field is one of those that the root commits to. Never throws, whatever the bytes. */
export function verifyField(root: Hash, disclosure: FieldDisclosure): boolean {
  return verifyFields(root, disclosure.digests, [disclosure]);
}

/** The same for several fields; their list of digests is hashed once. */
export function verifyFields(
  root: Hash,
  digests: readonly Hash[],
  fields: readonly Omit<FieldDisclosure, 'digests'>[],
): boolean {
  if (digests.length > MAX_COMMITTED_FIELDS || fields.length > digests.length) return false;
  const listed = new Set(digests.map(bytesToHex));
  const isListed = ({ path, value, salt }: Omit<FieldDisclosure, 'digests'>): boolean =>
    salt.length === FIELD_SALT_SIZE_BYTES &&
    path.isWellFormed() &&
    listed.has(bytesToHex(fieldDigest(path, value, salt)));
  return fields.every(isListed) && equalBytes(rootOf(digests), root);
}
