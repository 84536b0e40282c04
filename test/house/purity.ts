/**
 * What the linter cannot ban in the ledger and the consensus core (LAW 7): one member of a global, and a keyword.
 * The globals themselves (Date, process, ...) are in biome.json.
 */
import { identifierName, syntaxNodes } from './syntax.ts';

export const LEDGER_SOURCES = 'packages/ledger/src/';
export const CORE_SOURCES = 'packages/node/src/consensus/core/';

/** Uses of `Math` as `Math.name`, except of `Math.random`, are pure; anything else could reach it. */
export function usesRandomness(source: string): boolean {
  let mentioned = 0;
  let pure = 0;
  for (const node of syntaxNodes(source)) {
    if (identifierName(node) === 'Math') mentioned += 1;
    if (node.type !== 'MemberExpression' || identifierName(node.object) !== 'Math') continue;
    const member = identifierName(node.property);
    if (member !== undefined && member !== 'random') pure += 1;
  }
  return mentioned > pure;
}

/** Whether something is awaited, declared `async`, or a promise: effects that the core must return as data. */
export function isAsynchronous(source: string): boolean {
  for (const node of syntaxNodes(source)) {
    if (node.async === true || node.type === 'AwaitExpression') return true;
    if (node.type === 'ForOfStatement' && node.await === true) return true;
    if (identifierName(node) === 'Promise') return true;
    if (node.type === 'CallExpression' && isDynamicImport(node.callee)) return true;
  }
  return false;
}

function isDynamicImport(callee: unknown): boolean {
  return typeof callee === 'object' && callee !== null && 'type' in callee && callee.type === 'Import';
}
