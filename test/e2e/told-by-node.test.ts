/**
 * What she, officers and members decide by is proven, whatever the node says that is asked first, and where it is the
 * only one it is not believed (ATTACK told-by-node). What no proof stands behind is said to be told, and by whom.
 */
import { formatId } from '@annals/ledger/codec';
import { publicKeyOf } from '@annals/ledger/crypto';
import { agencyIdOf } from '@annals/ledger/transaction';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { CommandLine } from '../harness/command-line.ts';
import { type Answer, LyingNode } from '../harness/lying-node.ts';
import { type Seat, TestNetwork } from '../harness/test-network.ts';

let network: TestNetwork;
let annals: CommandLine;
let liar: LyingNode;
let subject: string;
let proposal: string;
let enrolment: string;
let rotation: string;

beforeAll(async () => {
  network = await TestNetwork.start({ parameters: { recoveryWaitMs: 600_000 } });
  annals = await CommandLine.of(network, { registry: 0, education: 1, health: 2, welfare: 3 });
  liar = await LyingNode.start(network.url(0));
  annals.useNodes([network.url(1)]);
  await annals.appoint({ registrar: ['registrar', 'registry'] });
  const enrolled = await annals.done('person', 'enrol', 'liis', '--sector', 'health', '--as', 'registrar');
  ({ subject, transaction: enrolment } = enrolled);
  const other = await annals.done('person', 'enrol', 'mari', '--sector', 'health', '--as', 'registrar');
  rotation = other.transaction;
  await annals.done('consent', 'grant', '--person', 'liis', '--sector', 'health', '--agency', agencyOf(3));
  await annals.done('person', 'recover', 'thief', '--subject', subject, '--as', 'registrar');
  const action = { type: 'agency.withdraw-roles', agency: agencyOf(3), roles: ['case-worker'] };
  const file = annals.write('action.json', JSON.stringify(action));
  ({ proposal } = await annals.done('proposal', 'create', file, '--as', 'welfare'));
}, 300_000);
beforeEach(() => annals.useNodes([liar.url, network.url(1)]));
afterEach(() => liar.clear());
afterAll(async () => {
  annals?.remove();
  liar?.close();
  await network?.stop();
});

const agencyOf = (seat: number) =>
  formatId('agency', agencyIdOf(publicKeyOf((network.seats[seat] as Seat).agencySecret)));
const problem = (status: number, code: string) => ({
  status,
  body: { type: `urn:annals:error:${code}`, title: 'no', status, detail: 'made up', code, remedy: 'none' },
});

/** Lies wherever a node could be believed: in what is told, and in what is proven. */
function lieAboutAll(): void {
  liar.impostor = async ({ path }, passOn) => {
    if (path.endsWith('/recovery')) return problem(404, 'recovery.unknown');
    if (path.includes('/values/recovery')) return problem(404, 'recovery.unknown');
    if (path.includes('/values/consents')) return problem(404, 'subject.unknown');
    if (path.startsWith(`/v1/transactions/${enrolment}`)) {
      const answer = await fetch(`${network.url(1)}${path.replace(enrolment, rotation)}`);
      return { status: 200, body: await answer.json() };
    }
    if (path.startsWith('/v1/validators')) {
      const { current, next } = await passOn();
      return { status: 200, body: { current: current.slice(0, 1), next } };
    }
    return undefined;
  };
  liar.lie = (path, answer) => {
    if (path.endsWith('/consents')) return { consents: [] };
    if (path.startsWith('/v1/proposals/')) return { ...answer, value: other(answer.value) };
    if (path.startsWith('/v1/proposals')) {
      return { ...answer, items: answer.items.map((each: Answer) => ({ ...each, value: other(each.value) })) };
    }
    if (path.startsWith('/v1/parameters')) return { ...answer, recoveryWaitMs: 1 };
    if (/^\/v1\/agencies\/.*\/officers/.test(path)) {
      const items = answer.items.map((each: Answer) => ({ ...each, value: { ...each.value, roles: ['doctor'] } }));
      return { ...answer, items };
    }
    return answer;
  };
}
const other = (value: Answer) => ({ ...value, action: { type: 'parameter.set', name: 'leaseMs', value: 600_000 } });

test.each<[string, () => readonly string[], (json: Answer) => void]>([
  [
    'that a recovery of her key is open',
    () => ['person', 'show', 'liis'],
    ({ subjects: [health] }) => {
      expect(health.recoveryReadyMs).toEqual(expect.any(Number));
      expect(health.height).toBeGreaterThan(0);
    },
  ],
  ['how a recovery stands', () => ['person', 'recovery', 'liis'], ({ status }) => expect(status).toBe('open')],
  [
    'what she has consented to',
    () => ['consent', 'list', '--person', 'liis', '--sector', 'health'],
    ({ consents }) => expect(consents).toHaveLength(1),
  ],
  [
    'who acts for her',
    () => ['mandate', 'list', '--person', 'liis', '--sector', 'health'],
    ({ mandates }) => expect(mandates).toEqual([]),
  ],
  [
    'what is voted on',
    () => ['proposal', 'show', proposal],
    ({ value }) => expect(value.action.type).toBe('agency.withdraw-roles'),
  ],
  [
    'what is voted on, in the list',
    () => ['proposal', 'list'],
    (list) => expect(list.map(({ value }: Answer) => value.action.type)).toEqual(['agency.withdraw-roles']),
  ],
  [
    'what a transaction says',
    () => ['tx', 'show', enrolment],
    ({ id, payload }) => expect([id, payload.kind]).toEqual([enrolment, 'person.enrol']),
  ],
  ['a parameter', () => ['parameter', 'list'], ({ recoveryWaitMs }) => expect(recoveryWaitMs).toBe(600_000)],
  [
    'what an officer may do',
    () => ['officer', 'list', '--agency', agencyOf(0)],
    (list) => expect(list.map(({ value }: Answer) => value.roles)).toEqual([['registrar']]),
  ],
  [
    'who the validators are; who hears whom is told, and said to be',
    () => ['validator', 'list'],
    ({ current, told }) => expect([current.length, told]).toEqual([4, true]),
  ],
])('ATTACK told-by-node: %s', async (_, words, holds) => {
  lieAboutAll();
  const { exit, json, error } = await annals.run(...words());
  expect({ exit, error }).toEqual({ exit: 0, error: '' });
  holds(json);
  expect(liar.heard).not.toEqual([]);
});

test('ATTACK told-by-node: a block has the header that a quorum signed, and the transactions that it had', async () => {
  const { height } = await annals.done('tx', 'show', enrolment);
  liar.lie = (path, answer) =>
    path.startsWith('/v1/blocks/') ? { ...answer, transactions: answer.transactions.slice(1) } : answer;
  const { transactions, contradicted } = await annals.done('block', 'show', String(height));
  expect(transactions).toContain(enrolment);
  expect(contradicted).toEqual([{ node: liar.url, code: 'proof.inclusion', reason: expect.any(String) }]);
  annals.useNodes([liar.url]);
  expect(await annals.refused('block', 'show', String(height))).toBe('proof.inclusion');
});

test('ATTACK told-by-node: an officer that the ledger does not hold is not listed, nor by the only node', async () => {
  liar.lie = (path, answer) => {
    if (!/^\/v1\/agencies\/.*\/officers/.test(path)) return answer;
    return {
      ...answer,
      items: answer.items.map((each: Answer) => ({ ...each, id: formatId('officer', '11'.repeat(20) as never) })),
    };
  };
  const [officer] = await annals.done('officer', 'list', '--agency', agencyOf(0));
  expect(officer.value.roles).toEqual(['registrar']);
  annals.useNodes([liar.url]);
  expect(await annals.refused('officer', 'list', '--agency', agencyOf(0))).toBe('proof.membership');
});

test('ATTACK told-by-node: people are told whose word it is that a list has all', async () => {
  const { out } = await annals.inWords('officer', 'list', '--agency', agencyOf(0));
  expect(out).toContain(`told by ${liar.url}`);
  const blocks = await annals.inWords('block', 'list');
  expect(blocks.out).toContain(`told by ${liar.url}, not proven`);
  expect((await annals.done('block', 'list'))[0]).toMatchObject({ told: true });
});

test('ATTACK told-by-node: the second agency is told that the death is confirmed, whatever the node says', async () => {
  const close = (as: string) =>
    ['person', 'close', subject, '--sector', 'health', '--event', 'death', '--as', as] as const;
  annals.useNodes([network.url(1)]);
  expect((await annals.inWords(...close('welfare'))).out).toContain('The death is reported');
  annals.useNodes([liar.url, network.url(1)]);
  liar.lie = (path, answer) => (path === `/v1/subjects/${subject}` ? { ...answer, reported: null } : answer);
  const { out } = await annals.inWords(...close('education'));
  expect(out).toContain('The pseudonym is closed: nothing more');
  expect(out).not.toContain('The death is reported');
});

test('ATTACK dead-and-green: her other sectors are shown, and of the closed one it is said why and where to go', async () => {
  annals.useNodes([network.url(1)]);
  await annals.done('person', 'enrol', 'liis', '--sector', 'education', '--as', 'registrar');
  const where = ['recorded as dead since', 'a court', 'data protection authority'];
  const shown = await annals.inWords('person', 'show', 'liis');
  for (const each of [...where, 'education', 'closed']) expect(shown.out).toContain(each);
  const { out } = await annals.inWords('access', 'log', '--person', 'liis');
  for (const each of [...where, 'education: 0 entries', 'no entry is missing']) expect(out).toContain(each);
  expect(await annals.done('access', 'log', '--person', 'liis')).toMatchObject({
    logs: [{ sector: 'education' }],
    closed: [{ sector: 'health', subject }],
  });
  // The recovery that was open ends by it, and she is not told that the death has.
  const objected = await annals.inWords('person', 'object', 'liis', '--sector', 'health');
  expect(objected.out).toContain('recorded as dead since');
  expect(objected.out).not.toContain('a report of a death counts no more');
  for (const command of [
    ['access', 'log', '--person', 'liis', '--sector', 'health'],
    ['person', 'object', 'liis', '--sector', 'health'],
  ]) {
    expect(await annals.refused(...command)).toBe('subject.closed');
  }
});
