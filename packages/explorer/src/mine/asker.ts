/** Asks nodes in the name of a person, with proof that she holds her key, and verifies what comes back. */
import type { StateKey, ValueKind, ValueOf } from '@annals/ledger/block';
import type { SubjectId } from '@annals/ledger/codec';
import type { SecretKey } from '@annals/ledger/crypto';
import { AnnalsError } from '@annals/ledger/errors';
import { type Trusted, type Verdict, verifyValue } from '@annals/ledger/light';
import { type Call, type Route, routes } from '@annals/ledger/rest';
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

/** Calls a route with proof of key possession. @throws AnnalsError what the client throws. */
export function askAs<P, Q, B, R>({ setting, secret }: Asker, route: Route<P, Q, B, R>, what: Call<P, Q, B>) {
  const prove = { secret, chain: setting.trusted.chain };
  return ask(setting.nodes.map(clientOf), (client) => client.call(route, { ...what, prove }));
}

/** What the state holds about her under a key, verified; undefined where it is proven that it holds nothing. */
export async function verifiedAbout<K extends ValueKind>(
  asker: Asker,
  key: StateKey<K>,
): Promise<ValueOf<K> | undefined> {
  const { subject } = asker;
  const { proven } = await askAs(asker, routes.provenValueOfSubject, { params: { subject, key } });
  return holds(verifyValue(asker.setting.trusted, key, proven)).value;
}

/** @throws AnnalsError with the code of a verdict that refuses. */
export function holds<T extends { readonly trusted: Trusted }>(verdict: Verdict<T>): T {
  if (!verdict.ok) throw new AnnalsError(verdict.code, verdict.reason);
  return verdict;
}
