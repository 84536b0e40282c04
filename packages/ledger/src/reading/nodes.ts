/** What is told by the errors of several nodes that stand in for each other, and in which order they are asked. */
import { AnnalsError, type ErrorCode } from '../errors/index.ts';
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
export function isAboutTheNode({ code }: Pick<AnnalsError, 'code'>): boolean {
  return ABOUT_THE_NODE.has(code) || code.startsWith('proof.');
}

/** Whether a code says that an answer was none, or that what it proves does not hold. */
export function isFalse(code: ErrorCode): boolean {
  return code === 'node.bad-answer' || code.startsWith('proof.');
}

/** The nodes in their order, but those last that did not answer when they were last asked (ATTACK silent-node). */
export function answeringFirst(nodes: readonly RestClient[]): readonly RestClient[] {
  return [...nodes].sort((a, b) => Number(a.isSilent) - Number(b.isSilent));
}

/** A node that says so may take the same a moment later. */
export const PASSING: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['node.busy', 'node.rate-limited']);

/**
 * Of what several nodes threw: what is about the question, then what a node lacks, then what may pass, then a bad
 * answer, then silence.
 */
export function mostTelling(errors: readonly AnnalsError[]): AnnalsError {
  const [first] = [...errors].sort((a, b) => rankOf(a) - rankOf(b));
  return first ?? new AnnalsError('node.internal', 'no node was asked');
}

function rankOf(error: AnnalsError): number {
  const { code } = error;
  if (code === 'node.unreachable') return 4;
  if (isFalse(code) || code === 'tx.not-found') return 3;
  if (PASSING.has(code) || code === 'node.not-ready') return 2;
  return code === 'node.timeout' || code === 'tx.replayed' || isAboutTheNode(error) ? 1 : 0;
}
