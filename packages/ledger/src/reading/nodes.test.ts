import { expect, test } from '@jest/globals';
import { AnnalsError, type ErrorCode } from '../errors/index.ts';
import type { RestClient } from '../rest/index.ts';
import { firstAnswer } from './nodes.ts';

/** Nodes that each answer with a code, `ok` for an answer. */
async function codeOf(...codes: readonly (ErrorCode | 'ok')[]): Promise<string> {
  const nodes = codes as unknown as readonly RestClient[];
  const answer = firstAnswer(nodes, async (node) => {
    const code = node as unknown as ErrorCode | 'ok';
    if (code !== 'ok') throw new AnnalsError(code, 'said by a node');
    return code;
  });
  return answer.catch((error: AnnalsError) => error.code);
}

test.each([
  ['another stands in for a node that is away', ['node.unreachable', 'ok'], 'ok'],
  [
    'why a node cannot is told rather than that others are away',
    ['node.unreachable', 'node.not-ready'],
    'node.not-ready',
  ],
  ['also when those come later', ['node.not-ready', 'node.unreachable'], 'node.not-ready'],
  ['all are away', ['node.unreachable', 'node.unreachable'], 'node.unreachable'],
  ['what is about the question ends it', ['record.unknown', 'ok'], 'record.unknown'],
] as const)('%s', async (_what, codes, code) => {
  expect(await codeOf(...codes)).toBe(code);
});

test('ATTACK silent-node: one that did not answer when it was last asked is asked last', async () => {
  const asked: string[] = [];
  const nodeOf = (name: string, isSilent: boolean) => ({ baseUrl: name, isSilent }) as unknown as RestClient;
  const nodes = [nodeOf('silent', true), nodeOf('a', false), nodeOf('b', false)];
  await firstAnswer(nodes, async ({ baseUrl }) => {
    asked.push(baseUrl);
    if (baseUrl !== 'silent') throw new AnnalsError('node.busy', 'said by a node');
  });
  expect(asked).toEqual(['a', 'b', 'silent']);
});
