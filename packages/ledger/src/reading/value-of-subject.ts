/**
 * A value about a person as a client comes by it: with its proof, from whichever node proves the newest block. What is
 * decided by it must not rest on what was so before, nor on what one node says that there is not.
 */
import type { Header, ValueKind, ValueOf } from '../block/index.ts';
import type { Proven, Trusted } from '../light/index.ts';
import type { RestClient } from '../rest/index.ts';
import { type Answers, type AskedWithin, askAll } from './ask-all.ts';
import { type FetchedValue, fetchValueOfSubject, type SubjectQuestion } from './proven-value.ts';

/** One value is proven in milliseconds: who is slow is waited for as for a height. */
const WITHIN: AskedWithin = { othersMs: 2_000, wholeMs: 20_000 };

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
  question: SubjectQuestion<K>,
): Promise<NewestValue<K>> {
  const ask = (node: RestClient, signal: AbortSignal): Promise<FetchedValue<K>> =>
    fetchValueOfSubject(node, trusted, question, signal);
  const { answers, contradicted } = await askAll(nodes, ask, WITHIN);
  const { value, header } = answers.reduce((newest, each) =>
    each.header.height > newest.header.height ? each : newest,
  );
  return { value, header, contradicted };
}
