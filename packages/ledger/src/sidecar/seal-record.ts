/** Makes the sidecar of a record: what an agency's system does before it issues, amends or transfers. */
import { concatBytes, encodeShape, type JsonValue, type RecordId } from '../codec/index.ts';
import {
  CONTENT_KEY_SIZE_BYTES,
  commitFields,
  encryptContent,
  type FieldCommitment,
  type PublicKey,
  type RandomSource,
  randomBytes,
} from '../crypto/index.ts';
import { canonicalJson, type SectionContents } from '../record-types/index.ts';
import { sealToNetwork } from '../threshold/index.ts';
import type { SealedContent } from '../transaction/index.ts';
import { fieldsOf } from './fields.ts';
import {
  contentKeyHash,
  encodeSidecar,
  networkContext,
  type SidecarSection,
  sealContext,
  sectionPlaintextShape,
  sidecarHash,
} from './format.ts';
import { sealToSubject } from './subject-seal.ts';

/** What is sealed, and for whom. */
export interface RecordToSeal {
  readonly chain: Uint8Array;
  /** Known before the record is submitted: `newObjectId('record', signer, salt)`. */
  readonly record: RecordId;
  /** 1 for a new record, and one more than the present version for an amended or transferred one. */
  readonly version: number;
  /** Content that `validateContent` has found to fit the type. */
  readonly sections: SectionContents;
  readonly subjectKey: PublicKey;
  /** The public key of the network: what the ledger opens for those whom it grants a read. */
  readonly networkKey: PublicKey;
  readonly random?: RandomSource;
}

/** A sidecar with what its transaction says about it. */
export interface SealedRecord {
  readonly bytes: Uint8Array;
  /** The content of the transaction's body. */
  readonly content: SealedContent;
}

/**
 * Seals content: each section under its own random key, which is sealed to the subject and to the network.
 * @throws AnnalsError `codec.malformed` for what is no JSON, `codec.too-large`, `commitment.fields` for too many fields,
 * `key.malformed`.
 */
export function sealRecord(record: RecordToSeal): SealedRecord {
  const { random = randomBytes, sections } = record;
  const names = Object.keys(sections).sort();
  const commitment = commitFields(
    names.flatMap((name) => fieldsOf(name, sections[name] as JsonValue)),
    random,
  );
  const sealed = names.map((name) => sealSection(record, name, commitment, random));
  const bytes = encodeSidecar({
    record: record.record,
    version: record.version,
    digests: commitment.digests,
    sections: sealed,
  });
  const named = { sidecar: sidecarHash(bytes), commitment: commitment.root, sealedTo: record.subjectKey };
  return { bytes, content: { type: 'sealed', ...named } };
}

function sealSection(
  record: RecordToSeal,
  name: string,
  commitment: FieldCommitment,
  random: RandomSource,
): SidecarSection {
  const content = record.sections[name] as JsonValue;
  const salts = fieldsOf(name, content).map(([path]) => commitment.salts.get(path) as Uint8Array);
  const plaintext = encodeShape(sectionPlaintextShape, {
    content: canonicalJson(content),
    salts: concatBytes(...salts),
  });
  const place = { ...record, section: name };
  const context = sealContext(place);
  const key = random(CONTENT_KEY_SIZE_BYTES);
  const { subjectKey, networkKey } = record;
  return {
    name,
    ciphertext: encryptContent(key, plaintext, context, random),
    keyHash: contentKeyHash(key, place),
    toSubject: sealToSubject(subjectKey, key, context, random),
    toNetwork: sealToNetwork(networkKey, key, networkContext(place), random),
  };
}
