/** Bad input changes nothing and gets a clear, typed error (LAW 9), at the API of a running network. */

import { bytesToHex, encode } from '@annals/ledger/codec';
import { generateSecretKey, publicKeyOf, randomBytes, sign } from '@annals/ledger/crypto';
import { problemShape, routes, type SubmissionOutcome } from '@annals/ledger/rest';
import { MAX_TRANSACTION_BYTES, newObjectId, payloadDigest, type Transaction } from '@annals/ledger/transaction';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Actors, commit, type Person, type Signer, type Submittable, submit } from '../harness/actors.ts';
import { settled } from '../harness/agreement.ts';
import { type Seat, TestNetwork } from '../harness/test-network.ts';

const ALL = [0, 1, 2, 3];
const [HEALTH, WELFARE] = [2, 3];
/** So that nothing but what the test submits makes a block. */
const NO_HEARTBEAT_MS = 3_600_000;
const WINDOW = 10_000;

describe('what the ledger must refuse', () => {
  let network: TestNetwork;
  let actors: Actors;
  let health: Signer;
  let welfare: Signer;
  let doctor: Signer;
  let clerk: Signer;
  let person: Person;
  let networkKey: Uint8Array;
  let overBudget: () => Submittable;

  beforeAll(async () => {
    network = await TestNetwork.start({ config: { heartbeatMs: NO_HEARTBEAT_MS } });
    actors = new Actors(network.chain);
    health = actors.agency((network.seats[HEALTH] as Seat).agencySecret);
    welfare = actors.agency((network.seats[WELFARE] as Seat).agencySecret);
    networkKey = await network.networkKey();
    const appointments = [actors.appoint(health, ['doctor']), actors.appoint(health, ['records-officer'])] as const;
    const enrolled = [actors.enrol(health, 'health'), actors.enrol(welfare, 'welfare')] as const;
    [doctor, clerk] = appointments.map(({ officer }) => officer) as [Signer, Signer];
    person = enrolled[0].person;
    const salts = [randomBytes(16), randomBytes(16)] as const;
    const signer = publicKeyOf(welfare.secret);
    const programme = newObjectId('programme', signer, salts[0]);
    const entitlement = newObjectId('entitlement', signer, salts[1]);
    const opened = actors.sign(
      'programme.open',
      welfare,
      {
        name: { en: 'Heating' },
        sector: 'welfare',
        currency: 'EUR',
        budget: 1_000,
        grantRoles: ['case-worker'],
        payRoles: ['treasurer'],
      },
      salts[0],
    );
    const granted = actors.sign(
      'entitlement.grant',
      welfare,
      { programme, subject: enrolled[1].person.subject, amount: 600, from: '2026-01', to: '2026-12' },
      salts[1],
    );
    const pay = (period: string) =>
      actors.sign('payment.schedule', welfare, { entitlement, period, amount: 600, dueMs: Date.now() });
    overBudget = () => pay('2026-02');
    for (const step of [
      [...appointments.map((one) => one.submit), ...enrolled.map((one) => one.submit), opened],
      [granted],
      [pay('2026-01')],
    ]) {
      const outcomes = await commit(network.client(0), step);
      for (const outcome of outcomes) expect(outcome).toMatchObject({ status: 'committed', result: { code: 'ok' } });
    }
    await settled(network, ALL, 3);
  }, 300_000);
  afterAll(() => network?.stop());

  const issue = (officer: Signer) =>
    actors.issue(officer, networkKey, 'medical-record', person, {
      general: { resources: [{ resourceType: 'Encounter' }] },
    }).submit;

  /** Another signature over the same payload. */
  function wronglySigned({ transaction }: Submittable): Uint8Array {
    const payload = payloadOf(transaction);
    return encode([payload, sign(payloadDigest(payload), generateSecretKey())]);
  }
  const payloadOf = ({ bytes }: Transaction): Uint8Array =>
    bytes.subarray(4, 4 + ((bytes[2] as number) << 8) + (bytes[3] as number));

  async function answer(bytes: Uint8Array, sidecar: Uint8Array | null, contentType = 'application/json') {
    const body = {
      transactions: [{ transaction: bytesToHex(bytes), sidecar: sidecar && bytesToHex(sidecar) }],
      wait: 'accepted',
      timeoutMs: 0,
    };
    const response = await fetch(`${network.url(0)}/v1/transactions`, {
      method: 'POST',
      headers: { 'content-type': contentType },
      body: JSON.stringify(body),
    });
    const problem = problemShape.fromJson(await response.json());
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(response.status).toBe(problem.status);
    expect(problem.remedy.length).toBeGreaterThan(10);
    return problem.code;
  }

  const bytesOf = ({ transaction, sidecar }: Submittable) => [transaction.bytes, sidecar] as const;
  const withLastValid = (lastValid: number) => {
    const other = new Actors(network.chain);
    other.lastValid = lastValid;
    return other;
  };

  const CASES: readonly (readonly [string, string, () => readonly [Uint8Array, Uint8Array | null]])[] = [
    ['malformed', 'codec.malformed', () => [new Uint8Array([0xff, 0x00, 0x01]), null]],
    ['of another shape', 'codec.shape', () => [encode(['something', 'else']), null]],
    ['oversized', 'codec.too-large', () => [new Uint8Array(MAX_TRANSACTION_BYTES + 1).fill(1), null]],
    [
      'for another chain',
      'tx.wrong-chain',
      () => bytesOf(new Actors(new Uint8Array(32).fill(7)).enrol(health, 'health').submit),
    ],
    ['expired', 'tx.expired', () => bytesOf(withLastValid(1).enrol(health, 'health').submit)],
    ['valid for too long', 'tx.too-far', () => bytesOf(withLastValid(WINDOW + 100).enrol(health, 'health').submit)],
    ['wrongly signed', 'tx.bad-signature', () => [wronglySigned(actors.enrol(health, 'health').submit), null]],
    [
      'signed by nobody who is known',
      'tx.signer-unknown',
      () => bytesOf(issue({ secret: generateSecretKey(), agency: health.agency })),
    ],
    [
      'for an agency that is no member',
      'tx.signer-unknown',
      () => bytesOf(actors.enrol(actors.agency(generateSecretKey()), 'health').submit),
    ],
    ['by an officer without the role', 'tx.not-authorised', () => bytesOf(issue(clerk))],
    ['above the budget', 'programme.over-budget', () => bytesOf(overBudget())],
    [
      'with the sidecar of another record',
      'sidecar.mismatch',
      () => [issue(doctor).transaction.bytes, issue(doctor).sidecar],
    ],
    ['without its sidecar', 'sidecar.mismatch', () => [issue(doctor).transaction.bytes, null]],
  ];

  test.each(CASES)('a transaction that is %s: %s, and nothing changes', async (_, code, make) => {
    const before = await network.client(0).call(routes.status);
    expect(await answer(...make())).toBe(code);
    const after = await network.client(0).call(routes.status);
    expect([after.hash, after.mempoolTransactions]).toEqual([before.hash, 0]);
  });

  test('a transaction that is committed is refused when it comes again, with what became of it', async () => {
    const item = actors.enrol(health, 'health').submit;
    const [first] = await commit(network.client(0), [item]);
    expect(await answer(item.transaction.bytes, null)).toBe('tx.replayed');
    const outcomes: readonly SubmissionOutcome[] = await submit(network.client(0), [
      item,
      actors.enrol(health, 'health').submit,
    ]);
    expect(outcomes).toMatchObject([
      { status: 'refused', code: 'tx.replayed', height: first?.height },
      { status: 'accepted' },
    ]);
  });

  test('of a submission each transaction has its own verdict', async () => {
    const good = actors.enrol(health, 'health').submit;
    const outcomes = await commit(network.client(1), [overBudget(), good, issue(clerk)]);
    expect(outcomes).toMatchObject([
      { status: 'refused', code: 'programme.over-budget' },
      { status: 'committed', result: { code: 'ok' } },
      { status: 'refused', code: 'tx.not-authorised' },
    ]);
  });

  test('what only the order within a block makes wrong is refused by the ledger itself, with a code and no effect', async () => {
    // Both fit the state as it is; the second of them no longer does when the first has been executed.
    const key = generateSecretKey();
    const appoint = () =>
      actors.sign('officer.appoint', health, {
        key: publicKeyOf(key),
        roles: ['doctor'],
        untilMs: Date.now() + 86_400_000,
      });
    const outcomes = await commit(network.client(2), [appoint(), appoint()]);
    expect(outcomes.map(({ status }) => status)).toEqual(['committed', 'committed']);
    expect(outcomes.map(({ result }) => result?.code).sort()).toEqual(['officer.exists', 'ok']);
  });

  test('requests that are no requests are told so', async () => {
    const post = async (body: string | Uint8Array<ArrayBuffer>, contentType: string) => {
      const response = await fetch(`${network.url(0)}/v1/transactions`, {
        method: 'POST',
        headers: { 'content-type': contentType },
        body,
      });
      return problemShape.fromJson(await response.json()).code;
    };
    expect(await post('{', 'application/json')).toBe('codec.malformed');
    expect(await post('{}', 'application/json')).toBe('codec.shape');
    expect(await post(new Uint8Array([1, 2, 3]), 'application/cbor')).toMatch(/^codec\./);
    expect(await post('<x/>', 'application/xml')).toBe('node.media-type');
    const nowhere = await fetch(`${network.url(0)}/v1/nowhere`);
    expect([nowhere.status, problemShape.fromJson(await nowhere.json()).code]).toEqual([404, 'node.route']);
  });

  test('after all of that the nodes agree', async () => {
    const height = await settled(network, ALL);
    const answers = await Promise.all(ALL.map((i) => network.client(i).call(routes.block, { params: { height } })));
    expect(new Set(answers.map(({ hash }) => hash)).size).toBe(1);
  });
});
