/** A public value of the state as a client comes by it: from any node, with its proof (PROTOCOL state-proof). */
import { type Header, type RecordType, type StateKey, stateKey, type ValueKind, type ValueOf } from '../block/index.ts';
import { bytesToHex, type SubjectId } from '../codec/index.ts';
import type { SecretKey } from '../crypto/index.ts';
import { AnnalsError } from '../errors/index.ts';
import { type Proven, type ProvenValue, type Trusted, verifyValue } from '../light/index.ts';
import { type RestClient, routes } from '../rest/index.ts';

/** One node, or several that stand in for each other. */
export type Asks = Pick<RestClient, 'call'>;

/** A value, or that there is none, with the block up to which that is so. */
export interface FetchedValue<K extends ValueKind> {
  readonly value: Proven<ValueOf<K>> | undefined;
  readonly header: Header;
  /** What is trusted from then on. */
  readonly trusted: Trusted;
}

/** Fetches a public value and verifies it. @throws AnnalsError `proof.*` when the node lies. */
export async function fetchValue<K extends ValueKind>(
  client: Asks,
  trusted: Trusted,
  key: StateKey<K>,
  signal?: AbortSignal,
): Promise<FetchedValue<K>> {
  const { proven } = await client.call(routes.provenValue, { params: { key }, ...(signal ? { signal } : {}) });
  return verified(trusted, key, proven);
}

/** What is asked about somebody, and the key of whoever may know it. */
export interface SubjectQuestion<K extends ValueKind> {
  readonly subject: SubjectId;
  readonly key: StateKey<K>;
  readonly secret: SecretKey;
}

/** The same for a value that is about a subject. @throws AnnalsError `auth.not-entitled`, `proof.*` when the node lies. */
export async function fetchValueOfSubject<K extends ValueKind>(
  client: Asks,
  trusted: Trusted,
  { subject, key, secret }: SubjectQuestion<K>,
  signal?: AbortSignal,
): Promise<FetchedValue<K>> {
  const prove = { secret, chain: trusted.chain };
  const asked = { params: { subject, key }, prove, ...(signal ? { signal } : {}) };
  const { proven } = await client.call(routes.provenValueOfSubject, asked);
  return verified(trusted, key, proven);
}

/** The value that a proof is of. @throws AnnalsError `proof.*`. */
function verified<K extends ValueKind>(trusted: Trusted, key: StateKey<K>, proven: ProvenValue): FetchedValue<K> {
  const verdict = verifyValue(trusted, key, proven);
  if (!verdict.ok) throw new AnnalsError(verdict.code, verdict.reason);
  return verdict;
}

/** The declaration of a record type in force. @throws AnnalsError `type.unknown`, `proof.*`. */
export async function fetchRecordType(client: Asks, trusted: Trusted, name: string): Promise<Proven<RecordType>> {
  return declared(await fetchValue(client, trusted, stateKey.type(name)), name);
}

/** Bounds what nodes can make a client keep; far more types than one reader meets at a time. */
const MAX_KEPT_DECLARATIONS = 64;

/** Declarations by chain, type and version: what was proven of one holds for ever, and its schemas are made ready once. */
const keptDeclarations = new Map<string, Proven<RecordType>>();

/**
 * The declaration by which the content of a record was to be made; asked for once, since it never changes.
 * @throws AnnalsError as {@link fetchRecordType}.
 */
export async function fetchRecordTypeVersion(
  client: Asks,
  trusted: Trusted,
  { type, typeVersion }: { readonly type: string; readonly typeVersion: number },
): Promise<Proven<RecordType>> {
  const place = `${bytesToHex(trusted.chain)}/${type}/${typeVersion}`;
  const kept = keptDeclarations.get(place);
  if (kept) return kept;
  const fetched = declared(await fetchValue(client, trusted, stateKey.typeVersion(type, typeVersion)), type);
  const [oldest] = keptDeclarations.keys();
  if (keptDeclarations.size >= MAX_KEPT_DECLARATIONS && oldest !== undefined) keptDeclarations.delete(oldest);
  keptDeclarations.set(place, fetched);
  return fetched;
}

function declared({ value }: FetchedValue<'type'>, name: string): Proven<RecordType> {
  if (value) return value;
  throw new AnnalsError('type.unknown', `there is no record type ${name}`);
}
