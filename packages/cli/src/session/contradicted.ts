/** How the user is told of a node that said what is not so. */
import type { JsonValue } from '@annals/ledger/codec';
import type { Contradicted } from '@annals/ledger/reading';

export function contradictionText({ node, code, reason }: Contradicted): string {
  return `Warning: do not rely on ${node}, whose answer is contradicted by another (${code}): ${reason}.`;
}

/** The same for programs. */
export function contradictedJson(contradicted: readonly Contradicted[]): readonly JsonValue[] {
  return contradicted.map(({ node, code, reason }) => ({ node, code, reason }));
}
