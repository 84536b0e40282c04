/** The syntax tree of a TypeScript file, by swc, for rules that no linter has. */
import { parseSync } from '@swc/core';

/** A node of swc's tree: its type and whatever belongs to it. */
export interface SyntaxNode {
  readonly type?: string;
  readonly [field: string]: unknown;
}

/** Every object of the file's syntax tree, parents before their children. */
export function* syntaxNodes(source: string, tsx = false): Generator<SyntaxNode> {
  const pending: unknown[] = [parseSync(source, { syntax: 'typescript', tsx, target: 'es2024' })];
  while (pending.length > 0) {
    const next = pending.pop();
    if (Array.isArray(next)) {
      pending.push(...next.toReversed());
    } else if (isNode(next)) {
      yield next;
      pending.push(...Object.values(next).toReversed());
    }
  }
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The name of an identifier node, else undefined. */
export function identifierName(value: unknown): string | undefined {
  return isNode(value) && value.type === 'Identifier' && typeof value.value === 'string' ? value.value : undefined;
}
