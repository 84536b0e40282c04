/**
 * The content of a record as its subject opens it, with her own keys and without an entry: what it says, whether that
 * fits its type, and which sections do not open although they are sealed to her (ATTACK garbage-seal).
 */
import type { RecordType, Record as RecordValue } from '../block/index.ts';
import { equalBytes, type JsonValue, type RecordId } from '../codec/index.ts';
import { type FieldDisclosure, type PublicKey, publicKeyOf, type SecretKey } from '../crypto/index.ts';
import { AnnalsError, type ErrorCode } from '../errors/index.ts';
import { type Proven, type Trusted, verifyRecordHistory } from '../light/index.ts';
import { type Fit, fitOfRecord, parseCanonicalJson, type SectionContents } from '../record-types/index.ts';
import { fetchWholeLog, type RestClient, routes } from '../rest/index.ts';
import { decodeSidecar, openSection, sidecarHash } from '../sidecar/index.ts';
import type { SealedContent } from '../transaction/index.ts';
import { proveWrong, verifyWrong, type Wrong } from '../wrong/index.ts';
import { fetchPresentRecord } from './present-record.ts';
import { fetchRecordTypeVersion } from './proven-value.ts';

/** Her keys of the record's sector, the present one, which proves who asks, first; none for content in clear. */
export type OwnSecrets = readonly SecretKey[];

/** A section, opened, or why not. Where `isWrong`, what the issuer did can be proven with {@link proveOwnWrong}. */
export type OwnSection = { readonly name: string } & (
  | { readonly ok: true; readonly content: JsonValue; readonly fields: readonly FieldDisclosure[] }
  | { readonly ok: false; readonly code: ErrorCode; readonly reason: string; readonly isWrong: boolean }
);

export interface OwnContent {
  readonly record: Proven<RecordValue>;
  /** The declaration by which it was made. */
  readonly type: Proven<RecordType>;
  readonly sections: readonly OwnSection[];
  /** Whether what was opened fits its type. */
  readonly fit: Fit;
}

/** The present content. @throws AnnalsError `record.unknown`, `record.erased`, `proof.*`, `sidecar.mismatch`. */
export async function openOwnContent(
  node: RestClient,
  trusted: Trusted,
  id: RecordId,
  secrets: OwnSecrets,
): Promise<OwnContent> {
  const { value: record } = await fetchPresentRecord(node, trusted, id);
  if (record.erased !== null) {
    throw new AnnalsError('record.erased', `the content was erased in block ${record.erased}`);
  }
  const type = await fetchRecordTypeVersion(node, trusted, record);
  const sections =
    record.content.type === 'public'
      ? inClear(record.content.text)
      : openSections(
          trusted,
          id,
          record.version,
          record.content,
          await fetchSidecar(node, trusted, id, record, secrets),
          secrets,
        );
  const opened = Object.fromEntries(sections.flatMap((each) => (each.ok ? [[each.name, each.content]] : [])));
  const closed = sections.flatMap((each) => (each.ok ? [] : [each.name]));
  return { record, type, sections, fit: fitOfRecord(type, opened, closed) };
}

function inClear(text: string): readonly OwnSection[] {
  const sections = parseCanonicalJson(text) as SectionContents;
  return Object.entries(sections).map(([name, content]) => ({ name, ok: true, content, fields: [] }));
}

/** The sealed content that a record names. @throws AnnalsError `sidecar.mismatch` when the node sent another. */
async function fetchSidecar(
  node: RestClient,
  trusted: Trusted,
  id: RecordId,
  { version }: RecordValue,
  [secret]: OwnSecrets,
): Promise<Uint8Array> {
  if (!secret) throw new AnnalsError('sidecar.not-entitled', 'it is for the subject, by her present key');
  const prove = { secret, chain: trusted.chain };
  const { sidecar } = await node.call(routes.sidecar, { params: { record: id }, query: { version }, prove });
  return sidecar;
}

function openSections(
  { chain }: Trusted,
  record: RecordId,
  version: number,
  { sidecar: hash, commitment, sealedTo }: SealedContent,
  bytes: Uint8Array,
  secrets: OwnSecrets,
): readonly OwnSection[] {
  if (!equalBytes(sidecarHash(bytes), hash)) {
    throw new AnnalsError('sidecar.mismatch', 'the node sent sealed content of something else');
  }
  const sidecar = decodeSidecar(bytes);
  const secret = secretOf(secrets, sealedTo);
  return sidecar.sections.map(({ name }): OwnSection => {
    if (!secret) {
      const reason = 'it is sealed to a key that is not here';
      return { name, ok: false, code: 'sidecar.no-seal', reason, isWrong: false };
    }
    try {
      const place = { chain, record, version, section: name };
      return { name, ok: true, ...openSection(sidecar, { ...place, commitment, sealedTo, secret }) };
    } catch (error) {
      if (!(error instanceof AnnalsError)) throw error;
      return { name, ok: false, code: error.code, reason: error.message, isWrong: true };
    }
  });
}

const secretOf = (secrets: OwnSecrets, key: PublicKey): SecretKey | undefined =>
  secrets.find((each) => equalBytes(key, publicKeyOf(each)));

/**
 * Proves that a section of the present content does not open although it is sealed to her.
 * @throws AnnalsError `wrong.none` when it opens as it should, `sidecar.missing` for content in clear,
 * `sidecar.no-seal` when the key that it is sealed to is not here, `proof.*`, `sidecar.*`.
 */
export async function proveOwnWrong(
  node: RestClient,
  trusted: Trusted,
  id: RecordId,
  section: string,
  secrets: OwnSecrets,
): Promise<Wrong> {
  const history = await fetchWholeLog((from) =>
    node.call(routes.recordHistory, { params: { record: id }, query: { from } }),
  );
  const verdict = verifyRecordHistory(trusted, id, history);
  if (!verdict.ok) throw new AnnalsError(verdict.code, verdict.reason);
  const { record, entries } = verdict;
  const brought = entries.findLast(({ content }) => content !== null);
  if (brought?.content?.type !== 'sealed') {
    throw new AnnalsError('sidecar.missing', 'the content of the record is not sealed');
  }
  const secret = secretOf(secrets, brought.content.sealedTo);
  if (!secret) throw new AnnalsError('sidecar.no-seal', 'the content is sealed to a key that is not here');
  const [receipt, sidecar] = await Promise.all([
    node.call(routes.receipt, { params: { id: brought.transaction } }),
    fetchSidecar(node, trusted, id, record, secrets),
  ]);
  const wrong = proveWrong({ receipt, sidecar, section, secret });
  // What the node gave is believed no more here than by whoever will look at it.
  const verified = verifyWrong(trusted, wrong);
  if (!verified.ok) throw new AnnalsError(verified.code, verified.reason);
  return wrong;
}
