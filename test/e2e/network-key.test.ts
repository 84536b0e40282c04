/** The validators make the network key, and share it again when their set changes, whatever happens to some of them. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type StateKey, stateKey, type ValueKind, type ValueOf } from '@annals/ledger/block';
import { equalBytes } from '@annals/ledger/codec';
import { publicKeyOf, randomBytes } from '@annals/ledger/crypto';
import { trustGenesis, verifyValue } from '@annals/ledger/light';
import { routes } from '@annals/ledger/rest';
import { agencyIdOf, newObjectId, type ProposalAction } from '@annals/ledger/transaction';
import { peerIdOf } from '@annals/node/network';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Actors, commit, type Signer } from '../harness/actors.ts';
import { assertOneChain, settled } from '../harness/agreement.ts';
import { type Seat, TestNetwork } from '../harness/test-network.ts';

const LONG_MS = 120_000;

let network: TestNetwork;
afterEach(() => network?.stop());

const seatOf = (i: number) => network.seats[i] as Seat;
const agencyOf = (i: number) => agencyIdOf(publicKeyOf(seatOf(i).agencySecret));
const status = (i: number) => network.client(i).call(routes.status);

/** A value of the state with its proof, verified from the genesis document. */
async function valueAt<K extends ValueKind>(i: number, key: StateKey<K>): Promise<ValueOf<K>> {
  const { proven } = await network.client(i).call(routes.provenValue, { params: { key } });
  const verdict = verifyValue(trustGenesis(network.genesis), key, proven);
  if (!verdict.ok) throw new Error(verdict.code);
  if (verdict.value === undefined) throw new Error(`there is no ${key}`);
  return verdict.value;
}

const keyAt = (i: number) => valueAt(i, stateKey.networkKey);
const outcomeAt = (i: number, epoch: number) => valueAt(i, stateKey.ceremonyOutcome(epoch));

/** The files that a node keeps of the network key. */
function kept(i: number): string[] {
  return readdirSync(join(network.dataFolder(i), 'key-share')).sort();
}

/** Whether bytes stand anywhere in the files of a node. */
function stands(i: number, bytes: Uint8Array): boolean {
  const folder = network.dataFolder(i);
  return (readdirSync(folder, { recursive: true }) as string[])
    .map((name) => join(folder, name))
    .some((path) => statSync(path).isFile() && readFileSync(path).includes(Buffer.from(bytes)));
}

async function decide(action: ProposalAction, agencies: readonly Signer[]): Promise<void> {
  const actors = new Actors(network.chain);
  const [proposer, ...others] = agencies as [Signer, ...Signer[]];
  const salt = randomBytes(16);
  const proposal = newObjectId('proposal', publicKeyOf(proposer.secret), salt);
  await commit(network.client(2), [actors.sign('proposal.create', proposer, { action }, salt)]);
  for (const agency of others) {
    if ((await network.client(2).call(routes.proposal, { params: { proposal } })).value.status === 'carried') return;
    await commit(network.client(2), [actors.sign('proposal.vote', agency, { proposal, approve: true })]);
  }
  expect((await network.client(2).call(routes.proposal, { params: { proposal } })).value.status).toBe('carried');
}

const signers = () => network.seats.map(({ agencySecret }) => new Actors(network.chain).agency(agencySecret));

function addition(i: number): ProposalAction {
  const { networkSecret, signingSecret, port } = seatOf(i);
  return {
    type: 'validator.add',
    agency: agencyOf(i),
    key: publicKeyOf(signingSecret),
    peer: peerIdOf(networkSecret),
    address: `/ip4/127.0.0.1/tcp/${port}`,
  };
}

describe('the network key is made', () => {
  test(
    'by four, within moments of the start; each keeps its share and nothing else, and goes on with it after a restart',
    async () => {
      network = await TestNetwork.start();
      const { key, holders } = await keyAt(0);
      expect(key).toMatchObject({ epoch: 0, threshold: 3 });
      expect(holders.map(({ agency }) => agency)).toEqual([0, 1, 2, 3].map(agencyOf));
      expect(await outcomeAt(0, 0)).toMatchObject({ status: 'completed', faults: [] });
      for (const i of [0, 1, 2, 3]) {
        await network.until('what was of the ceremony is destroyed', () => kept(i).join() === 'share-0');
      }
      await network.kill(2);
      await network.startNode(2);
      await network.until('the third holds its share again', () => network.holdShares([2]));
      await assertOneChain(network, [0, 1, 2, 3]);
    },
    LONG_MS,
  );

  test(
    'by three when one is down from the beginning, which is named; when it comes back it gets a share',
    async () => {
      network = await TestNetwork.prepare({ parameters: { ceremonyRoundMs: 2_000 } });
      await Promise.all([0, 1, 2].map((i) => network.startNode(i)));
      await network.until('the key stands', () => network.holdShares([0, 1, 2]));
      const before = await keyAt(0);
      expect(before.key).toMatchObject({ threshold: 3 });
      expect(before.holders).toHaveLength(3);
      expect((await outcomeAt(1, before.key.epoch)).faults).toContainEqual({
        round: 'joining',
        type: 'absent',
        agency: agencyOf(3),
        other: null,
      });
      await network.startNode(3);
      await network.until('the fourth holds a share', () => network.holdShares([0, 1, 2, 3]), 60_000);
      const after = await keyAt(3);
      expect(after.key.epoch).toBeGreaterThan(before.key.epoch);
      expect(equalBytes(after.key.publicKey, before.key.publicKey)).toBe(true);
      expect(after.holders).toHaveLength(4);
    },
    LONG_MS,
  );

  test(
    'although all are killed again and again while they make it',
    async () => {
      network = await TestNetwork.prepare({ parameters: { ceremonyRoundMs: 4_000 } });
      await Promise.all([0, 1, 2, 3].map((i) => network.startNode(i)));
      // Each at another moment of the ceremony; at any time three of them are up, or will be.
      for (const [i, pauseMs] of [300, 150, 100, 200, 50, 250].entries()) {
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
        await network.kill(i % 4);
        await network.startNode(i % 4);
      }
      await network.until('all hold a share', () => network.holdShares([0, 1, 2, 3]), 60_000);
      const { key } = await keyAt(0);
      // Nobody was made to look like a cheat.
      const { faults } = await outcomeAt(0, key.epoch);
      expect(faults.filter(({ type }) => type !== 'absent')).toEqual([]);
      await settled(network, [0, 1, 2, 3]);
      await assertOneChain(network, [0, 1, 2, 3]);
    },
    LONG_MS,
  );

  test(
    'anew after a failure: a validator that lost its disk asks for a share',
    async () => {
      network = await TestNetwork.start();
      const before = await keyAt(0);
      await network.kill(1);
      network.wipe(1);
      await network.startNode(1);
      await network.until('the second holds a share again', () => network.holdShares([0, 1, 2, 3]), 60_000);
      const after = await keyAt(1);
      expect(after.key.epoch).toBeGreaterThan(before.key.epoch);
      expect(equalBytes(after.key.publicKey, before.key.publicKey)).toBe(true);
    },
    LONG_MS,
  );
});

describe('the network key is shared again', () => {
  test(
    'with a fifth, and when two of the first four are replaced: one public key, and nothing is left at who has left',
    async () => {
      network = await TestNetwork.start({ spares: 2 });
      const first = await keyAt(0);
      const oldShares = [0, 1].map((i) => readFileSync(join(network.dataFolder(i), 'key-share', 'share-0')));
      await Promise.all([4, 5].map((i) => network.startNode(i)));

      await decide(addition(4), signers());
      await network.until('five hold a share', async () => {
        const { networkKey } = await status(4);
        return networkKey?.holders.length === 5 && (await network.holdShares([0, 1, 2, 3, 4]));
      });
      const second = await keyAt(4);
      expect(second.key).toMatchObject({ threshold: 4 });
      expect(equalBytes(second.key.publicKey, first.key.publicKey)).toBe(true);
      expect(second.key.verificationKeys[0]).not.toEqual(first.key.verificationKeys[0]);

      await decide(addition(5), signers());
      await decide({ type: 'validator.remove', agency: agencyOf(0) }, signers());
      await decide({ type: 'validator.remove', agency: agencyOf(1) }, signers());
      await network.until(
        'the four that are left hold a share',
        async () => {
          const { networkKey } = await status(2);
          return networkKey?.holders.length === 4 && (await network.holdShares([2, 3, 4, 5]));
        },
        60_000,
      );
      const third = await keyAt(5);
      expect(third.holders.map(({ agency }) => agency)).toEqual([2, 3, 4, 5].map(agencyOf));
      expect(equalBytes(third.key.publicKey, first.key.publicKey)).toBe(true);
      expect((await outcomeAt(2, third.key.epoch)).faults).toEqual([]);

      for (const [position, i] of [0, 1].entries()) {
        await network.until(`nothing is left at node ${i}`, () => kept(i).length === 0);
        expect(stands(i, oldShares[position] as Uint8Array)).toBe(false);
      }
      for (const i of [2, 3, 4, 5]) {
        await network.until('one share is left', () => kept(i).join() === `share-${third.key.epoch}`);
      }
      await assertOneChain(network, [2, 3, 4, 5]);
    },
    2 * LONG_MS,
  );
});
