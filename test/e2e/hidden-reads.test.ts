/** Hidden reads that can't stay hidden, and the proof of silence, on real validators. */
import {
  type HiddenRead,
  readPeriodOf,
  type StateKey,
  stateKey,
  type ValueKind,
  type ValueOf,
} from '@annals/ledger/block';
import { encodeShape, type RecordId, type TransactionId } from '@annals/ledger/codec';
import { generateSecretKey, publicKeyOf, randomBytes } from '@annals/ledger/crypto';
import { type CourtOrder, makeCourtOrder, makeHiddenRequest } from '@annals/ledger/hidden';
import { type ProvenLog, trustGenesis, verifyReadReport, verifyTrail, verifyValue } from '@annals/ledger/light';
import { openGranted, readHidden } from '@annals/ledger/reading';
import { routes } from '@annals/ledger/rest';
import { agencyIdOf, hiddenDisclosureShape } from '@annals/ledger/transaction';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Actors, commit, type Person, type Signer } from '../harness/actors.ts';
import { type Seat, TestNetwork } from '../harness/test-network.ts';

const COURT = 0;
const HONEST = 1;
const SILENT = 2;
const WELFARE = 3;
const PERIOD_MS = 3_000;
const content = {
  decision: { programme: 'pension', amount: 1, currency: 'EUR', from: '2027-01', to: '2027-12' },
};

describe('hidden reads', () => {
  let network: TestNetwork;
  let actors: Actors;
  let networkKey: Uint8Array;
  let officer: Signer;
  let person: Person;
  let record: RecordId;
  let other: RecordId;

  const agency = (i: number): Signer => actors.agency((network.seats[i] as Seat).agencySecret);
  const agencyId = (i: number) => agencyIdOf(publicKeyOf((network.seats[i] as Seat).agencySecret));
  const trusted = () => trustGenesis(network.genesis);
  const running = () => [0, 1, 2, 3].filter((i) => network.isRunning(i)).map((i) => network.client(i));

  beforeAll(async () => {
    network = await TestNetwork.start({ parameters: { reportPeriodMs: PERIOD_MS }, config: { heartbeatMs: 500 } });
    actors = new Actors(network.chain);
    networkKey = await network.networkKey();
    const appointed = actors.appoint(agency(WELFARE), ['case-worker']);
    const enrolled = actors.enrol(agency(COURT), 'welfare');
    ({ officer } = appointed);
    ({ person } = enrolled);
    await commit(network.client(0), [appointed.submit, enrolled.submit]);
    const issued = [1, 2].map(() => actors.issue(officer, networkKey, 'welfare-decision', person, content));
    const outcomes = await commit(
      network.client(0),
      issued.map(({ submit }) => submit),
    );
    expect(outcomes).toMatchObject([{ result: { code: 'ok' } }, { result: { code: 'ok' } }]);
    [record, other] = issued.map((each) => each.record) as [RecordId, RecordId];
  }, 300_000);
  afterAll(() => network?.stop());

  function order(reference: string, afterMs: number): CourtOrder {
    const details = {
      record,
      sections: ['decision'],
      purpose: 'investigation',
      basis: 'criminal-procedure/94',
      reference,
    };
    const revealMs = Date.now() + afterMs;
    const { chain } = network;
    const terms = {
      chain,
      court: agencyId(COURT),
      agency: agencyId(WELFARE),
      type: 'welfare-decision',
      details,
      revealMs,
    };
    return makeCourtOrder(terms, (network.seats[COURT] as Seat).agencySecret);
  }

  async function proven<K extends ValueKind>(key: StateKey<K>): Promise<ValueOf<K> | undefined> {
    const answer = await network.client(0).call(routes.provenValue, { params: { key } });
    const verdict = verifyValue(trusted(), key, answer.proven);
    if (!verdict.ok) throw new Error(verdict.reason);
    return verdict.value;
  }

  /** Her access log, verified to be whole. */
  async function trail() {
    const { subject, secret } = person;
    const prove = { secret, chain: network.chain };
    const answer = await network.client(0).call(routes.accessLog, { params: { subject }, query: { from: 0 }, prove });
    const verdict = verifyTrail(trusted(), subject, answer.proven as ProvenLog);
    if (!verdict.ok) throw new Error(verdict.reason);
    return verdict;
  }

  const counts = () => proven(stateKey.accessCounts(agencyId(WELFARE)));
  const disclosed = async (id: TransactionId) =>
    ((await proven(stateKey.hidden(id))) as HiddenRead | undefined)?.status === 'disclosed';

  test("opens a section, does not show in her log before the date, and is revealed with the reader's node down", async () => {
    const given = order('case-1', 15_000);
    const reading = await readHidden(running(), trusted(), officer, given);
    expect(reading.parts).toMatchObject([{ ok: true, record, section: 'decision', content: content.decision }]);
    const before = await trail();
    expect(before.header.timeMs).toBeLessThan(given.revealMs);
    expect(before.entries).toEqual([]);
    expect(await counts()).toMatchObject({ reads: 1, hidden: 1, hiddenUndisclosed: 1 });
    await network.kill(WELFARE);
    await network.until('the hidden read is disclosed', () => disclosed(reading.transaction), 60_000);
    const after = await trail();
    expect(after.entries).toMatchObject([
      {
        record,
        mode: 'hidden',
        outcome: 'granted',
        agency: agencyId(WELFARE),
        purpose: 'investigation',
        height: reading.height,
        transaction: reading.transaction,
      },
    ]);
    expect(after.entries[0]?.disclosed?.timeMs).toBeGreaterThanOrEqual(given.revealMs);
    expect(await counts()).toMatchObject({ hidden: 1, hiddenUndisclosed: 0 });
    await network.startNode(WELFARE);
  }, 300_000);

  test('an officer who seals one thing and tells another gets no shares; what she sealed is revealed all the same', async () => {
    const given = order('case-2', 6_000);
    const salt = randomBytes(16);
    const readerSecret = generateSecretKey();
    const signer = publicKeyOf(officer.secret);
    const { body, disclosure } = makeHiddenRequest({
      order: given,
      version: 1,
      networkKey,
      signer,
      salt,
      readerSecret,
    });
    const { transaction, sidecar } = actors.sign('access.read-hidden', officer, body, salt);
    const [outcome] = await commit(network.client(0), [{ transaction, sidecar }]);
    expect(outcome).toMatchObject({ result: { code: 'ok' } });
    const told = { ...disclosure, details: { ...disclosure.details, record: other } };
    const asked = {
      transaction: transaction.id,
      at: { version: 1 },
      sections: [{ item: 0, record: other, section: 'decision' }],
      signerSecret: officer.secret,
      readerSecret,
    };
    const attempt = openGranted(running(), trusted(), {
      ...asked,
      disclosure: encodeShape(hiddenDisclosureShape, told),
    });
    await expect(attempt).rejects.toMatchObject({ code: 'hidden.mismatch' });
    await network.until('the unused hidden read is disclosed', () => disclosed(transaction.id), 60_000);
    const { entries } = await trail();
    expect(entries.at(-1)).toMatchObject({ record, mode: 'hidden', transaction: transaction.id });
  }, 300_000);

  test('who has reported, who is silent and who says a false number is proven', async () => {
    const { parameters } = network.genesis;
    const period = readPeriodOf(network.genesis.timeMs, parameters);
    const headMs = async () => (await network.client(0).call(routes.status)).timeMs;
    const last = readPeriodOf(await headMs(), parameters);
    await network.until('a period and the next are over', async () => (await headMs()) >= (last + 2) * PERIOD_MS);
    for (let at = period; at <= last; at++) {
      const honest = actors.sign('access.report', agency(HONEST), { period: at, count: 0 });
      const untrue = actors.sign('access.report', agency(WELFARE), { period: at, count: 7 });
      await commit(network.client(0), [honest, untrue]);
    }
    const standing = async (i: number) => {
      const asked = { agency: agencyId(i), period: last, parameters };
      const value = async (key: string) =>
        (await network.client(1).call(routes.provenValue, { params: { key } })).proven;
      const verdict = verifyReadReport(trusted(), asked, {
        agency: await value(stateKey.agency(agencyId(i))),
        report: await value(stateKey.readReport(agencyId(i), last)),
      });
      return verdict.ok ? verdict.standing : verdict.code;
    };
    expect(await Promise.all([HONEST, SILENT, WELFARE].map(standing))).toEqual(['reported', 'missing', 'differs']);
    const { items } = await network.client(0).call(routes.silence);
    const silent = items.find((item) => item.agency === agencyId(SILENT));
    expect(silent).toMatchObject({ lastReported: null, next: period });
    expect(silent?.missing).toBeGreaterThan(0);
  }, 300_000);
});
