import { describe, expect, test } from '@jest/globals';
import { AnnalsError } from '../errors/index.ts';
import type { RestClient } from '../rest/index.ts';
import { askAll } from './ask-all.ts';

const nodeOf = (name: string) => ({ baseUrl: name }) as RestClient;
const [first, second, third] = ['first', 'second', 'third'].map(nodeOf) as [RestClient, RestClient, RestClient];
const WITHIN = { othersMs: 1, wholeMs: 600_000 };
const never = (signal: AbortSignal) =>
  new Promise<string>((_, reject) => signal.addEventListener('abort', () => reject(new Error('given up'))));

describe('what all nodes know together', () => {
  test('all are asked, and each answer counts', async () => {
    expect(await askAll([first, second], async ({ baseUrl }) => baseUrl, WITHIN)).toEqual({
      answers: ['first', 'second'],
      contradicted: [],
      unheard: [],
    });
  });

  test('who is silent is given up once another has answered, and is not heard', async () => {
    const ask = async (node: RestClient, signal: AbortSignal) => (node === first ? never(signal) : node.baseUrl);
    expect(await askAll([first, second], ask, WITHIN)).toEqual({
      answers: ['second'],
      contradicted: [],
      unheard: ['first'],
    });
  });

  test('where all are silent it ends as well', async () => {
    const asked = askAll([first, second], (_, signal) => never(signal), { othersMs: 600_000, wholeMs: 1 });
    await expect(asked).rejects.toMatchObject({ code: 'node.unreachable' });
  });

  test('one answer may be enough', async () => {
    const ask = async (node: RestClient, signal: AbortSignal) => (node === first ? never(signal) : node.baseUrl);
    const within = { othersMs: 600_000, wholeMs: 600_000 };
    const { answers } = await askAll([first, second], ask, within, (answer) => answer === 'second');
    expect(answers).toEqual(['second']);
  });

  test('whose answer does not hold is named, whoever says that it cannot answer is not', async () => {
    const ask = async (node: RestClient) => {
      if (node === first) throw new AnnalsError('proof.membership', 'no');
      if (node === second) throw new AnnalsError('node.busy', 'later');
      return node.baseUrl;
    };
    expect(await askAll([first, second, third], ask, WITHIN)).toEqual({
      answers: ['third'],
      contradicted: [{ node: 'first', code: 'proof.membership', reason: 'no' }],
      unheard: ['second'],
    });
    await expect(askAll([second, first], ask, WITHIN)).rejects.toMatchObject({ code: 'node.busy' });
  });

  test('a mistake of ours is no answer of a node', async () => {
    const ask = async () => {
      throw new TypeError('ours');
    };
    await expect(askAll([first], ask, WITHIN)).rejects.toThrow(TypeError);
  });
});
