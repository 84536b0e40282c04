/**
 * Erasure on real nodes: no disk holds the ciphertext or a seal any more, searched byte for byte, whatever happens to
 * the nodes meanwhile; the certificate says who has destroyed it and who has not; a hold stops it (LAW 10).
 */

import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { decodeHistoryEntry, stateKey, unconfirmedHolders } from '@annals/ledger/block';
import type { AgencyId, RecordId } from '@annals/ledger/codec';
import { publicKeyOf } from '@annals/ledger/crypto';
import { trustGenesis, verifyRecordHistory, verifyTrail, verifyValue } from '@annals/ledger/light';
import { fetchWholeLog, routes } from '@annals/ledger/rest';
import { sealRecord } from '@annals/ledger/sidecar';
import { agencyIdOf } from '@annals/ledger/transaction';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Actors, commit, type Person, type Signer, type Submittable, submit } from '../harness/actors.ts';
import { assertOneChain, settled } from '../harness/agreement.ts';
import { filesWith, needlesOf } from '../harness/disk-search.ts';
import { type Seat, TestNetwork } from '../harness/test-network.ts';

const VALIDATORS = [0, 1, 2, 3];
const HEALTH = 2;
const OBSERVER = 4;
const NEWCOMER = 5;
const content = (text: string) => ({
  emergency: { resources: [{ resourceType: 'AllergyIntolerance', id: 'a1', note: `${text} `.repeat(20) }] },
  general: { resources: [{ resourceType: 'Encounter', id: 'e1', note: `${text} since morning `.repeat(50) }] },
});

/** A record with all its sealed content. */
interface Kept {
  readonly record: RecordId;
  readonly sidecars: Uint8Array[];
}

describe('a network that erases', () => {
  let network: TestNetwork;
  let actors: Actors;
  let health: Signer;
  let doctor: Signer;
  let ada: Person;
  let networkKey: Uint8Array;
  let erased: Kept;
  let kept: Kept;

  beforeAll(async () => {
    network = await TestNetwork.start({ spares: 2 });
    await network.startNode(OBSERVER, { role: 'observer' });
    actors = new Actors(network.chain);
    health = actors.agency((network.seats[HEALTH] as Seat).agencySecret);
    networkKey = await network.networkKey();
    const appointment = actors.appoint(health, ['doctor']);
    const enrolment = actors.enrol(health, 'health');
    doctor = appointment.officer;
    ada = enrolment.person;
    await ok(appointment.submit, enrolment.submit);
    [erased, kept] = [await issue('chest pain'), await issue('broken arm')];
    await amend(erased, 'chest pain, better');
    await ok(actors.read(doctor, erased.record, ['general'], 'treatment'));
    for (const i of [...VALIDATORS, OBSERVER]) await holdsAll(i);
  }, 300_000);
  afterAll(() => network?.stop());

  const agencyOf = (i: number): AgencyId => agencyIdOf(publicKeyOf((network.seats[i] as Seat).agencySecret));
  const agenciesOf = (...members: readonly number[]) => members.map(agencyOf);

  /** Commits through the first validator that runs; all must be carried out. */
  async function ok(...items: readonly Submittable[]): Promise<number> {
    const at = VALIDATORS.find((i) => network.isRunning(i)) ?? 0;
    const outcomes = await commit(network.client(at), items);
    for (const outcome of outcomes) expect(outcome).toMatchObject({ status: 'committed', result: { code: 'ok' } });
    return Math.max(...outcomes.map(({ height }) => height ?? 0));
  }

  async function issue(text: string): Promise<Kept> {
    const { record, submit: item } = actors.issue(doctor, networkKey, 'medical-record', ada, content(text));
    await ok(item);
    return { record, sidecars: [item.sidecar as Uint8Array] };
  }

  function amendment({ record }: Kept, version: number, text: string): Submittable {
    const sealed = sealRecord({
      chain: network.chain,
      record,
      version: version + 1,
      sections: content(text),
      subjectKey: ada.key,
      networkKey,
    });
    const { transaction } = actors.sign('record.amend', doctor, { record, version, content: sealed.content });
    return { transaction, sidecar: sealed.bytes };
  }

  async function amend(record: Kept, text: string): Promise<void> {
    const item = amendment(record, record.sidecars.length, text);
    await ok(item);
    record.sidecars.push(item.sidecar as Uint8Array);
  }

  const erasing = ({ record }: Kept) => actors.sign('record.erase', health, { record, basis: 'gdpr/17' });
  const certificateOf = async (i: number, { record }: Kept) =>
    network.client(i).call(routes.erasure, { params: { record } });

  const found = (i: number, sidecars: readonly Uint8Array[]) =>
    filesWith(network.dataFolder(i), sidecars.flatMap(needlesOf));
  const holdsAll = (i: number) =>
    network.until(`node ${i} holds all content`, () =>
      [...erased.sidecars, ...kept.sidecars].every((sidecar) => found(i, [sidecar]).length > 0),
    );
  const holdsNothing = (i: number, sidecars = erased.sidecars) =>
    network.until(`node ${i} holds nothing of it`, () => found(i, sidecars).length === 0);
  const confirmedBy = (members: readonly number[], record = erased) =>
    network.until(`${members} have confirmed`, async () => {
      const { erasure } = await certificateOf(members[0] as number, record);
      return members.every((i) => erasure?.confirmed.some(({ agency }) => agency === agencyOf(i)));
    });

  test('a hold stops it, and everybody sees by whom', async () => {
    await ok(actors.sign('record.hold', health, { record: erased.record, basis: 'court/2026-17' }));
    await expect(commit(network.client(0), [erasing(erased)])).rejects.toMatchObject({ code: 'record.held' });
    const { holds, provenHolds } = await certificateOf(1, erased);
    expect(holds).toMatchObject([{ agency: agencyOf(HEALTH), basis: 'court/2026-17' }]);
    const verdict = verifyValue(trustGenesis(network.genesis), stateKey.hold(erased.record), provenHolds);
    expect(verdict).toMatchObject({ ok: true, value: holds });
    await ok(actors.sign('record.release-hold', health, { record: erased.record, agency: null }));
  });

  test('what runs destroys it, an observer too; who is down is named as not having done so', async () => {
    await network.stopNode(1);
    cpSync(network.dataFolder(1), join(network.folder, 'backup-1'), { recursive: true });
    await network.startNode(1);
    // With one more away the others must all hear each other.
    await network.until('all have met', async () => {
      const statuses = await Promise.all(VALIDATORS.map((i) => network.client(i).call(routes.status)));
      return statuses.every(({ connected }) => connected === VALIDATORS.length) && network.areReady();
    });
    await network.kill(3);
    const height = await ok(erasing(erased));
    for (const i of [0, 1, 2, OBSERVER]) await holdsNothing(i);
    await confirmedBy([0, 1, 2]);
    const { erasure, proven } = await certificateOf(1, erased);
    expect(erasure).toMatchObject({
      agency: agencyOf(HEALTH),
      height,
      sidecars: 2,
      holders: agenciesOf(...VALIDATORS),
    });
    expect(erasure && unconfirmedHolders(erasure)).toEqual(agenciesOf(3));
    // Anybody who has the genesis document sees the same.
    const verdict = verifyValue(trustGenesis(network.genesis), stateKey.erasure(erased.record), proven);
    expect(verdict).toMatchObject({ ok: true, value: erasure });
    // The search finds what is there.
    for (const i of [0, 1, 2, OBSERVER]) expect(found(i, kept.sidecars)).not.toEqual([]);
    expect(found(3, erased.sidecars)).not.toEqual([]);
  }, 300_000);

  test('a validator that was down meanwhile destroys it when it comes back, and completes the certificate', async () => {
    await network.startNode(3);
    await holdsNothing(3);
    await confirmedBy(VALIDATORS);
    const { erasure } = await certificateOf(0, erased);
    expect(erasure && unconfirmedHolders(erasure)).toEqual([]);
    expect(erasure?.confirmed.map(({ by }) => by)).toEqual(['node', 'node', 'node', 'node']);
  }, 300_000);

  test('the person still sees that it was, who changed it and who read it; nobody reads it any more', async () => {
    const client = network.client(0);
    const [outcome] = await commit(client, [actors.read(doctor, erased.record, ['general'], 'treatment')]);
    expect(outcome).toMatchObject({ status: 'committed', result: { code: 'record.erased' } });
    const prove = { secret: ada.secret, chain: network.chain };
    const trusted = trustGenesis(network.genesis);
    const trail = await fetchWholeLog((from) =>
      client.call(routes.accessLog, { params: { subject: ada.subject }, query: { from }, prove }),
    );
    const log = verifyTrail(trusted, ada.subject, trail);
    expect(log.ok && log.entries.map(({ code }) => code)).toEqual(['ok', 'record.erased']);
    const history = await client.call(routes.recordHistory, { params: { record: erased.record } });
    const verified = verifyRecordHistory(trusted, erased.record, history.proven);
    expect(verified).toMatchObject({ ok: true, record: { erased: expect.any(Number), version: 2 } });
    expect(history.proven.entries.map(decodeHistoryEntry).map(({ change }) => change)).toEqual([
      'issued',
      'amended',
      'held',
      'released',
      'erased',
    ]);
    const sidecar = client.call(routes.sidecar, { params: { record: erased.record }, prove });
    await expect(sidecar).rejects.toMatchObject({ code: 'record.erased' });
  });

  test('after all were killed and started again it is still gone', async () => {
    await Promise.all([...VALIDATORS, OBSERVER].map((i) => network.kill(i)));
    for (const i of [...VALIDATORS, OBSERVER]) expect(found(i, erased.sidecars)).toEqual([]);
    await Promise.all(VALIDATORS.map((i) => network.startNode(i)));
    await network.startNode(OBSERVER, { role: 'observer' });
    await ok(actors.enrol(health, 'health').submit);
    for (const i of [...VALIDATORS, OBSERVER]) expect(found(i, erased.sidecars)).toEqual([]);
  }, 300_000);

  test('a new observer fetches what is kept, and nothing of what is erased', async () => {
    await network.startNode(NEWCOMER, { role: 'observer' });
    await network.until('the newcomer holds what is kept', () => found(NEWCOMER, kept.sidecars).length > 0);
    expect(found(NEWCOMER, erased.sidecars)).toEqual([]);
    const asked = { params: { record: erased.record } };
    const { record } = await network.client(NEWCOMER).call(routes.record, asked);
    expect(record.erased).not.toBeNull();
  }, 300_000);

  test('a backup from before brings it back for no longer than it takes to catch up, and gives it to nobody', async () => {
    await network.kill(1);
    rmSync(network.dataFolder(1), { recursive: true });
    cpSync(join(network.folder, 'backup-1'), network.dataFolder(1), { recursive: true });
    expect(found(1, erased.sidecars)).not.toEqual([]);
    await ok(actors.enrol(health, 'health').submit);
    await network.startNode(1);
    const prove = { secret: ada.secret, chain: network.chain };
    const codes = new Set<string>();
    const asks = async () => {
      const asked = network.client(1).call(routes.sidecar, { params: { record: erased.record }, prove });
      await asked.then(
        () => codes.add('given'),
        (error: { code?: string }) => codes.add(error.code ?? 'other'),
      );
      return found(1, erased.sidecars).length === 0;
    };
    await network.until('validator 1 holds nothing of it', asks);
    await asks();
    expect([...codes].filter((code) => !['node.not-ready', 'record.erased'].includes(code))).toEqual([]);
    expect(found(1, kept.sidecars)).not.toEqual([]);
    await network.until('all are ready', () => network.areReady());
  }, 300_000);

  test('amendments that race with the erasure are refused or erased with it, and the chain goes on', async () => {
    const record = await issue('sprained ankle');
    const racing = Array.from({ length: 6 }, () => amendment(record, 1, 'sprained ankle, swollen'));
    const all = [...record.sidecars, ...racing.map(({ sidecar }) => sidecar as Uint8Array)];
    // Whoever comes after the erasure, or after another amendment, is refused at once: which those are, the race decides.
    const race = (item: Submittable, i: number) =>
      submit(network.client(i), [item]).catch((error: { readonly code?: string }) =>
        expect(['record.erased', 'record.wrong-version']).toContain(error.code),
      );
    await Promise.all([
      ...racing.slice(0, 3).map(race),
      submit(network.client(3), [erasing(record)]),
      ...racing.slice(3).map(race),
    ]);
    await network.until('it is erased', async () => (await certificateOf(0, record)).erasure !== null);
    await ok(actors.enrol(health, 'health').submit);
    for (const i of [...VALIDATORS, OBSERVER, NEWCOMER]) await holdsNothing(i, all);
    await confirmedBy(VALIDATORS, record);
  }, 300_000);

  test('a validator that is killed over and over while it erases leaves nothing behind either', async () => {
    const records: Kept[] = [];
    for (let i = 0; i < 5; i++) records.push(await issue(`fracture ${i}`));
    for (const [round, record] of records.entries()) {
      await submit(network.client(0), [erasing(record)]);
      await new Promise((resolve) => setTimeout(resolve, 15 * round));
      await network.kill(2);
      await network.startNode(2);
    }
    const all = records.flatMap(({ sidecars }) => sidecars);
    for (const i of VALIDATORS) await holdsNothing(i, all);
    for (const record of records) await confirmedBy(VALIDATORS, record);
    await settled(network, VALIDATORS);
    expect(await assertOneChain(network, VALIDATORS)).toBeGreaterThan(10);
  }, 300_000);
});
