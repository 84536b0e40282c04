/** Asks nodes in the name of a person, with proof that she holds her key, and verifies what comes back. */
import type { StateKey, ValueKind, ValueOf } from '@annals/ledger/block';
import type { SubjectId } from '@annals/ledger/codec';
import type { SecretKey } from '@annals/ledger/crypto';
import { fetchValueOfSubject, type Question } from '@annals/ledger/reading';
import { type Call, type FetchPage, fetchWholeList, type RestClient, type Route } from '@annals/ledger/rest';
import { ask, clientOf } from '../connection/connection.ts';
import type { Setting } from '../connection/setting.ts';

/** Who asks about whom: a person with the key of a sector, about herself or about one whom she represents. */
export interface Asker {
  readonly setting: Setting;
  readonly subject: SubjectId;
  readonly secret: SecretKey;
  /** The keys that it replaced: what was sealed to one of them opens with it. */
  readonly earlierSecrets: readonly SecretKey[];
}

/** Asks the nodes; a question verifies its own answer, so that a lie is passed over. */
export function askNodes<T>({ setting }: Pick<Asker, 'setting'>, question: Question<T>): Promise<T> {
  return ask(setting.nodes.map(clientOf), question);
}

/** By which she shows that she holds her key. */
export function proofOf({ setting, secret }: Asker) {
  return { secret, chain: setting.trusted.chain };
}

/** Calls a route with proof of key possession, for what is told. @throws AnnalsError what the client throws. */
export function askAs<P, Q, B, R>(asker: Asker, route: Route<P, Q, B, R>, what: Call<P, Q, B>) {
  return askNodes(asker, (node) => node.call(route, { ...what, prove: proofOf(asker) }));
}

/** A list about her that nodes tell, of one that has all of it. */
export function listAs<T>(
  asker: Asker,
  pageOf: (node: RestClient, prove: ReturnType<typeof proofOf>, after: string | null) => ReturnType<FetchPage<T>>,
): Promise<readonly T[]> {
  return askNodes(asker, (node, tookPart) => fetchWholeList((after) => pageOf(node, proofOf(asker), after), tookPart));
}

/** What the state holds about her under a key, verified; undefined where it is proven that it holds nothing. */
export async function verifiedAbout<K extends ValueKind>(
  asker: Asker,
  key: StateKey<K>,
): Promise<ValueOf<K> | undefined> {
  const { setting, subject, secret } = asker;
  const asked = { subject, key, secret };
  return (await askNodes(asker, (node) => fetchValueOfSubject(node, setting.trusted, asked))).value;
}
