/**
 * One honest node is enough, for every question of the `annals` command as people run it: the node that is asked first
 * refuses, is silent, draws its answers out or proves nothing, and another stands beside it (ATTACK refusing-node, ATTACK
 * drawn-out-answer, ATTACK silent-node). What is answered is what the honest one alone answers.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { CommandLine } from '../harness/command-line.ts';
import { type Answer, type Impostor, LyingNode } from '../harness/lying-node.ts';
import { BIRTH } from '../harness/sample-contents.ts';
import { TestNetwork } from '../harness/test-network.ts';

const VISIT = { general: { resources: [{ resourceType: 'Encounter' }] } };

let network: TestNetwork;
let annals: CommandLine;
/** Is asked first. */
let liar: LyingNode;
let record: string;
let visit: string;
let transaction: string;

beforeAll(async () => {
  network = await TestNetwork.start();
  annals = await CommandLine.of(network, { registry: 0, health: 2 });
  liar = await LyingNode.start(network.url(0));
  annals.useNodes([network.url(1)]);
  await annals.appoint({ registrar: ['registrar', 'registry'], doctor: ['doctor', 'health'] });
  await annals.done('person', 'enrol', 'mari', '--sector', 'civil', '--as', 'registrar');
  await annals.done('person', 'enrol', 'mari', '--sector', 'health', '--as', 'registrar');
  const issue = async (file: string, type: string, content: object, as: string) =>
    annals.done(
      ...['record', 'issue', annals.write(file, JSON.stringify(content))],
      ...['--type', type, '--subject', 'mari', '--as', as],
    );
  ({ record, transaction } = await issue('birth.json', 'birth-certificate', BIRTH, 'registrar'));
  ({ record: visit } = await issue('visit.json', 'medical-record', VISIT, 'doctor'));
}, 300_000);
beforeEach(() => annals.useNodes([liar.url, network.url(1)]));
afterEach(() => liar.clear());
afterAll(async () => {
  annals?.remove();
  liar?.close();
  await network?.stop();
});

const problem = (status: number, code: string) => ({
  status,
  body: { type: `urn:annals:error:${code}`, title: 'no', status, detail: 'made up', code, remedy: 'none' },
});

/** Writes are about something else (see `lying-node.test.ts`): those are passed on. */
const aboutQuestions =
  (lie: Impostor): Impostor =>
  async (asked, passOn) =>
    `${asked.method} ${asked.path}` === 'POST /v1/transactions' ? undefined : lie(asked, passOn);

/** Changes every header that an answer is proven by. */
function withoutProof(value: Answer): Answer {
  if (Array.isArray(value)) return value.map(withoutProof);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [
      name,
      name === 'header' && typeof part === 'string'
        ? `${part.slice(0, -2)}${part.endsWith('00') ? '01' : '00'}`
        : withoutProof(part),
    ]),
  );
}

const CONDUCTS: readonly (readonly [what: string, attack: string, lie: () => Impostor, isNamed: boolean])[] = [
  ['refuses', 'refusing-node', () => aboutQuestions(async () => problem(404, 'record.unknown')), true],
  ['says that she may not', 'refusing-node', () => aboutQuestions(async () => problem(403, 'auth.not-entitled')), true],
  ['is silent', 'silent-node', () => aboutQuestions(() => new Promise(() => {})), false],
  [
    'proves nothing',
    'refusing-node',
    () =>
      aboutQuestions(async ({ path }, passOn) => {
        if (path === '/v1/status') return undefined;
        const answer = await passOn();
        return answer?.code ? undefined : { status: 200, body: withoutProof(answer) };
      }),
    true,
  ],
];

/** What is asked, and the part of the answer that does not change from one time to the next. */
const QUESTIONS: readonly (readonly [what: string, words: () => readonly string[], part: (json: Answer) => unknown])[] =
  [
    ['a record', () => ['record', 'show', record], ({ value }) => value],
    ['its history', () => ['record', 'history', record], ({ history }) => history],
    ['her records', () => ['record', 'list', '--person', 'mari', '--sector', 'civil'], (json) => json],
    ['what a record says', () => ['record', 'open', record, '--person', 'mari'], ({ sections }) => sections],
    ['a type', () => ['type', 'show', 'birth-certificate'], ({ contradicted: _, ...type }) => type],
    ['a receipt', () => ['receipt', transaction], ({ transaction: id, result }) => ({ id, result })],
    [
      'a presentation, and whether it holds',
      () => [
        ...['present', record, '--person', 'mari', '--field', '/identity/givenNames'],
        ...['--for', 'the bank', '--out', `${annals.folder}/shown.json`],
      ],
      ({ fields }) => fields,
    ],
  ];

describe.each(CONDUCTS)('a node that %s', (_conduct, attack, lie, isNamed) => {
  test.each(QUESTIONS)(`ATTACK ${attack}: asked for %s`, async (_, words, part) => {
    annals.useNodes([network.url(1)]);
    const honest = part(await annals.done(...words()));
    expect(honest ?? null).not.toBeNull();
    annals.useNodes([liar.url, network.url(1)]);
    liar.impostor = lie();
    const { exit, json, error } = await annals.run(...words());
    expect({ exit, error }).toEqual({ exit: 0, error: '' });
    expect(part(json)).toEqual(honest);
    expect(liar.heard).not.toEqual([]);
    if (isNamed && !Array.isArray(json)) {
      expect(json.contradicted).toEqual([expect.objectContaining({ node: liar.url })]);
    }
  });

  test(`ATTACK ${attack}: asked for her access log`, async () => {
    liar.impostor = lie();
    const { exit, json, error } = await annals.run('access', 'log', '--person', 'mari');
    expect({ exit, error }).toEqual({ exit: 0, error: '' });
    expect(json.logs.map(({ complete, sector }: Answer) => [complete, sector])).toEqual([
      [true, 'civil'],
      [true, 'health'],
    ]);
    expect(liar.heard.some((each) => each.includes('/access-log'))).toBe(true);
  });

  test.each([
    ['in the ordinary way', []],
    ['in an emergency', ['--emergency', 'unconscious']],
  ])(`ATTACK ${attack}: a record is read %s`, async (_, how) => {
    liar.impostor = lie();
    const why = ['--section', 'general', '--purpose', 'treatment', '--basis', 'health-act/41', '--as', 'doctor'];
    const { exit, json, error } = await annals.run('record', 'read', visit, ...why, ...how);
    expect({ exit, error }).toEqual({ exit: 0, error: '' });
    expect(json.items).toEqual([expect.objectContaining({ code: 'ok', sections: VISIT, closed: [] })]);
    expect(liar.heard).not.toEqual([]);
  });
});

describe('a node that holds back no more than the shares', () => {
  test.each([
    ['in the ordinary way', []],
    ['in an emergency', ['--emergency', 'unconscious']],
  ])('ATTACK drawn-out-answer: a record is read %s, with what another brings beside it', async (_, how) => {
    liar.impostor = ({ path }) => (path.includes('/openings') ? new Promise(() => {}) : Promise.resolve(undefined));
    const why = ['--section', 'general', '--purpose', 'treatment', '--basis', 'health-act/41', '--as', 'doctor'];
    const { exit, json, error } = await annals.run('record', 'read', visit, ...why, ...how);
    expect({ exit, error }).toEqual({ exit: 0, error: '' });
    expect(json.items).toEqual([expect.objectContaining({ code: 'ok', sections: VISIT, closed: [] })]);
    expect(liar.heard.filter((each) => each.includes('/openings'))).toHaveLength(1);
    // It was given up: what another brought ended the asking, and no time that ran out.
    expect(liar.underWay).toBe(0);
  });
});

test('ATTACK drawn-out-answer: a log that is drawn out, an entry a part, is refused at its first part', async () => {
  liar.impostor = async ({ path }, passOn) => {
    if (!path.includes('/access-log')) return undefined;
    const from = Number(new URL(path, 'http://node').searchParams.get('from') ?? 0);
    const { entries, proven } = await passOn();
    const one = { entries: entries.slice(0, 1), proven: { ...proven, from, entries: proven.entries.slice(0, 1) } };
    return { status: 200, body: { ...one, next: from + 1 } };
  };
  const { exit, json, error } = await annals.run('access', 'log', '--person', 'mari', '--sector', 'health');
  expect({ exit, error }).toEqual({ exit: 0, error: '' });
  expect(json.logs[0]).toMatchObject({ complete: true });
  expect(json.logs[0].size).toBeGreaterThan(1);
  expect(json.contradicted).toEqual([{ node: liar.url, code: 'node.bad-answer', reason: expect.any(String) }]);
  expect(liar.heard.filter((each) => each.includes('/access-log'))).toHaveLength(1);
});

test('ATTACK refusing-node: whoever uses the command is told which node refused what another answered', async () => {
  liar.impostor = aboutQuestions(async () => problem(404, 'record.unknown'));
  const { exit, out, error } = await annals.inWords('record', 'show', record);
  expect(exit).toBe(0);
  expect(out).toContain('birth-certificate');
  expect(error).toContain(`do not rely on ${liar.url}`);
  expect(error).toContain('record.unknown');
});
