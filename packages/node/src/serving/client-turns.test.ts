/** Turns of requests: few at once, of one address and of all, and each piece charged before the next begins. */
import { AnnalsError } from '@annals/ledger/errors';
import { beforeEach, expect, test } from '@jest/globals';
import { type Asker, ClientTurns, type TurnLimits } from './client-turns.ts';
import type { Client } from './clients.ts';
import { WorkTime } from './work-time.ts';

const LIMITS: TurnLimits = {
  ofStrangers: 3,
  ofMembers: 2,
  ofOneAddress: 2,
  waiting: 20,
  waitingKeptForMembers: 5,
  readWorkMs: 0,
  longestPauseMs: 100,
};
const stranger = (account: string): Client => ({ account, isMember: false });
const member: Client = { account: 'agency', isMember: true };

let usedMs = 0;
let work: WorkTime;
let turns: ClientTurns;
beforeEach(() => {
  usedMs = 0;
  work = new WorkTime({ ofOneAddress: 100, ofStrangers: 1_000, ofMembers: 1_000 }, () => usedMs);
  turns = new ClientTurns(work, LIMITS);
});

const asker = (client: Client, isGone = () => false): Asker => ({
  client: () => client,
  isGone,
  refusal: (waitMs) => new AnnalsError('node.rate-limited', `come again in ${waitMs} ms`),
});
const outcomeOf = (answer: Promise<unknown>): Promise<unknown> =>
  answer.catch((error: unknown) => (error as AnnalsError).code);
/** Until nothing is left that can go on by itself. */
async function settled(): Promise<void> {
  for (let i = 0; i < 100; i++) await new Promise((resolve) => setImmediate(resolve));
}

/** Requests that begin, and go on when they are told to. */
class Requests {
  readonly begun: string[] = [];
  readonly outcomes: Promise<unknown>[] = [];
  readonly #going: (() => void)[] = [];
  readonly #costMs: number;

  constructor(costMs = 0) {
    this.#costMs = costMs;
  }

  ask(client: Client, name: string): void {
    const answer = async (): Promise<string> => {
      this.begun.push(name);
      usedMs += this.#costMs;
      await new Promise<void>((resolve) => this.#going.push(resolve));
      return name;
    };
    this.outcomes.push(outcomeOf(turns.take(asker(client), answer)));
  }

  goOn(): void {
    for (const go of this.#going.splice(0)) go();
  }
}

test('ATTACK burst-before-charge: of a burst few are worked on at once, of one address and of all', async () => {
  const requests = new Requests();
  for (const account of ['a', 'b']) for (let i = 0; i < 4; i++) requests.ask(stranger(account), `${account}${i}`);
  await settled();
  expect(requests.begun).toEqual(['a0', 'a1', 'b0']);
  requests.goOn();
  await settled();
  // Addresses take turns.
  expect(requests.begun.slice(3).sort()).toEqual(['a2', 'a3', 'b1']);
});

test('a member begins at once while strangers wait', async () => {
  const requests = new Requests();
  for (let i = 0; i < 10; i++) requests.ask(stranger(`s${i}`), `s${i}`);
  await settled();
  expect(turns.isFull).toBe(true);
  requests.ask(member, 'member');
  await settled();
  expect(requests.begun.at(-1)).toBe('member');
});

test('what finds no place to wait is refused, and one that has most gives way to one that has less', async () => {
  const requests = new Requests();
  for (let i = 0; i < 20; i++) requests.ask(stranger('a'), `a${i}`);
  requests.ask(stranger('b'), 'b');
  await settled();
  expect(requests.begun).toEqual(['a0', 'a1', 'b']);
  const refused = await Promise.all(requests.outcomes.slice(17, 20));
  expect(refused).toEqual(['node.busy', 'node.busy', 'node.busy']);
});

test('ATTACK uncharged-after-await: what follows a wait is charged before anything else begins', async () => {
  const store = turns.within({ read: () => new Promise<number>((resolve) => setImmediate(() => resolve(1))) });
  const spent: number[] = [];
  const answer = async (): Promise<void> => {
    for (const costMs of [5, 7]) {
      await store.read();
      spent.push(work.spentMs);
      usedMs += costMs;
      // Promises that are settled already keep nothing from being counted.
      await Promise.resolve();
      usedMs += costMs;
    }
  };
  await turns.take(asker(stranger('a')), answer);
  await settled();
  expect(spent).toEqual([0, 10]);
  expect(work.spentMs).toBe(24);
});

test('what a read costs of the thread where nothing is measured is charged as well', async () => {
  const reading = new ClientTurns(work, { ...LIMITS, readWorkMs: 3 });
  const store = reading.within({ read: async () => 1 });
  await reading.take(asker(stranger('a')), async () => [await store.read(), await store.read()]);
  await settled();
  expect(work.spentMs).toBe(6);
});

test('who has used up the time pauses, and is refused when that would take too long', async () => {
  const store = turns.within({ read: async () => 1 });
  const answer = (costMs: number) => async (): Promise<string> => {
    usedMs += costMs;
    await store.read();
    return 'answered';
  };
  expect(await outcomeOf(turns.take(asker(stranger('a')), answer(200.5)))).toBe('answered');
  expect(await outcomeOf(turns.take(asker(stranger('b')), answer(500)))).toBe('node.rate-limited');
});

test('nobody is worked for who has gone', async () => {
  const store = turns.within({ read: async () => 1 });
  let isGone = false;
  let reads = 0;
  const answer = async (): Promise<void> => {
    isGone = true;
    await store.read();
    reads += 1;
  };
  const asking = asker(stranger('a'), () => isGone);
  expect(await outcomeOf(turns.take(asking, answer))).toBe('node.busy');
  expect(reads).toBe(0);
  isGone = true;
  expect(await outcomeOf(turns.take(asking, async () => 'answered'))).toBe('node.busy');
});

test('whoever waits for others takes no place meanwhile, and goes on at once', async () => {
  let commit = (): void => undefined;
  const committed = new Promise<void>((resolve) => {
    commit = resolve;
  });
  const waiting = Array.from({ length: 5 }, () =>
    turns.take(asker(stranger('a')), async () => {
      await turns.waitFor(committed);
      return 'committed';
    }),
  );
  await settled();
  expect(turns.isFull).toBe(false);
  // Although others have used up what there is for all.
  work.spend(stranger('b'), 100_000, performance.now());
  commit();
  expect(await Promise.all(waiting)).toEqual(Array(5).fill('committed'));
});

test('a part that waits is used by nobody who has no turn', () => {
  const store = turns.within({ read: async () => 1, size: 3, peek: () => 2 });
  expect([store.size, store.peek()]).toEqual([3, 2]);
  expect(() => store.read()).toThrow('in no turn of its own');
});
