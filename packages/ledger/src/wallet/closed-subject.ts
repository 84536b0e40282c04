/**
 * Whether somebody is on the ledger as dead: nodes refuse a key whose person has died everything but what it acts for,
 * and of that the state is proven. Whoever lives and holds it learns from it why she is refused.
 */
import type { Header, Subject } from '../block/index.ts';
import type { SubjectId } from '../codec/index.ts';
import type { SecretKey } from '../crypto/index.ts';
import type { Proven, Trusted } from '../light/index.ts';
import type { RestClient } from '../rest/index.ts';
import { fetchOwnSubjects } from './find-pseudonyms.ts';

/** Her pseudonym of a sector, with its present key. */
export interface OwnPseudonym {
  readonly sector: string;
  readonly subject: SubjectId;
  readonly secret: SecretKey;
}

/**
 * The subject and the block by which one node proves that it is closed; null where it proves no such thing.
 * @throws AnnalsError `proof.*`, `node.*`.
 */
export async function fetchClosedSubject(
  asked: { readonly node: RestClient; readonly trusted: Trusted },
  { sector, subject, secret }: OwnPseudonym,
): Promise<{ readonly value: Proven<Subject>; readonly header: Header } | null> {
  const { own, others, header } = await fetchOwnSubjects(asked, sector, secret);
  const found = [...(own ? [own] : []), ...others].find(({ id }) => id === subject);
  return found?.value.status === 'closed' ? { value: found.value, header } : null;
}
