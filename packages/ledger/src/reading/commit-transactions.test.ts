/** What is committed is what is proven, whatever nodes say of it; each lie of one node, on a chain that is certified. */
import { beforeEach, expect, test } from '@jest/globals';
import type { TransactionResult } from '../block/index.ts';
import type { TransactionId } from '../codec/index.ts';
import { AnnalsError } from '../errors/index.ts';
import { trustGenesis } from '../light/index.ts';
import { CertifiedChain, subjectOf } from '../light/testing/certified-chain.ts';
import { type RestClient, routes, type SubmissionOutcome } from '../rest/index.ts';
import { type Transaction, transactionIdOf } from '../transaction/index.ts';
import { commitTransactions } from './commit-transactions.ts';

const PERSON = { key: 'ada', agency: null } as const;

let chain: CertifiedChain;
let places: Map<TransactionId, readonly [height: number, index: number]>;
let sent: string[];
beforeEach(() => {
  chain = new CertifiedChain();
  places = new Map();
  sent = [];
});

/** Has the chain take what it has not, in one block. */
function take(ids: readonly TransactionId[], known: readonly Transaction[]): void {
  const fresh = known.filter(({ id }) => ids.includes(id) && !places.has(id));
  if (fresh.length === 0) return;
  chain.commit(...fresh);
  for (const [index, { id }] of fresh.entries()) places.set(id, [chain.height, index]);
}

const OK: TransactionResult = { code: 'ok', items: [] };
const outcomeOf = (id: TransactionId, changes: Partial<SubmissionOutcome> = {}): SubmissionOutcome => ({
  id,
  status: 'committed',
  code: null,
  detail: null,
  height: places.get(id)?.[0] ?? 1,
  result: OK,
  ...changes,
});

type Answers = (ids: readonly TransactionId[], known: readonly Transaction[]) => readonly SubmissionOutcome[];

const honest: Answers = (ids, known) => {
  take(ids, known);
  return ids.map((id) => outcomeOf(id));
};

/** A node that answers submissions in its way, and gives the receipts that there are. */
function nodeOf(baseUrl: string, known: readonly Transaction[], answers: Answers): RestClient {
  const call = async (
    route: unknown,
    given: { readonly params: { readonly id: TransactionId }; readonly body: never },
  ) => {
    if (route === routes.submit) {
      sent.push(baseUrl);
      const { transactions } = given.body as { readonly transactions: readonly { readonly transaction: Uint8Array }[] };
      return {
        outcomes: answers(
          transactions.map(({ transaction }) => transactionIdOf(transaction)),
          known,
        ),
      };
    }
    const [height, index] = places.get(given.params.id) ?? [];
    if (height === undefined || index === undefined) throw new AnnalsError('tx.not-found', 'there is none');
    return chain.receipt(height, index);
  };
  return { baseUrl, isSilent: false, call } as unknown as RestClient;
}

function commitBy(first: Answers, second: Answers = honest, pause?: () => Promise<void>) {
  const known = [chain.appointDoctor(), chain.enrol('ada')];
  const submissions = known.map((transaction) => ({ transaction, sidecar: null }));
  const nodes = [nodeOf('a', known, first), nodeOf('b', known, second)];
  return commitTransactions(nodes, trustGenesis(chain.genesis), submissions, pause ? { pause } : {});
}

test('an honest node is enough', async () => {
  const { committed, contradicted } = await commitBy(honest);
  expect(committed).toMatchObject([
    { header: { height: 1 }, result: OK },
    { header: { height: 1 }, result: OK },
  ]);
  expect(contradicted).toEqual([]);
  expect(sent).toEqual(['a']);
});

test.each<[string, Answers, string | null]>([
  ['drops both', (ids) => ids.map((id) => outcomeOf(id)), 'proof.missing'],
  [
    'takes one, and drops the other',
    (ids, known) => {
      take(ids.slice(0, 1), known);
      return ids.map((id) => outcomeOf(id));
    },
    'proof.missing',
  ],
  ['changes their places', (ids, known) => honest(ids, known).toReversed(), 'node.bad-answer'],
  ['answers for one', (ids, known) => honest(ids, known).slice(1), 'node.bad-answer'],
  ['answers for three', (ids, known) => [...honest(ids, known), outcomeOf(ids[0] as TransactionId)], 'node.bad-answer'],
  [
    'tells another height',
    (ids, known) => honest(ids, known).map((each) => ({ ...each, height: 7 })),
    'node.bad-answer',
  ],
  [
    'tells another result',
    (ids, known) => honest(ids, known).map((each) => ({ ...each, result: { ...OK, code: 'tx.expired' } })),
    'node.bad-answer',
  ],
  [
    'refuses what it takes',
    (ids, known) =>
      honest(ids, known).map((each) => ({ ...each, status: 'refused', code: 'officer.unknown', result: null })),
    'officer.unknown',
  ],
  ['says that they wait', (ids) => ids.map((id) => outcomeOf(id, { status: 'accepted', code: 'node.timeout' })), null],
])('ATTACK lying-node: one %s', async (_, lie, named) => {
  const { committed, contradicted } = await commitBy(lie);
  expect(committed.map(({ id }) => places.get(id)?.[0])).toEqual(committed.map(({ header }) => header.height));
  expect(committed).toMatchObject([{ result: OK }, { result: OK }]);
  expect(contradicted.map(({ node, code }) => [node, code])).toEqual(named === null ? [] : [['a', named]]);
});

test('what no node proves is an error that names a node, and says that all were asked', async () => {
  const drop: Answers = (ids) => ids.map((id) => outcomeOf(id));
  await expect(commitBy(drop, drop)).rejects.toMatchObject({
    code: 'proof.missing',
    message: expect.stringMatching(/^a: .*2 nodes were asked, and none proves it/),
  });
});

test('what all refuse is refused; one that is busy may yet take it, and is asked again', async () => {
  const refuse: Answers = (ids) =>
    ids.map((id) => outcomeOf(id, { status: 'refused', code: 'tx.expired', result: null }));
  await expect(commitBy(refuse, refuse)).rejects.toMatchObject({ code: 'tx.expired' });
  let rounds = 0;
  const busyAtFirst: Answers = (ids, known) =>
    rounds === 0
      ? ids.map((id) => outcomeOf(id, { status: 'refused', code: 'node.busy', result: null }))
      : honest(ids, known);
  const pause = async () => {
    rounds += 1;
  };
  const { committed } = await commitBy(refuse, busyAtFirst, pause);
  expect(committed).toHaveLength(2);
  expect(rounds).toBe(1);
});

test.each([
  ['one that protects a person goes to all nodes at once', true, ['a', 'b', 'c']],
  ['any other to the first, as long as that may answer soon', false, ['a']],
])('ATTACK lying-node: of transactions %s', async (_, isProtective, asked) => {
  const restrict = chain.signed('access.restrict', PERSON, {
    subject: subjectOf('ada'),
    represented: null,
    scope: { of: 'type', type: 'letter' },
    on: isProtective,
  });
  let giveUp = (): void => {};
  const away = new Promise<never>((_resolve, reject) => {
    giveUp = () => reject(new AnnalsError('node.unreachable', 'nobody answers'));
  });
  const holding = (baseUrl: string) => {
    const call = () => {
      sent.push(baseUrl);
      return away;
    };
    return { baseUrl, isSilent: false, call } as unknown as RestClient;
  };
  const nodes = ['a', 'b', 'c'].map(holding);
  const submitted = commitTransactions(nodes, trustGenesis(chain.genesis), [{ transaction: restrict, sidecar: null }]);
  expect(sent).toEqual(asked);
  giveUp();
  await expect(submitted).rejects.toMatchObject({ code: 'node.unreachable' });
  expect(sent).toEqual(['a', 'b', 'c']);
});
