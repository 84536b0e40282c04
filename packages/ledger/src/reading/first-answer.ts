/**
 * The one rule by which several nodes stand in for each other when they are asked (ATTACK refusing-node, ATTACK
 * silent-node): a question has one deadline over all of its parts; after a head start the next node is asked beside the
 * first; and what one node says by itself, that it refuses, that there is no such thing, or a proof that does not hold,
 * ends nothing while another has not answered. A fork that is proven does.
 */
import { AnnalsError, type ErrorCode, invariant } from '../errors/index.ts';
import type { RestClient } from '../rest/index.ts';
import { inTurns, type Timer, type TookPart } from './in-turns.ts';
import { isAboutTheNode, isFalse, mostTelling } from './nodes.ts';

/** A node that said what the proof contradicts, proved what it said by nothing that holds, or refused what another answered. */
export interface Contradicted {
  readonly node: string;
  readonly code: ErrorCode;
  readonly reason: string;
}

/**
 * A question in as many calls as it takes, all of one node, and with everything that its answer is verified by: what is
 * verified elsewhere ends the asking with a lie. It keeps what it gathers for itself, for it may be asked of several
 * nodes at once.
 * @param node gives up its calls when the question has been answered.
 * @param tookPart to be called for each full part of what is long.
 */
export type Question<T> = (node: RestClient, tookPart: TookPart) => Promise<T>;

export interface AskingOptions {
  /** Gets each node that said what is not so. */
  readonly onContradicted?: (contradicted: Contradicted) => void;
  /** In the place of the clock, for tests. */
  readonly timeOut?: Timer;
}

/** An honest node answers in some tens of milliseconds, shares of others included: it is asked alone. */
const HEAD_START_MS = 1_000;
/** A full part of a log takes a few tens of milliseconds to send and to verify. */
export const HEAD_START_OF_EACH_MS = 200;
/** Longer than the slowest honest answer on a bad line; each part of a long one has some more. */
const DEADLINE_MS = 30_000;
const DEADLINE_OF_EACH_MS = 3_000;

/** How the parts of a question are timed. */
export const QUESTION_TIMES = {
  headStartMs: HEAD_START_MS,
  headStartOfEachMs: HEAD_START_OF_EACH_MS,
  deadlineMs: DEADLINE_MS,
  deadlineOfEachMs: DEADLINE_OF_EACH_MS,
} as const;

/**
 * The answer of the first node that has one.
 * @param nodes at least one; each stands in for those before it.
 * @throws AnnalsError of what they said, what tells most: what is about the question before what is about a node.
 */
export async function firstAnswer<T>(
  nodes: readonly RestClient[],
  ask: Question<T>,
  { onContradicted, timeOut }: AskingOptions = {},
): Promise<T> {
  invariant(nodes.length > 0, 'there is a node to ask');
  let answer: { readonly value: T } | undefined;
  let broken: { readonly error: unknown } | undefined;
  const failures = new Map<RestClient, AnnalsError>();
  const askOne = async (node: RestClient, signal: AbortSignal, tookPart: TookPart): Promise<void> => {
    try {
      const value = await ask(node.within(signal), tookPart);
      answer ??= { value };
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof AnnalsError && !isFork(error)) failures.set(node, error);
      else broken ??= { error };
    }
  };
  const isDone = () => answer !== undefined || broken !== undefined;
  await inTurns(nodes, askOne, { ...QUESTION_TIMES, isDone, ...(timeOut ? { timeOut } : {}) });
  if (broken) throw broken.error;
  if (!answer) throw mostTelling(nodes.map((node) => failures.get(node) ?? lateError(node)));
  for (const [node, error] of failures) {
    const contradicted = contradictionOf(node, error);
    if (contradicted) onContradicted?.(contradicted);
  }
  return answer.value;
}

/**
 * That two blocks are certified at one height takes the signatures of a quorum, so that no node makes it up, and no
 * answer of another undoes it: it ends the asking.
 */
function isFork({ code }: AnnalsError): boolean {
  return code === 'proof.fork';
}

/** What is told of a node that was asked until the time was up. */
export function lateError({ baseUrl }: RestClient): AnnalsError {
  return new AnnalsError('node.unreachable', `${baseUrl} has not answered in time`);
}

/** What a node is told of for, that failed where another had the answer; null where it was no more than away or busy. */
function contradictionOf({ baseUrl }: RestClient, { code, message }: AnnalsError): Contradicted | null {
  // To be a block behind is no fault.
  if (code === 'proof.stale') return null;
  if (isFalse(code)) return { node: baseUrl, code, reason: message };
  if (isAboutTheNode({ code })) return null;
  return { node: baseUrl, code, reason: `it refused what another node has answered: ${message}` };
}
