/**
 * Enforced reads on real validators: with as many down or lying as may be the section opens and they are named, with
 * one more it stays closed; a lease ends; and what a naive scheme falls to is refused (LAW 2, PROTOCOL release).
 */

import type { TransactionId } from '@annals/ledger/codec';
import { decodeShape, encodeShape } from '@annals/ledger/codec';
import { generateSecretKey, groupBackend, publicKeyOf, randomBytes } from '@annals/ledger/crypto';
import { commitReading, openGranted, signReading } from '@annals/ledger/reading';
import { routes } from '@annals/ledger/rest';
import { encodeSidecar, type Sidecar, sidecarHash } from '@annals/ledger/sidecar';
import { sealPoint } from '@annals/ledger/threshold';
import { newObjectId, type Transaction } from '@annals/ledger/transaction';
import { encodeBatch } from '@annals/node/mempool';
import type { Network } from '@annals/node/network';
import { shareAnswerShape, shareRequestShape } from '@annals/node/release';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { commit } from '../harness/actors.ts';
import { settled } from '../harness/agreement.ts';
import { content, HEALTH, Hospital } from '../harness/hospital.ts';
import { takeSeat } from '../harness/hostile-member.ts';
import type { Seat, TestNetwork } from '../harness/test-network.ts';

const opened = { items: [{ code: 'ok', sections: [{ section: 'general', ok: true, content: content.general }] }] };

/** Nothing of what a record says stands anywhere in what came back. */
function expectNothingLeaked(value: unknown): void {
  const text = JSON.stringify(value, (_, each) =>
    each instanceof Uint8Array ? Buffer.from(each).toString('latin1') : each,
  );
  expect(text).not.toContain('chest pain');
}

describe('four validators', () => {
  let hospital: Hospital;
  let network: TestNetwork;

  beforeAll(async () => {
    hospital = await Hospital.open(4);
    network = hospital.network;
  }, 300_000);
  afterAll(() => network?.stop());

  test('an officer reads through any of them; each read is an entry', async () => {
    const before = await hospital.entries(hospital.persons[0]);
    for (const i of [0, 1, 2, 3]) expect(await hospital.read([i])).toMatchObject({ ...opened, wrong: [] });
    expect(await hospital.entries(hospital.persons[0])).toBe(before + 4);
  });

  test('several records and sections in one request make an entry for each person', async () => {
    const [ada, bob] = hospital.records;
    const before = await Promise.all(hospital.persons.map((person) => hospital.entries(person)));
    const items = [
      { record: ada, sections: ['general', 'emergency'] },
      { record: bob, sections: ['general'] },
    ];
    const reading = await hospital.read([1], { items });
    expect(reading.items.map(({ sections }) => sections.map((part) => part.ok && part.content))).toEqual([
      [content.general, content.emergency],
      [content.general],
    ]);
    const after = await Promise.all(hospital.persons.map((person) => hospital.entries(person)));
    expect(after).toEqual(before.map((count) => count + 1));
  });

  test('what is refused is entered as refused and opens nothing, whoever is asked for shares', async () => {
    const before = await hospital.entries(hospital.persons[0]);
    const request = hospital.request({ purpose: 'curiosity' });
    const { transaction, readerSecret } = signReading(network.chain, hospital.signer, request, 9_000);
    const at = await commitReading(hospital.nodes(0), hospital.trusted, transaction);
    expect(at.result.code).toBe('access.purpose');
    const granted = {
      transaction: transaction.id,
      at,
      sections: [{ item: 0, record: hospital.records[0], section: 'general' }],
      signerSecret: hospital.doctor.secret,
      readerSecret,
      disclosure: null,
    };
    for (const i of [0, 1, 2, 3]) {
      await expect(openGranted(hospital.nodes(i), hospital.trusted, granted)).rejects.toMatchObject({
        code: 'release.not-granted',
      });
    }
    expect(await hospital.entries(hospital.persons[0])).toBe(before + 1);
  });

  test('when the lease is over nothing is given any more; a second read is a second entry', async () => {
    const { transaction, readerSecret } = signReading(network.chain, hospital.signer, hospital.request(), 9_000);
    const granted = {
      transaction: transaction.id,
      at: await commitReading(hospital.nodes(0), hospital.trusted, transaction),
      sections: [{ item: 0, record: hospital.records[0], section: 'general' }],
      signerSecret: hospital.doctor.secret,
      readerSecret,
      disclosure: null,
    };
    const again = (i: number) => openGranted(hospital.nodes(i), hospital.trusted, granted);
    expect((await again(0)).parts).toMatchObject([{ ok: true, content: content.general }]);
    const before = await hospital.entries(hospital.persons[0]);
    await network.until('the lease is over', async () => {
      try {
        await again(1);
        return false;
      } catch (error) {
        expect(error).toMatchObject({ code: 'release.lease-ended' });
        return true;
      }
    });
    for (const i of [0, 2, 3]) await expect(again(i)).rejects.toMatchObject({ code: 'release.lease-ended' });
    expect(await hospital.read([0])).toMatchObject(opened);
    expect(await hospital.entries(hospital.persons[0])).toBe(before + 1);
  }, 300_000);

  test('with one killed a read succeeds, and it is named', async () => {
    await network.kill(3);
    const reading = await hospital.read([0]);
    expect(reading).toMatchObject({ ...opened, wrong: [], silent: [{ holder: hospital.agencyOf(3) }] });
    await hospital.makeHonest(3);
  }, 300_000);

  test('with one that gives wrong shares a read succeeds, and it is named; with another one down, nothing opens', async () => {
    await hospital.makeLie(3);
    for (const i of [0, 1]) {
      // Nobody waits long for a share beyond those that it takes, so on a busy machine the wrong one may come too late.
      let reading = await hospital.read([i]);
      for (let again = 0; again < 5 && reading.wrong.length === 0; again += 1) {
        expect(reading).toMatchObject({ ...opened, silent: [{ holder: hospital.agencyOf(3) }] });
        reading = await hospital.read([i]);
      }
      expect(reading).toMatchObject({ ...opened, wrong: [{ holder: hospital.agencyOf(3) }], silent: [] });
    }
    await network.kill(1);
    const reading = await hospital.read([0, 2]);
    expect(reading.items).toMatchObject([{ code: 'ok', sections: [{ ok: false, code: 'release.too-few' }] }]);
    expect(reading).toMatchObject({
      wrong: [{ holder: hospital.agencyOf(3), broughtBy: [network.url(0), network.url(2)] }],
      silent: [{ holder: hospital.agencyOf(1) }],
    });
    expectNothingLeaked(reading);
    await hospital.makeHonest(1);
    expect(await hospital.read([0])).toMatchObject(opened);
    await hospital.makeHonest(3);
    expect(await hospital.read([0])).toMatchObject({ ...opened, wrong: [] });
  }, 300_000);

  describe('what a naive scheme falls to', () => {
    let hostile: Network;

    // With the keys of one validator, so that what others would refuse from a client can reach a block.
    beforeAll(async () => {
      hostile = await takeSeat(network, 3);
    }, 300_000);
    afterAll(() => hostile?.stop());

    const sealOf = (which: 0 | 1) => {
      const { sections } = hospital.sidecars[which];
      const section = sections.find(({ name }) => name === 'general') as Sidecar['sections'][0];
      return section;
    };
    const difference = () => {
      const group = groupBackend();
      const [a, b] = [sealPoint(sealOf(0).toNetwork), sealPoint(sealOf(1).toNetwork)];
      return group.add([b, group.negate(a)]) as Uint8Array;
    };

    /** Sends a transaction past the API, straight into the mempools of the honest three. */
    const smuggle = (transaction: Transaction, sidecar: Uint8Array | null = null) =>
      hostile.send('all', 'transaction', encodeBatch([{ bytes: transaction.bytes, sidecar }]));

    async function askShares(transaction: TransactionId): Promise<readonly string[]> {
      const body = encodeShape(shareRequestShape, { transaction, epoch: null, from: 0, count: 1, disclosure: null });
      const answers = await Promise.all(
        hostile.peers().map(({ peer }) => hostile.request(peer, 'shares', body, 10_000)),
      );
      return answers.map((bytes) => {
        const answer = decodeShape(shareAnswerShape, bytes, 1 << 16);
        return answer.type === 'refused' ? answer.code : 'given';
      });
    }

    test('a reader key that is the difference of two seals is refused, by the API and in a block, and opens nothing', async () => {
      const proofs = [randomBytes(64), sealOf(1).toNetwork.subarray(-64), sealOf(0).toNetwork.subarray(-64)];
      const body = {
        subject: null,
        items: [{ record: hospital.records[0], sections: ['general'] }],
        purpose: 'treatment',
        basis: 'HealthAct/41',
        emergency: null,
        readerKey: difference(),
      };
      for (const readerProof of proofs) {
        const { transaction } = hospital.actors.sign('access.read', hospital.doctor, { ...body, readerProof });
        await expect(commit(network.client(0), [{ transaction, sidecar: null }])).rejects.toMatchObject({
          code: 'access.reader-key',
        });
        smuggle(transaction);
        await network.until('a block refuses it', async () => {
          const found = await network
            .client(1)
            .call(routes.transaction, { params: { id: transaction.id } })
            .catch(() => undefined);
          if (found) expect(found.result).toEqual({ code: 'access.reader-key', items: [] });
          return found !== undefined;
        });
        await settled(network, [0, 1, 2]);
        expect(await askShares(transaction.id)).toEqual(Array(3).fill('release.not-granted'));
      }
    }, 300_000);

    /** An issue of the doctor's about Bob, whose general section has this seal to the network. */
    function issueWith(toNetwork: Uint8Array) {
      const salt = randomBytes(16);
      const record = newObjectId('record', publicKeyOf(hospital.doctor.secret), salt);
      const sidecar = {
        ...hospital.sidecars[1],
        record,
        sections: [{ ...sealOf(1), toNetwork }],
      };
      return { salt, record, sidecar };
    }

    test.each<[string, () => Uint8Array]>([
      ['replayed', () => sealOf(0).toNetwork],
      [
        'shifted by a known amount',
        () => {
          const group = groupBackend();
          const seal = sealOf(0).toNetwork;
          const shift = group.multiplyBase(generateSecretKey());
          const shifted = group.add([sealPoint(seal), shift]) as Uint8Array;
          return Uint8Array.from([...seal.subarray(0, 1), ...shifted, ...seal.subarray(34)]);
        },
      ],
    ])(
      'a seal that is %s from the record of somebody else is refused, by the API and by validators',
      async (_, make) => {
        const { salt, record, sidecar } = issueWith(make());
        const bytes = encodeSidecar(sidecar);
        const { subject, key } = hospital.persons[1];
        const named = { sidecar: sidecarHash(bytes), commitment: randomBytes(32), sealedTo: key };
        const body = { type: 'medical-record', subject, content: { type: 'sealed' as const, ...named } };
        const { transaction } = hospital.actors.sign('record.issue', hospital.doctor, body, salt);
        await expect(commit(network.client(0), [{ transaction, sidecar: bytes }])).rejects.toMatchObject({
          code: 'sidecar.seal',
        });
        smuggle(transaction, bytes);
        const later = hospital.actors.enrol(
          hospital.actors.agency((network.seats[HEALTH] as Seat).agencySecret),
          'health',
        );
        const [done] = await commit(network.client(0), [later.submit]);
        await settled(network, [0, 1, 2], done?.height ?? 0);
        await expect(network.client(0).call(routes.record, { params: { record } })).rejects.toMatchObject({
          code: 'record.unknown',
        });
      },
      60_000,
    );

    test('shares of what is not committed are given to nobody, and a member that asks again and again keeps nobody else from them', async () => {
      const { transaction } = signReading(network.chain, hospital.signer, hospital.request(), 9_000);
      expect(await askShares(transaction.id)).toEqual(Array(3).fill('tx.not-found'));
      const reading = await hospital.read([0]);
      expect(reading).toMatchObject(opened);
      expect(await askShares(reading.transaction)).toEqual(Array(3).fill('given'));
      const [victim] = hostile.peers();
      const body = encodeShape(shareRequestShape, {
        transaction: reading.transaction,
        epoch: null,
        from: 0,
        count: 32,
        disclosure: null,
      });
      const codes = new Set<string>();
      for (let asked = 0; asked < 100; asked++) {
        const answer = decodeShape(
          shareAnswerShape,
          await hostile.request(victim?.peer ?? '', 'shares', body, 10_000),
          1 << 16,
        );
        codes.add(answer.type === 'refused' ? answer.code : 'given');
      }
      // They are made once: all that was asked for again comes from what is kept.
      expect([...codes]).toEqual(['given']);
      expect(await hospital.read([1])).toMatchObject(opened);
    }, 300_000);
  });
});

describe('seven validators', () => {
  let hospital: Hospital;

  beforeAll(async () => {
    hospital = await Hospital.open(7);
  }, 240_000);
  afterAll(() => hospital?.network.stop());

  test('with one killed and one that lies a read succeeds, and both are named; one more, and nothing opens', async () => {
    await hospital.makeLie(5);
    await hospital.network.kill(6);
    expect(await hospital.read([0])).toMatchObject({
      ...opened,
      wrong: [{ holder: hospital.agencyOf(5) }],
      silent: [{ holder: hospital.agencyOf(6) }],
    });
    await hospital.makeLie(4);
    const reading = await hospital.read([0]);
    expect(reading.items).toMatchObject([{ code: 'ok', sections: [{ ok: false, code: 'release.too-few' }] }]);
    expect(reading.wrong.map(({ holder }) => holder).sort()).toEqual(
      [hospital.agencyOf(4), hospital.agencyOf(5)].sort(),
    );
    expectNothingLeaked(reading);
  }, 300_000);
});
