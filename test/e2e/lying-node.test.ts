/**
 * A node that lies about what became of a transaction, to the `annals` command as people run it: what is not proven is
 * not believed, the liar is named, and another node has it committed (ATTACK lying-node).
 */
import { bytesToHex, formatId, hexToBytes, parseId } from '@annals/ledger/codec';
import { generateSecretKey, publicKeyOf } from '@annals/ledger/crypto';
import { trustGenesis, verifyReceipt } from '@annals/ledger/light';
import { routes } from '@annals/ledger/rest';
import { transactionIdOf } from '@annals/ledger/transaction';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { CommandLine } from '../harness/command-line.ts';
import { type Answer, type Impostor, LyingNode } from '../harness/lying-node.ts';
import { TestNetwork } from '../harness/test-network.ts';

const SUBMIT = 'POST /v1/transactions';
const HEALTH = 2;
/** Heights for which the command has a transaction valid. */
const VALID_FOR = 500;

let network: TestNetwork;
let annals: CommandLine;
/** Is asked first, and lies. */
let liar: LyingNode;
/** Is asked next, and only listens. */
let honest: LyingNode;

beforeAll(async () => {
  network = await TestNetwork.start();
  annals = await CommandLine.of(network, { registry: 0, health: HEALTH });
  [liar, honest] = await Promise.all([LyingNode.start(network.url(0)), LyingNode.start(network.url(1))]);
  annals.useNodes([liar.url, honest.url]);
}, 300_000);
afterEach(() => {
  liar.clear();
  honest.clear();
  annals.useNodes([liar.url, honest.url]);
});
afterAll(async () => {
  annals?.remove();
  liar?.close();
  honest?.close();
  await network?.stop();
});

/** To appoint somebody new each time. */
const intent = () => {
  const body = {
    key: bytesToHex(publicKeyOf(generateSecretKey())),
    roles: ['doctor'],
    untilMs: Date.now() + 86_400_000,
  };
  return annals.write('intent.json', JSON.stringify({ kind: 'officer.appoint', body }));
};
const appoint = () => annals.run('submit', intent(), '--as', 'health');

/** What the second validator, which nobody lies for, proves of a transaction. */
async function provenOf(text: string) {
  const receipt = await network.client(1).call(routes.receipt, { params: { id: parseId('transaction', text) } });
  const verdict = verifyReceipt(trustGenesis(network.genesis), receipt);
  if (!verdict.ok) throw new Error(verdict.reason);
  return verdict;
}

/** Lies about submissions, and about nothing else. */
const aboutSubmissions =
  (
    lie: (asked: { readonly ids: readonly string[] }, passOn: () => Promise<Answer>) => ReturnType<Impostor>,
  ): Impostor =>
  async ({ method, path, body }, passOn) => {
    if (`${method} ${path}` !== SUBMIT) return undefined;
    const { transactions } = JSON.parse(body) as { readonly transactions: readonly { readonly transaction: string }[] };
    return lie({ ids: transactions.map(({ transaction }) => idOf(transaction)) }, passOn);
  };

const idOf = (hex: string): string => formatId('transaction', transactionIdOf(hexToBytes(hex)));

const committed = (id: string, code = 'ok') => ({
  id,
  status: 'committed',
  code: null,
  detail: null,
  height: 1,
  result: { code, items: [] },
});
const refused = (id: string | null) => ({
  id,
  status: 'refused',
  code: 'tx.signer-unknown',
  detail: 'made up',
  height: null,
  result: null,
});
const answers = (outcomes: readonly Answer[]) => ({ status: 200, body: { outcomes } });
const problem = (status: number, code: string) => ({
  status,
  body: { type: `urn:annals:error:${code}`, title: 'no', status, detail: 'made up', code, remedy: 'none' },
});

describe('a node that says of a transaction', () => {
  let before: string;
  beforeAll(async () => {
    const { json } = await appoint();
    before = json.transaction;
  });

  test.each<[string, Impostor, string | null]>([
    [
      'that it is committed, and has dropped it',
      aboutSubmissions(async ({ ids }) => answers(ids.map((id) => committed(id)))),
      'proof.missing',
    ],
    [
      'that it is committed, and gives the receipt of another',
      async (asked, passOn) => {
        if (!asked.path.endsWith('/receipt')) {
          return aboutSubmissions(async ({ ids }) => answers(ids.map((id) => committed(id))))(asked, passOn);
        }
        const answer = await fetch(`${network.url(0)}/v1/transactions/${before}/receipt`);
        return { status: 200, body: await answer.json() };
      },
      'proof.inclusion',
    ],
    [
      'that it is refused, and has dropped it',
      aboutSubmissions(async () => problem(403, 'tx.signer-unknown')),
      'tx.signer-unknown',
    ],
    [
      'that it is refused, when it has been committed',
      aboutSubmissions(async ({ ids }, passOn) => {
        await passOn();
        return answers(ids.map(refused));
      }),
      'tx.signer-unknown',
    ],
    [
      'what became of another',
      aboutSubmissions(async (_, passOn) => {
        await passOn();
        return answers([committed(before)]);
      }),
      'node.bad-answer',
    ],
    ['nothing', aboutSubmissions(async () => answers([])), 'node.bad-answer'],
    [
      'more than was asked',
      aboutSubmissions(async ({ ids }) => answers([...ids, ...ids].map((id) => committed(id)))),
      'node.bad-answer',
    ],
    [
      'another result than it has',
      aboutSubmissions(async (_, passOn) => {
        const { outcomes } = await passOn();
        return answers([{ ...outcomes[0], result: { code: 'officer.unknown', items: [] } }]);
      }),
      'node.bad-answer',
    ],
    [
      'that it waits, and has dropped it',
      aboutSubmissions(async ({ ids }) =>
        answers(ids.map((id) => ({ ...refused(id), status: 'accepted', code: 'node.timeout' }))),
      ),
      null,
    ],
    ['that it is too busy', aboutSubmissions(async () => problem(503, 'node.busy')), null],
    ['nothing at all, for as long as it is asked', aboutSubmissions(() => new Promise(() => {})), null],
  ])('ATTACK lying-node: %s', async (_, lie, named) => {
    liar.impostor = lie;
    const { exit, json, error } = await appoint();
    expect({ exit, error }).toEqual({ exit: 0, error: '' });
    expect(liar.heard).toContain(SUBMIT);
    expect(json.contradicted).toEqual(
      named === null ? [] : [{ node: liar.url, code: named, reason: expect.any(String) }],
    );
    const { header, result } = await provenOf(json.transaction);
    expect({ height: header.height, code: result.code }).toEqual({ height: json.height, code: json.result });
    expect(json.result).toBe('ok');
  });

  test('ATTACK lying-node: when no other node can be asked, that it is committed is not believed', async () => {
    annals.useNodes([liar.url]);
    liar.impostor = aboutSubmissions(async ({ ids }) => answers(ids.map((id) => committed(id))));
    const { exit, json, error } = await appoint();
    expect(exit).toBe(6);
    expect(json).toBeUndefined();
    expect(JSON.parse(error).error).toMatchObject({
      code: 'proof.missing',
      message: expect.stringContaining(liar.url),
    });
  });

  test('ATTACK lying-node: whoever uses the command is told which node said what is not so', async () => {
    liar.impostor = aboutSubmissions(async ({ ids }) => answers(ids.map((id) => committed(id))));
    const { exit, out, error } = await annals.inWords('submit', intent(), '--as', 'health');
    expect(exit).toBe(0);
    expect(out).toContain('officer.appoint is committed.');
    expect(error).toContain(`do not rely on ${liar.url}`);
    expect(error).toContain('proof.missing');
  });
});

describe('a node that lies about the height', () => {
  const lastValidOf = async (text: string) => (await provenOf(text)).transaction.payload.lastValid;
  const heightOf = async () => (await network.client(1).call(routes.status)).height;

  test.each<[string, Impostor]>([
    [
      'and names one that is long past, or far ahead',
      async ({ path }, passOn) =>
        path === '/v1/status' ? { status: 200, body: { ...(await passOn()), height: 1_000_000_000 } } : undefined,
    ],
    [
      'and proves it by nothing that holds',
      async ({ path }, passOn) => {
        if (!path.startsWith('/v1/values/')) return undefined;
        const { proven } = await passOn();
        const { header } = proven.proof;
        const altered = `${header.slice(0, -2)}${header.endsWith('00') ? '01' : '00'}`;
        return { status: 200, body: { proven: { ...proven, proof: { ...proven.proof, header: altered } } } };
      },
    ],
    [
      'and says that there is no block yet',
      async ({ path }) => (path.startsWith('/v1/values/') ? problem(503, 'node.not-ready') : undefined),
    ],
  ])('ATTACK lying-node: %s', async (_, lie) => {
    const from = await heightOf();
    expect(from).toBeGreaterThan(0);
    liar.impostor = lie;
    const { json } = await appoint();
    const lastValid = await lastValidOf(json.transaction);
    expect(lastValid).toBeGreaterThanOrEqual(from + VALID_FOR);
    expect(lastValid).toBeLessThanOrEqual((await heightOf()) + VALID_FOR);
  });

  test('ATTACK lying-node: and proves an old one', async () => {
    let old: Answer;
    liar.impostor = async ({ path }, passOn) => {
      if (!path.startsWith('/v1/values/')) return undefined;
      old ??= await passOn();
      return { status: 200, body: old };
    };
    await appoint();
    const from = await heightOf();
    const { json } = await appoint();
    expect(await lastValidOf(json.transaction)).toBeGreaterThanOrEqual(from + VALID_FOR);
  });
});

describe('what protects a person', () => {
  test('ATTACK lying-node: is sent to every node at once, and nothing else is', async () => {
    const officer = ['--as', 'registrar'];
    await annals.appoint({ registrar: ['registrar', 'registry'] });
    await annals.done('person', 'enrol', 'liis', '--sector', 'health', ...officer);
    const of = ['--person', 'liis', '--sector', 'health', '--type', 'medical-record'];
    // The first passes on what it is sent when the second has been sent it too.
    let hasHeard = (): void => {};
    const second = new Promise<void>((resolve) => {
      hasHeard = resolve;
    });
    liar.impostor = aboutSubmissions(async (_, passOn) => {
      await second;
      return { status: 200, body: await passOn() };
    });
    let waitedFor = 0;
    honest.impostor = aboutSubmissions(async (_, passOn) => {
      waitedFor = liar.underWay;
      hasHeard();
      return { status: 200, body: await passOn() };
    });
    liar.heard.length = 0;
    honest.heard.length = 0;
    await annals.done('access', 'restrict', ...of);
    expect([liar, honest].map(({ heard }) => heard.filter((each) => each === SUBMIT))).toEqual([[SUBMIT], [SUBMIT]]);
    // Not only when the first was given up.
    expect(waitedFor).toBe(1);
    liar.clear();
    honest.clear();
    await annals.done('access', 'unrestrict', ...of);
    expect([liar, honest].map(({ heard }) => heard.filter((each) => each === SUBMIT))).toEqual([[SUBMIT], []]);
  });
});
