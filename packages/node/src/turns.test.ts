import { beforeEach, describe, expect, test } from '@jest/globals';
import { FREE_ACCOUNT } from './network/peer-account.ts';
import { onTurn, Turns } from './turns.ts';

let nowMs: number;
let turns: Turns;
/** Who had a piece done, in order; each turn of the event loop is one text. */
let done: string[];

beforeEach(() => {
  nowMs = 0;
  turns = new Turns(() => nowMs);
  done = [];
});

/** A piece that takes so long. */
function ask(account: string, costMs: number, isUrgent = false, name = account): void {
  void turns.begin(account, isUrgent, async () => {
    nowMs += costMs;
    done.push(name);
  });
}
const turn = (): Promise<void> => new Promise(setImmediate);
/** What is done in each of so many turns of the event loop. */
async function turnsDone(count: number): Promise<string[]> {
  const each: string[] = [];
  for (let i = 0; i < count; i++) {
    done = [];
    await turn();
    each.push(done.join(' '));
  }
  return each;
}

describe('turns on the main thread', () => {
  test('ATTACK one-queue-for-all: one that has much waiting keeps nobody from the next turn', async () => {
    for (let i = 0; i < 20; i++) ask('flood', 2);
    ask('own', 2);
    ask('peer', 2);
    const each = await turnsDone(22);
    expect(each.slice(0, 4)).toEqual(['flood', 'own', 'peer', 'flood']);
    expect(each.filter((one) => one === 'flood')).toHaveLength(20);
  });

  test('several pieces of one account are done in a turn, as long as they are small', async () => {
    for (let i = 0; i < 10; i++) ask('a', 0.4);
    for (let i = 0; i < 2; i++) ask('b', 5);
    expect(await turnsDone(4)).toEqual(['a a a a a', 'b', 'a a a a a', 'b']);
  });

  test('what is urgent goes first, in its order', async () => {
    ask('a', 2);
    for (const name of ['first', 'second', 'third']) ask('b', 2, true, name);
    expect(await turnsDone(4)).toEqual(['first', 'second', 'third', 'a']);
  });

  test('what comes of a piece elsewhere is waited for before there is too much of it', async () => {
    let begun = 0;
    const finish: (() => void)[] = [];
    for (let i = 0; i < 100; i++) {
      void turns.begin('a', false, () => {
        begun += 1;
        return new Promise<void>((resolve) => finish.push(resolve));
      });
    }
    for (let i = 0; i < 5; i++) await turn();
    const atOnce = begun;
    expect(atOnce).toBeLessThan(100);
    finish.shift()?.();
    for (let i = 0; i < 5; i++) await turn();
    expect(begun).toBe(atOnce + 1);
    while (finish.length > 0) {
      finish.shift()?.();
      await turn();
    }
    expect(begun).toBe(100);
  });

  test('a piece that fails is the failure of whoever asked, and the turns go on', async () => {
    const failed = onTurn(turns, FREE_ACCOUNT, () => Promise.reject(new Error('broken')));
    await expect(failed).rejects.toThrow('broken');
    expect(await onTurn(turns, FREE_ACCOUNT, async () => 'well')).toBe('well');
  });
});
