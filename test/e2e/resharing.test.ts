/**
 * When the validator set changes the network key is shared again, and stays the same: what was sealed before still
 * opens, and what those that left had kept is worth nothing beside the new shares.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { bytesToHex, equalBytes, hexToBytes } from '@annals/ledger/codec';
import { groupBackend, publicKeyOf, randomBytes } from '@annals/ledger/crypto';
import { fetchNetworkKey } from '@annals/ledger/reading';
import { routes } from '@annals/ledger/rest';
import type { KeyShare } from '@annals/ledger/threshold';
import { newObjectId, type ProposalAction } from '@annals/ledger/transaction';
import { peerIdOf } from '@annals/node/network';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { commit } from '../harness/actors.ts';
import { assertOneChain } from '../harness/agreement.ts';
import { content, Hospital } from '../harness/hospital.ts';
import type { Seat, TestNetwork } from '../harness/test-network.ts';

/** The order of the group [SEC 2, section 2.4.1]. */
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

let hospital: Hospital;
let network: TestNetwork;

beforeAll(async () => {
  hospital = await Hospital.open(4, 2);
  network = hospital.network;
}, 300_000);
afterAll(() => network?.stop());

const keyAt = (i: number) => fetchNetworkKey(network.client(i), hospital.trusted);

async function decide(action: ProposalAction): Promise<void> {
  const { actors } = hospital;
  const status = async () => (await network.client(2).call(routes.proposal, { params: { proposal } })).value.status;
  const [proposer, ...others] = network.seats.map(({ agencySecret }) => actors.agency(agencySecret));
  if (!proposer) throw new Error('there are no agencies');
  const salt = randomBytes(16);
  const proposal = newObjectId('proposal', publicKeyOf(proposer.secret), salt);
  await commit(network.client(2), [actors.sign('proposal.create', proposer, { action }, salt)]);
  for (const agency of others) {
    if ((await status()) === 'carried') return;
    await commit(network.client(2), [actors.sign('proposal.vote', agency, { proposal, approve: true })]);
  }
  expect(await status()).toBe('carried');
}

function addition(i: number): ProposalAction {
  const { networkSecret, signingSecret, port } = network.seats[i] as Seat;
  return {
    type: 'validator.add',
    agency: hospital.agencyOf(i),
    key: publicKeyOf(signingSecret),
    peer: peerIdOf(networkSecret),
    address: `/ip4/127.0.0.1/tcp/${port}`,
  };
}

async function untilHeldBy(which: readonly number[]): Promise<void> {
  const last = which.at(-1) as number;
  await network.until(
    `${which.length} hold a share`,
    async () => {
      const { networkKey } = await network.client(last).call(routes.status);
      return networkKey?.holders.length === which.length && (await network.holdShares([...which]));
    },
    60_000,
  );
}

/** Whether bytes stand anywhere in the files of a node. */
function stands(i: number, bytes: Uint8Array): boolean {
  const folder = network.dataFolder(i);
  return (readdirSync(folder, { recursive: true }) as string[])
    .map((name) => join(folder, name))
    .some((path) => statSync(path).isFile() && readFileSync(path).includes(Buffer.from(bytes)));
}

/** What interpolation makes of shares whose indices are taken to be those: the network's secret, if they belong together. */
function interpolated(shares: readonly KeyShare[], indices: readonly number[]): Uint8Array {
  const modulo = (a: bigint) => ((a % ORDER) + ORDER) % ORDER;
  const inverse = (a: bigint): bigint => {
    let [result, base, exponent] = [1n, modulo(a), ORDER - 2n];
    for (; exponent > 0n; exponent >>= 1n) {
      if (exponent & 1n) result = modulo(result * base);
      base = modulo(base * base);
    }
    return result;
  };
  const at = indices.map(BigInt);
  const sum = shares.reduce((total, { secret }, i) => {
    const others = at.filter((_, j) => j !== i);
    const own = at[i] as bigint;
    const coefficient = others.reduce((product, j) => modulo(product * j * inverse(j - own)), 1n);
    return modulo(total + coefficient * BigInt(`0x${bytesToHex(secret)}`));
  }, 0n);
  return hexToBytes(sum.toString(16).padStart(64, '0'));
}

/** Whether these shares give the network's secret, taken at any indices from 1 to 6. */
function giveTheKey(shares: readonly KeyShare[], publicKey: Uint8Array): boolean {
  const assignments = (count: number): number[][] =>
    count === 0
      ? [[]]
      : assignments(count - 1).flatMap((some) =>
          [1, 2, 3, 4, 5, 6].filter((i) => !some.includes(i)).map((i) => [...some, i]),
        );
  return assignments(shares.length).some((indices) =>
    equalBytes(groupBackend().multiplyBase(interpolated(shares, indices)), publicKey),
  );
}

test('with a fifth, and when two of the first four are replaced', async () => {
  const opened = { items: [{ code: 'ok', sections: [{ ok: true, content: content.general }] }] };
  const first = await keyAt(0);
  const oldFiles = [0, 1].map((i) =>
    readFileSync(join(network.dataFolder(i), 'key-share', `share-${first.key.epoch}`)),
  );
  const old = [0, 1, 2].map((i) => hospital.shareOf(i));
  // Three holders of one epoch together could: the threat model says so, and it shows that the search finds.
  expect(giveTheKey(old, first.key.publicKey)).toBe(true);
  expect(await hospital.read([0])).toMatchObject(opened);

  await Promise.all([4, 5].map((i) => network.startNode(i)));
  await decide(addition(4));
  await untilHeldBy([0, 1, 2, 3, 4]);
  const second = await keyAt(4);
  expect(second.key).toMatchObject({ threshold: 4, publicKey: first.key.publicKey });
  expect(second.key.verificationKeys[0]).not.toEqual(first.key.verificationKeys[0]);
  expect(await hospital.read([4])).toMatchObject(opened);

  await decide(addition(5));
  await decide({ type: 'validator.remove', agency: hospital.agencyOf(0) });
  await decide({ type: 'validator.remove', agency: hospital.agencyOf(1) });
  await untilHeldBy([2, 3, 4, 5]);
  const third = await keyAt(5);
  expect(third.holders.map(({ agency }) => agency)).toEqual([2, 3, 4, 5].map((i) => hospital.agencyOf(i)));
  expect(third.key).toMatchObject({ threshold: 3, publicKey: first.key.publicKey });
  await Promise.all([0, 1].map((i) => network.stopNode(i)));
  expect(await hospital.read([5])).toMatchObject(opened);

  for (const [position, i] of [0, 1].entries()) {
    expect(readdirSync(join(network.dataFolder(i), 'key-share'))).toEqual([]);
    expect(stands(i, oldFiles[position] as Uint8Array)).toBe(false);
  }
  // What the two that left might have copied, with any share of the new epoch, gives nothing: of four, three open.
  const left = old.slice(0, 2);
  for (const i of [2, 3, 4, 5]) {
    expect(giveTheKey([...left, hospital.shareOf(i)], first.key.publicKey)).toBe(false);
  }
  expect(
    giveTheKey(
      [2, 3, 4].map((i) => hospital.shareOf(i)),
      first.key.publicKey,
    ),
  ).toBe(true);
  await assertOneChain(network, [2, 3, 4, 5]);
}, 300_000);
