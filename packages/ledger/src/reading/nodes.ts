/** Several nodes that stand in for each other: what one cannot answer at the moment, the next is asked. */
import { AnnalsError, type ErrorCode, invariant } from '../errors/index.ts';
import type { RestClient } from '../rest/index.ts';

/** Codes that say something about the node and nothing about what was asked. */
const ABOUT_THE_NODE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'node.unreachable',
  'node.bad-answer',
  'node.not-ready',
  'node.busy',
  'node.rate-limited',
  'node.internal',
  'store.damaged',
  'release.not-held',
  'release.busy',
  'sidecar.missing',
]);

/** Whether another node may well answer what this one did not. */
export function isAboutTheNode(error: unknown): boolean {
  return error instanceof AnnalsError && (ABOUT_THE_NODE.has(error.code) || error.code.startsWith('proof.'));
}

/** The nodes in their order, but those last that did not answer when they were last asked (ATTACK silent-node). */
export function answeringFirst(nodes: readonly RestClient[]): readonly RestClient[] {
  return [...nodes].sort((a, b) => Number(a.isSilent) - Number(b.isSilent));
}

/** Whether a node did not answer at all. */
function isSilence(error: unknown): boolean {
  return error instanceof AnnalsError && error.code === 'node.unreachable';
}

/**
 * The answer of the first node that has one.
 * @throws what the first node threw that is about the question; else what the first said that answered at all: that one
 * does not answer tells less than why another cannot.
 */
export async function firstAnswer<T>(nodes: readonly RestClient[], ask: (node: RestClient) => Promise<T>): Promise<T> {
  invariant(nodes.length > 0, 'there is a node to ask');
  let failure: unknown;
  for (const node of answeringFirst(nodes)) {
    try {
      return await ask(node);
    } catch (error) {
      if (!isAboutTheNode(error)) throw error;
      if (failure === undefined || isSilence(failure)) failure = error;
    }
  }
  throw failure;
}

/** A node that says so may take the same a moment later. */
export const PASSING: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['node.busy', 'node.rate-limited']);

/** Of what several nodes threw: what is about the question, then what may pass, then a bad answer, then silence. */
export function mostTelling(errors: readonly AnnalsError[]): AnnalsError {
  const [first] = [...errors].sort((a, b) => rankOf(a) - rankOf(b));
  return first ?? new AnnalsError('node.internal', 'no node was asked');
}

function rankOf({ code }: AnnalsError): number {
  if (code === 'node.unreachable') return 4;
  if (code === 'node.bad-answer' || code.startsWith('proof.') || code === 'tx.not-found') return 3;
  if (PASSING.has(code) || code === 'node.not-ready') return 2;
  return code === 'node.timeout' || code === 'tx.replayed' ? 1 : 0;
}
