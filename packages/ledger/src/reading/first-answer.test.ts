/** The rule by which nodes stand in for each other, on nodes and a clock that are none. */
import { describe, expect, test } from '@jest/globals';
import { AnnalsError, type ErrorCode } from '../errors/index.ts';
import type { RestClient } from '../rest/index.ts';
import { type Contradicted, firstAnswer, HEAD_START_OF_EACH_MS } from './first-answer.ts';
import type { Timer } from './in-turns.ts';

/** What a node does when it is asked: answers, refuses, or is silent until it is given up. */
type Conduct = 'ok' | 'silent' | ErrorCode;

interface TestNode extends RestClient {
  readonly conduct: Conduct;
}

/** Nodes by their conduct, in the order in which they are configured, and whom was asked. */
function nodesOf(...conducts: readonly Conduct[]) {
  const asked: string[] = [];
  const givenUp: string[] = [];
  const nodes = conducts.map((conduct, index) => {
    const node = {
      baseUrl: `node-${index}`,
      conduct,
      isSilent: false,
      noteSilence: () => {
        node.isSilent = true;
      },
      within: (signal: AbortSignal) => ({ ...node, signal }),
    };
    return node as unknown as TestNode;
  });
  const question = async (client: RestClient): Promise<string> => {
    const { baseUrl, conduct, signal } = client as unknown as TestNode & { readonly signal: AbortSignal };
    asked.push(baseUrl);
    if (conduct === 'ok') return baseUrl;
    if (conduct === 'silent') {
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      givenUp.push(baseUrl);
      throw new AnnalsError('node.unreachable', `${baseUrl} was given up`);
    }
    throw new AnnalsError(conduct, `said by ${baseUrl}`);
  };
  return { nodes, asked, givenUp, question };
}

/** A clock that jumps to whatever is over next, once all else has been done; a new one for each question. */
function jumpingClock(): { readonly timer: Timer; readonly set: number[] } {
  const set: number[] = [];
  const running: { readonly due: number; readonly end: () => void }[] = [];
  let now = 0;
  const jump = (): void => {
    const next = running.sort((a, b) => a.due - b.due).shift();
    if (!next) return;
    now = next.due;
    next.end();
  };
  const timer: Timer = (ms) => {
    set.push(ms);
    const due = now + ms;
    const ended = new Promise<void>((end) => running.push({ due, end }));
    setImmediate(jump);
    return { ended, isOver: () => now >= due };
  };
  return { timer, set };
}

/** A clock that stands still. */
const still: Timer = () => ({ ended: new Promise(() => undefined), isOver: () => false });

const codeOf = (answer: Promise<string>): Promise<string> => answer.catch((error: AnnalsError) => error.code);

test('an honest first node is asked alone', async () => {
  const { nodes, asked, question } = nodesOf('ok', 'ok', 'ok');
  expect(await firstAnswer(nodes, question)).toBe('node-0');
  expect(asked).toEqual(['node-0']);
});

describe('ATTACK refusing-node: what one node says by itself does not end the asking:', () => {
  test.each<ErrorCode>([
    'record.unknown',
    'auth.not-entitled',
    'subject.unknown',
    'recovery.unknown',
    'codec.shape',
    'proof.trail',
    'proof.certificate',
    'node.bad-answer',
    'node.internal',
    'node.not-ready',
    'node.unreachable',
  ])('%s', async (code) => {
    const { nodes, asked, question } = nodesOf(code, 'ok');
    const contradicted: Contradicted[] = [];
    const answer = firstAnswer(nodes, question, { timeOut: still, onContradicted: (one) => contradicted.push(one) });
    expect(await answer).toBe('node-1');
    expect(asked).toEqual(['node-0', 'node-1']);
    const isOnlyAway = code === 'node.internal' || code === 'node.not-ready' || code === 'node.unreachable';
    const named = { node: 'node-0', code, reason: expect.stringContaining('said by node-0') };
    expect(contradicted).toEqual(isOnlyAway ? [] : [named]);
  });

  test('but a fork that one proves does: no answer of another undoes it', async () => {
    const { nodes, asked, question } = nodesOf('proof.fork', 'ok');
    expect(await codeOf(firstAnswer(nodes, question, { timeOut: still }))).toBe('proof.fork');
    expect(asked).toEqual(['node-0']);
  });

  test('and where all refuse, it is said why', async () => {
    const { nodes, asked, question } = nodesOf('record.unknown', 'record.unknown');
    expect(await codeOf(firstAnswer(nodes, question))).toBe('record.unknown');
    expect(asked).toEqual(['node-0', 'node-1']);
  });
});

describe('ATTACK silent-node:', () => {
  test('after a head start the next is asked beside one that is silent, which is given up when that has answered', async () => {
    const { nodes, asked, givenUp, question } = nodesOf('silent', 'ok', 'ok');
    expect(await firstAnswer(nodes, question, { timeOut: jumpingClock().timer })).toBe('node-1');
    expect(asked).toEqual(['node-0', 'node-1']);
    await Promise.resolve();
    expect(givenUp).toEqual(['node-0']);
  });

  test('and before that it is not', async () => {
    const { nodes, asked, question } = nodesOf('silent', 'ok');
    void firstAnswer(nodes, question, { timeOut: still });
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked).toEqual(['node-0']);
  });

  test('one that let somebody wait is asked last from then on', async () => {
    const { nodes, asked, question } = nodesOf('silent', 'ok', 'ok');
    await firstAnswer(nodes, question, { timeOut: jumpingClock().timer });
    asked.length = 0;
    expect(await firstAnswer(nodes, question, { timeOut: still })).toBe('node-1');
    expect(asked).toEqual(['node-1']);
  });

  test('where none answers the question has an end, and it is said of whom nothing came', async () => {
    const { nodes, givenUp, question } = nodesOf('silent', 'silent');
    await expect(firstAnswer(nodes, question, { timeOut: jumpingClock().timer })).rejects.toMatchObject({
      code: 'node.unreachable',
      message: expect.stringContaining('node-0'),
    });
    await Promise.resolve();
    expect(givenUp).toEqual(['node-0', 'node-1']);
  });

  test('a refusal is told when the others have had their time', async () => {
    const { nodes, question } = nodesOf('silent', 'record.unknown');
    expect(await codeOf(firstAnswer(nodes, question, { timeOut: jumpingClock().timer }))).toBe('record.unknown');
  });
});

test('ATTACK drawn-out-answer: a part gives more time: what brings parts is asked alone for longer, and not for ever', async () => {
  const timesOf = async (parts: number): Promise<readonly number[]> => {
    const { nodes, question } = nodesOf('silent', 'ok');
    const { timer, set } = jumpingClock();
    const inParts = async (node: RestClient, tookPart: () => void): Promise<string> => {
      if (node.baseUrl === 'node-0') for (let part = 0; part < parts; part++) tookPart();
      return question(node);
    };
    expect(await firstAnswer(nodes, inParts, { timeOut: timer })).toBe('node-1');
    return set;
  };
  const without = await timesOf(0);
  const three = await timesOf(3);
  expect(three).toHaveLength(without.length + 1);
  expect(three).toContain(3 * HEAD_START_OF_EACH_MS);
});

test.each([
  [
    'why a node cannot is told rather than that others are away',
    ['node.unreachable', 'node.not-ready'],
    'node.not-ready',
  ],
  ['also when those come later', ['node.not-ready', 'node.unreachable'], 'node.not-ready'],
  ['all are away', ['node.unreachable', 'node.unreachable'], 'node.unreachable'],
  ['what is about the question before what is about a node', ['node.internal', 'record.unknown'], 'record.unknown'],
] as const)('%s', async (_what, codes, code) => {
  const { nodes, question } = nodesOf(...codes);
  expect(await codeOf(firstAnswer(nodes, question))).toBe(code);
});
