/**
 * Asks all nodes at once for what each may know in part, so that one honest node suffices beside any number of others:
 * what one keeps back another brings (ATTACK node-names-the-pseudonym).
 */
import { AnnalsError } from '../errors/index.ts';
import type { RestClient } from '../rest/index.ts';
import type { Contradicted } from './first-answer.ts';
import { timeOut } from './in-turns.ts';
import { isFalse, mostTelling } from './nodes.ts';

/** How long the nodes are waited for. */
export interface AskedWithin {
  /** The others, once one has answered: a node that is silent holds nobody up. */
  readonly othersMs: number;
  /** All of them together; without it as long as their calls themselves. */
  readonly wholeMs?: number;
}

/** What several nodes answered. */
export interface Answers<T> {
  /** At least one. */
  readonly answers: readonly T[];
  /** The nodes whose answer does not verify or is none. */
  readonly contradicted: readonly Contradicted[];
  /** The addresses of those that gave no answer in time, or said that they could not. */
  readonly unheard: readonly string[];
}

/**
 * @param ask throws AnnalsError `proof.*` or `node.bad-answer` for an answer that does not hold.
 * @param isEnough whether the rest need not be waited for.
 * @throws AnnalsError of the node that told most, when none has answered.
 */
export async function askAll<T>(
  nodes: readonly RestClient[],
  ask: (node: RestClient, signal: AbortSignal) => Promise<T>,
  { othersMs, wholeMs }: AskedWithin,
  isEnough: (answer: T) => boolean = () => false,
): Promise<Answers<T>> {
  const answers: T[] = [];
  const failures = new Map<RestClient, AnnalsError>();
  const silent = new Set(nodes);
  const ended = new AbortController();
  let end = (): void => {};
  const enough = new Promise<void>((resolve) => {
    end = resolve;
  });
  const askOne = async (node: RestClient): Promise<void> => {
    try {
      const answer = await ask(node, ended.signal);
      if (ended.signal.aborted) return;
      if (answers.push(answer) === 1) void timeOut(othersMs).ended.then(end);
      if (isEnough(answer)) end();
    } catch (error) {
      if (ended.signal.aborted) return;
      if (!(error instanceof AnnalsError)) throw error;
      failures.set(node, error);
    }
    silent.delete(node);
  };
  const whole = wholeMs === undefined ? [] : [timeOut(wholeMs).ended];
  await Promise.race([Promise.all(nodes.map(askOne)), enough, ...whole]);
  ended.abort();
  for (const node of silent) failures.set(node, new AnnalsError('node.unreachable', `${node.baseUrl} does not answer`));
  if (answers.length === 0) throw mostTelling([...failures.values()]);
  const failed = [...failures].map(([{ baseUrl: node }, { code, message: reason }]) => ({ node, code, reason }));
  return {
    answers,
    contradicted: failed.filter(({ code }) => isFalse(code)),
    unheard: failed.filter(({ code }) => !isFalse(code)).map(({ node }) => node),
  };
}
