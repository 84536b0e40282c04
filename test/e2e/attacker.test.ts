/**
 * No log, no key (LAW 2): an attacker who has all files of one validator with its secrets, the API of every node, the
 * keys of an officer and of the agency that issued the record, and a place in the network, opens nothing as long as no
 * entry is committed for it. What she lacks are two more shares, or the entry: each is shown to be enough.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { NetworkKeyInForce } from '@annals/ledger/block';
import { decodeShape, encodeShape, type TransactionId } from '@annals/ledger/codec';
import { generateSecretKey, groupBackend, type Point, publicKeyOf } from '@annals/ledger/crypto';
import { commitReading, fetchNetworkKey, openGranted, signReading } from '@annals/ledger/reading';
import { routes } from '@annals/ledger/rest';
import {
  decodeSidecar,
  networkContext,
  openSubjectSeal,
  openWithContentKey,
  type Sidecar,
  sealContext,
} from '@annals/ledger/sidecar';
import {
  type KeyShare,
  makeOpeningShare,
  type OpeningRequest,
  type OpeningShare,
  openNetworkSeal,
  openWithShares,
  sealPoint,
} from '@annals/ledger/threshold';
import type { Network } from '@annals/node/network';
import { shareAnswerShape, shareRequestShape } from '@annals/node/release';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { content, HEALTH, Hospital } from '../harness/hospital.ts';
import { takeSeat } from '../harness/hostile-member.ts';
import type { Seat, TestNetwork } from '../harness/test-network.ts';

/** Whose machine the attacker has. */
const OWN = 3;
const SECTION = 'general';

let hospital: Hospital;
let network: TestNetwork;
let inForce: NetworkKeyInForce;
/** What the attacker has of the record that she wants. */
let sidecar: Sidecar;
let commitment: Uint8Array;

beforeAll(async () => {
  hospital = await Hospital.open(4);
  network = hospital.network;
  inForce = await fetchNetworkKey(network.client(0), hospital.trusted);
  const [record] = hospital.records;
  // What every validator has on its disk; nodes give it to the subject alone.
  const prove = { secret: hospital.persons[0].secret, chain: network.chain };
  const { sidecar: bytes } = await network.client(0).call(routes.sidecar, { params: { record }, prove });
  sidecar = decodeSidecar(bytes);
  const { record: value } = await network.client(0).call(routes.record, { params: { record } });
  if (value.content.type !== 'sealed') throw new Error('the record is sealed');
  commitment = value.content.commitment;
}, 300_000);
afterAll(() => network?.stop());

const seat = (i: number) => network.seats[i] as Seat;
const place = () => ({ chain: network.chain, record: hospital.records[0], version: 1, section: SECTION });
const wanted = () => {
  const section = sidecar.sections.find(({ name }) => name === SECTION) as Sidecar['sections'][0];
  const { toSubject, toNetwork } = section;
  return { toSubject, placed: { seal: toNetwork, context: networkContext(place()) } };
};

/** All files of a validator. */
function filesOf(i: number): readonly Buffer[] {
  const folder = network.dataFolder(i);
  return (readdirSync(folder, { recursive: true }) as string[])
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path));
}

/** Whether a content key opens what the attacker wants. */
function opens(contentKey: () => Uint8Array): boolean {
  try {
    const opened = openWithContentKey(sidecar, { ...place(), commitment }, contentKey());
    expect(opened.content).toEqual(content.general);
    return true;
  } catch {
    return false;
  }
}

/** Whether a point, taken for the seal's point times the network's secret, opens it. */
const opensBy = (shared: Point | null) =>
  shared !== null &&
  opens(() => openNetworkSeal(inForce.key.publicKey, wanted().placed.seal, wanted().placed.context, shared));

/** A request for the section that she wants. */
const requestOf = (transaction: TransactionId, readerSecret: Uint8Array): OpeningRequest => ({
  chain: network.chain,
  epoch: inForce.key.epoch,
  transaction,
  item: 0,
  section: SECTION,
  readerKey: publicKeyOf(readerSecret),
});

const shareFor = (keyShare: KeyShare, request: OpeningRequest): OpeningShare =>
  makeOpeningShare(inForce.key, keyShare, request, wanted().placed);

const entries = () => hospital.entries(hospital.persons[0]);
const nobodysTransaction = 'ab'.repeat(32) as TransactionId;

describe('with the files of one validator', () => {
  test('there is the ciphertext, and neither its content nor the key that opens it in clear', async () => {
    const files = filesOf(OWN);
    const { ciphertext } = sidecar.sections.find(({ name }) => name === SECTION) as Sidecar['sections'][0];
    expect(files.some((bytes) => bytes.includes(Buffer.from(ciphertext)))).toBe(true);
    expect(files.some((bytes) => bytes.includes('chest pain'))).toBe(false);
    const contentKey = openSubjectSeal(hospital.persons[0].secret, wanted().toSubject, sealContext(place()));
    expect(opens(() => contentKey)).toBe(true);
    expect(files.some((bytes) => bytes.includes(Buffer.from(contentKey)))).toBe(false);
    const { secret } = hospital.shareOf(OWN);
    expect(files.some((bytes) => bytes.includes(Buffer.from(secret)))).toBe(false);
  });

  test('its share alone opens nothing, taken as it is or for the whole', () => {
    const group = groupBackend();
    const share = hospital.shareOf(OWN);
    expect(group.multiplyBase(share.secret)).toEqual(inForce.key.verificationKeys[share.index - 1]);
    const point = sealPoint(wanted().placed.seal);
    const raised = group.multiply(point, share.secret);
    for (const guess of [raised, group.negate(raised), group.add([raised, point]), point, inForce.key.publicKey]) {
      expect(opensBy(guess)).toBe(false);
    }
    const readerSecret = generateSecretKey();
    const request = requestOf(nobodysTransaction, readerSecret);
    const own = shareFor(share, request);
    // Her own share under the others' indices proves nothing.
    const posing = [1, 2, 3, 4].map((index) => ({ ...own, index }));
    for (const shares of [[own], [own, own, own], posing]) {
      expect(() => openWithShares(inForce.key, request, wanted().placed, shares, readerSecret)).toThrow(
        expect.objectContaining({ code: 'threshold.too-few-shares' }),
      );
    }
  });

  test('none of the secrets that she has opens what is sealed to the person', () => {
    const { agencySecret, signingSecret, networkSecret } = seat(OWN);
    const secrets = [
      agencySecret,
      signingSecret,
      networkSecret,
      seat(HEALTH).agencySecret,
      hospital.doctor.secret,
      hospital.shareOf(OWN).secret,
    ];
    for (const secret of secrets) {
      expect(() => openSubjectSeal(secret, wanted().toSubject, sealContext(place()))).toThrow(
        expect.objectContaining({ code: 'seal.open-failed' }),
      );
    }
  });
});

describe('with a place in the network as well', () => {
  let member: Network;

  beforeAll(async () => {
    member = await takeSeat(network, OWN);
  }, 300_000);
  afterAll(() => member?.stop());

  /** What each of the others says when she asks for shares. */
  async function ask(transaction: TransactionId) {
    const body = encodeShape(shareRequestShape, { transaction, epoch: null, from: 0, count: 1, disclosure: null });
    const answers = await Promise.all(member.peers().map(({ peer }) => member.request(peer, 'shares', body, 10_000)));
    return answers.map((bytes) => decodeShape(shareAnswerShape, bytes, 1 << 16));
  }
  const codes = async (transaction: TransactionId) =>
    (await ask(transaction)).map((answer) => (answer.type === 'refused' ? answer.code : 'given'));
  const signed = (changes: object = {}) =>
    signReading(network.chain, hospital.signer, hospital.request(changes), 9_000);

  test('nobody gives her a share for what is signed and not committed, or for what grants no read', async () => {
    const before = await entries();
    const { transaction, readerSecret } = signed();
    expect(await codes(transaction.id)).toEqual(Array(3).fill('tx.not-found'));
    expect(await codes(nobodysTransaction)).toEqual(Array(3).fill('tx.not-found'));
    const { items } = await network.client(0).call(routes.blocks, { query: { limit: 200 } });
    for (const { header } of items.filter(({ header: { count } }) => count > 0)) {
      const { height } = header;
      const { transactions } = await network.client(0).call(routes.block, { params: { height } });
      for (const id of transactions) expect(await codes(id)).toEqual(Array(3).fill('release.not-granted'));
    }
    const granted = {
      transaction: transaction.id,
      at: { height: 0, timeMs: 0 },
      sections: [{ item: 0, record: hospital.records[0], section: SECTION }],
      signerSecret: hospital.doctor.secret,
      readerSecret,
      disclosure: null,
    };
    const nodes = hospital.nodes(0, 1, 2);
    await expect(openGranted(nodes, hospital.trusted, granted)).rejects.toMatchObject({ code: 'tx.not-found' });
    expect(await entries()).toBe(before);
  }, 300_000);

  test('what was granted of one person opens nothing of another', async () => {
    const before = await entries();
    const items = [{ record: hospital.records[1], sections: [SECTION] }];
    const { transaction, readerSecret } = signed({ items });
    await commitReading(hospital.nodes(0), hospital.trusted, transaction);
    const shares = (await ask(transaction.id)).flatMap((answer) =>
      answer.type === 'given' ? answer.shares.filter((share) => share !== null) : [],
    );
    expect(shares).toHaveLength(3);
    const request = requestOf(transaction.id, readerSecret);
    const own = shareFor(hospital.shareOf(OWN), request);
    expect(() => openWithShares(inForce.key, request, wanted().placed, [own, ...shares], readerSecret)).toThrow(
      expect.objectContaining({ code: 'threshold.too-few-shares' }),
    );
    expect(await entries()).toBe(before);
  });

  test('what is refused leaves an entry and opens nothing', async () => {
    const before = await entries();
    const { transaction } = signed({ purpose: 'curiosity' });
    await commitReading(hospital.nodes(0), hospital.trusted, transaction);
    expect(await codes(transaction.id)).toEqual(Array(3).fill('release.not-granted'));
    expect(await entries()).toBe(before + 1);
  });

  test('what she lacks: an entry opens it, and so would the shares of three holders in league', async () => {
    const before = await entries();
    const { transaction, readerSecret } = signed();
    const granted = {
      transaction: transaction.id,
      at: await commitReading(hospital.nodes(0), hospital.trusted, transaction),
      sections: [{ item: 0, record: hospital.records[0], section: SECTION }],
      signerSecret: hospital.doctor.secret,
      readerSecret,
      disclosure: null,
    };
    const { parts } = await openGranted(hospital.nodes(0), hospital.trusted, granted);
    expect(parts).toMatchObject([{ ok: true, content: content.general }]);
    expect(await entries()).toBe(before + 1);

    const reader = generateSecretKey();
    const request = requestOf(nobodysTransaction, reader);
    const inLeague = (...which: readonly number[]) =>
      opens(() => {
        const shares = which.map((i) => shareFor(hospital.shareOf(i), request));
        return openWithShares(inForce.key, request, wanted().placed, shares, reader).contentKey;
      });
    expect(inLeague(0, 1, OWN)).toBe(true);
    expect(inLeague(0, OWN)).toBe(false);
    // What three in league do leaves no entry: the threat model says so.
    expect(await entries()).toBe(before + 1);
  });
});
