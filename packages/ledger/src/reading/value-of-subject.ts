/**
 * A value about a person as a client comes by it: with its proof, from whichever node proves the newest block. What is
 * decided by it must not rest on what was so before, nor on what one node says that there is not.
 */
import type { Header, StateKey, ValueKind, ValueOf } from '../block/index.ts';
import type { SubjectId } from '../codec/index.ts';
import type { SecretKey } from '../crypto/index.ts';
import type { Proven, Trusted } from '../light/index.ts';
import { type RestClient, routes } from '../rest/index.ts';
import { type Answers, type AskedWithin, askAll } from './ask-all.ts';
import { type FetchedValue, verified } from './proven-value.ts';

/** One value is proven in milliseconds: who is slow is waited for as for a height. */
const WITHIN: AskedWithin = { othersMs: 2_000, wholeMs: 20_000 };

/** About whom, which value, and who asks. */
export interface SubjectQuestion<K extends ValueKind> {
  readonly subject: SubjectId;
  readonly key: StateKey<K>;
  readonly secret: SecretKey;
}

export interface NewestValue<K extends ValueKind> extends Pick<Answers<unknown>, 'contradicted'> {
  readonly value: Proven<ValueOf<K>> | undefined;
  readonly header: Header;
}

/**
 * @throws AnnalsError `auth.not-entitled`, `subject.unknown` when all nodes say so, `proof.*` when none proves it.
 */
export async function fetchNewestOfSubject<K extends ValueKind>(
  nodes: readonly RestClient[],
  trusted: Trusted,
  { subject, key, secret }: SubjectQuestion<K>,
): Promise<NewestValue<K>> {
  const prove = { secret, chain: trusted.chain };
  const ask = async (node: RestClient, signal: AbortSignal): Promise<FetchedValue<K>> => {
    const { proven } = await node.call(routes.provenValueOfSubject, { params: { subject, key }, prove, signal });
    return verified(trusted, key, proven);
  };
  const { answers, contradicted } = await askAll(nodes, ask, WITHIN);
  const { value, header } = answers.reduce((newest, each) =>
    each.header.height > newest.header.height ? each : newest,
  );
  return { value, header, contradicted };
}
