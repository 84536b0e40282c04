/**
 * Asks nodes how a record stands now. Each answer is verified, and of those that verify the newest counts: a node that
 * is behind, or hides what has happened, is outdone by any other that is not (PROTOCOL validity).
 */
import type { RecordId } from '../codec/index.ts';
import { AnnalsError, type ErrorCode } from '../errors/index.ts';
import { type Trusted, type VerifiedStanding, verifyStanding } from '../light/index.ts';
import { type RestClient, routes } from '../rest/index.ts';

/** What came of asking. */
export interface AskedStanding {
  /** The newest that is proven; null when no node has proven anything. */
  readonly standing: VerifiedStanding | null;
  /** The nodes that gave no answer, or none that holds, each with the code for which. */
  readonly failed: readonly { readonly node: string; readonly code: ErrorCode }[];
  readonly trusted: Trusted;
}

/** Asks all of them at once. It never throws for what a node does. */
export async function askStanding(
  nodes: readonly RestClient[],
  trusted: Trusted,
  record: RecordId,
): Promise<AskedStanding> {
  const answers = await Promise.all(
    nodes.map(async (node) => ({
      node: node.baseUrl,
      answer: await node.call(routes.recordStanding, { params: { record } }).catch(codeOf),
    })),
  );
  const failed: { readonly node: string; readonly code: ErrorCode }[] = [];
  let newest: VerifiedStanding | null = null;
  let known = trusted;
  for (const { node, answer } of answers) {
    if (typeof answer === 'string') {
      failed.push({ node, code: answer });
      continue;
    }
    const verdict = verifyStanding(known, record, answer);
    if (!verdict.ok) {
      failed.push({ node, code: verdict.code });
      continue;
    }
    known = verdict.trusted;
    if (!newest || verdict.header.height > newest.header.height) newest = verdict;
  }
  return { standing: newest, failed, trusted: known };
}

function codeOf(error: unknown): ErrorCode {
  return error instanceof AnnalsError ? error.code : 'node.unreachable';
}
