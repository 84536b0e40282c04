/** From a signed transaction to a receipt and a trail that verify offline, on four real validators. */

import { generateSecretKey } from '@annals/ledger/crypto';
import { type ProvenLog, trustGenesis, verifyReceipt, verifyRecordHistory, verifyTrail } from '@annals/ledger/light';
import { routes } from '@annals/ledger/rest';
import { decodeSidecar, openSection } from '@annals/ledger/sidecar';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Actors, commit, type Person, type Signer, type Submittable } from '../harness/actors.ts';
import { assertNothingLost, assertOneChain, settled } from '../harness/agreement.ts';
import { type Seat, TestNetwork } from '../harness/test-network.ts';

const ALL = [0, 1, 2, 3];
const HEALTH = 2;
const OBSERVER = 4;
const content = {
  emergency: { resources: [{ resourceType: 'AllergyIntolerance', id: 'a1' }] },
  general: { resources: [{ resourceType: 'Encounter', id: 'e1' }] },
};

describe('four agencies run one ledger', () => {
  let network: TestNetwork;
  let actors: Actors;
  let health: Signer;
  let doctor: Signer;
  let person: Person;
  let issued: { record: ReturnType<Actors['issue']>['record']; submit: Submittable };

  beforeAll(async () => {
    network = await TestNetwork.start({ spares: 1 });
    actors = new Actors(network.chain);
    health = actors.agency((network.seats[HEALTH] as Seat).agencySecret);
    const appointed = actors.appoint(health, ['doctor']);
    const enrolled = actors.enrol(health, 'health');
    doctor = appointed.officer;
    person = enrolled.person;
    const outcomes = await commit(network.client(0), [appointed.submit, enrolled.submit]);
    expect(outcomes).toMatchObject([{ result: { code: 'ok' } }, { result: { code: 'ok' } }]);
    issued = actors.issue(doctor, await network.networkKey(), 'medical-record', person, content);
    const [done] = await commit(network.client(1), [issued.submit]);
    expect(done).toMatchObject({ status: 'committed', result: { code: 'ok' } });
    await settled(network, ALL, done?.height as number);
  }, 300_000);
  afterAll(() => network?.stop());

  test('every node gives a receipt that verifies from the genesis document alone', async () => {
    const { id, bytes } = issued.submit.transaction;
    for (const i of ALL) {
      const receipt = await network.client(i).call(routes.receipt, { params: { id } });
      const verdict = verifyReceipt(trustGenesis(network.genesis), receipt);
      expect(verdict).toMatchObject({ ok: true, result: { code: 'ok' }, transaction: { id } });
      expect(Buffer.from(receipt.transaction)).toEqual(Buffer.from(bytes));
      const forged = {
        ...receipt,
        transaction: receipt.transaction.with(-1, (receipt.transaction.at(-1) as number) ^ 1),
      };
      expect(verifyReceipt(trustGenesis(network.genesis), forged).ok).toBe(false);
    }
  });

  test('the record, its history and its sealed content come from any node', async () => {
    for (const i of ALL) {
      const client = network.client(i);
      const { proven } = await client.call(routes.recordHistory, { params: { record: issued.record } });
      const verified = verifyRecordHistory(trustGenesis(network.genesis), issued.record, proven);
      expect(verified).toMatchObject({
        ok: true,
        record: { state: 'valid', version: 1 },
        entries: [{ change: 'issued' }],
      });
      const prove = { secret: person.secret, chain: network.chain };
      const { sidecar } = await client.call(routes.sidecar, { params: { record: issued.record }, prove });
      if (!verified.ok || verified.record.content.type !== 'sealed') throw new Error('the record is sealed');
      const { commitment, sealedTo } = verified.record.content;
      const opened = openSection(decodeSidecar(sidecar), {
        chain: network.chain,
        record: issued.record,
        version: 1,
        section: 'emergency',
        commitment,
        sealedTo,
        secret: person.secret,
      });
      expect(opened.content).toEqual(content.emergency);
    }
  });

  test('reads, granted or refused, stand in the access log, which verifies as complete on every node', async () => {
    const reads = [
      actors.read(doctor, issued.record, ['general'], 'treatment'),
      actors.read(doctor, issued.record, ['general'], 'curiosity'),
      actors.read(doctor, issued.record, ['emergency', 'sensitive'], 'emergency-care'),
      actors.read(doctor, issued.record, ['emergency'], 'emergency-care'),
    ];
    const outcomes = await commit(network.client(3), reads);
    expect(outcomes.map(({ result }) => result?.code)).toEqual(['ok', 'access.purpose', 'access.purpose', 'ok']);
    await settled(network, ALL, Math.max(...outcomes.map(({ height }) => height ?? 0)));
    for (const i of ALL) {
      const proven = await trail(i);
      const verified = verifyTrail(trustGenesis(network.genesis), person.subject, proven);
      expect(verified).toMatchObject({
        ok: true,
        entries: [{ outcome: 'granted' }, { outcome: 'refused' }, { outcome: 'refused' }, { outcome: 'granted' }],
      });
    }
  });

  test('whatever is removed from, added to or altered in what the node returned, the trail does not verify (LAW 3)', async () => {
    const proven = await trail(0);
    const trust = trustGenesis(network.genesis);
    const holds = (forged: ProvenLog) => verifyTrail(trust, person.subject, forged).ok;
    expect(holds(proven)).toBe(true);
    const { entries } = proven;
    for (const [i, entry] of entries.entries()) {
      expect(holds({ ...proven, entries: entries.toSpliced(i, 1) })).toBe(false);
      expect(holds({ ...proven, entries: entries.toSpliced(i, 0, entry) })).toBe(false);
      expect(holds({ ...proven, entries: entries.with(i, entry.with(-1, (entry.at(-1) as number) ^ 1)) })).toBe(false);
    }
    expect(holds({ ...proven, entries: entries.toReversed() })).toBe(false);
    expect(holds({ ...proven, entries: [] })).toBe(false);
    expect(verifyTrail(trust, actors.enrol(health, 'health').person.subject, proven).ok).toBe(false);
    const { proof } = proven;
    const [signature] = proof.certificate.signatures;
    const twice = [signature, signature, signature] as typeof proof.certificate.signatures;
    expect(holds({ ...proven, proof: { ...proof, certificate: { ...proof.certificate, signatures: twice } } })).toBe(
      false,
    );
  });

  test("nobody else is shown a person's trail", async () => {
    const call = (secret: Uint8Array) =>
      network
        .client(0)
        .call(routes.accessLog, { params: { subject: person.subject }, prove: { secret, chain: network.chain } });
    await expect(call(generateSecretKey())).rejects.toMatchObject({ code: 'auth.not-entitled' });
    await expect(
      network.client(0).call(routes.accessLog, { params: { subject: person.subject } }),
    ).rejects.toMatchObject({ code: 'auth.required' });
  });

  test('an observer follows by sync, and never votes', async () => {
    await network.startNode(OBSERVER, { role: 'observer', listen: [] });
    const height = await settled(network, [0, OBSERVER]);
    expect(height).toBeGreaterThan(0);
    const status = await network.client(OBSERVER).call(routes.status);
    expect(status).toMatchObject({ role: 'observer', validators: 4 });
    const { submit } = actors.enrol(health, 'health');
    const [outcome] = await commit(network.client(2), [submit]);
    await settled(network, [OBSERVER], outcome?.height as number);
    const receipt = await network.client(OBSERVER).call(routes.receipt, { params: { id: submit.transaction.id } });
    expect(verifyReceipt(trustGenesis(network.genesis), receipt)).toMatchObject({ ok: true });
    const prove = { secret: person.secret, chain: network.chain };
    await network.until('the observer has the sealed content', () =>
      network
        .client(OBSERVER)
        .call(routes.sidecar, { params: { record: issued.record }, prove })
        .then(
          () => true,
          () => false,
        ),
    );
  });

  test('state and blocks are the same on all nodes at every height', async () => {
    await settled(network, [...ALL, OBSERVER]);
    expect(await assertOneChain(network, [...ALL, OBSERVER])).toBeGreaterThan(3);
    await assertNothingLost(network, ALL, []);
  });

  async function trail(i: number): Promise<ProvenLog> {
    const prove = { secret: person.secret, chain: network.chain };
    const { proven } = await network.client(i).call(routes.accessLog, { params: { subject: person.subject }, prove });
    return proven;
  }
});
