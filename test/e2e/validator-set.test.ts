/** The agencies vote a fifth validator in and another one out while the network is at work (FAILURES 23). */

import { equalBytes } from '@annals/ledger/codec';
import { publicKeyOf, randomBytes } from '@annals/ledger/crypto';
import { trustGenesis, verifyReceipt } from '@annals/ledger/light';
import { routes } from '@annals/ledger/rest';
import { agencyIdOf, newObjectId, type ProposalAction } from '@annals/ledger/transaction';
import { peerIdOf } from '@annals/node/network';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Actors, commit, type Signer } from '../harness/actors.ts';
import { assertNothingLost, assertOneChain, chainOf, settled } from '../harness/agreement.ts';
import { Load } from '../harness/load.ts';
import { type Seat, TestNetwork } from '../harness/test-network.ts';

const FIFTH = 4;

describe('the validator set changes at work', () => {
  let network: TestNetwork;
  let actors: Actors;
  let agencies: readonly Signer[];
  let load: Load;

  beforeAll(async () => {
    network = await TestNetwork.start({ spares: 1 });
    actors = new Actors(network.chain);
    agencies = network.seats.map(({ agencySecret }) => actors.agency(agencySecret));
    load = Load.start(network, actors, { agency: agencies[1] as Signer, nodes: [1, 2, 3] });
  }, 300_000);
  afterAll(async () => {
    await load?.stop();
    await network?.stop();
  });

  /** Four of five agencies carry it. */
  async function decide(action: ProposalAction): Promise<void> {
    const [proposer, ...others] = agencies as [Signer, ...Signer[]];
    const salt = randomBytes(16);
    const proposal = newObjectId('proposal', publicKeyOf(proposer.secret), salt);
    await commit(network.client(1), [actors.sign('proposal.create', proposer, { action }, salt)]);
    for (const agency of others.slice(0, 3)) {
      expect(
        await commit(network.client(2), [actors.sign('proposal.vote', agency, { proposal, approve: true })]),
      ).toMatchObject([{ result: { code: 'ok' } }]);
    }
    expect((await network.client(2).call(routes.proposal, { params: { proposal } })).value.status).toBe('carried');
  }

  const seatOf = (i: number) => network.seats[i] as Seat;
  const agencyOf = (i: number) => agencyIdOf(publicKeyOf(seatOf(i).agencySecret));
  const status = (i: number) => network.client(i).call(routes.status);

  async function proposesSoon(i: number): Promise<void> {
    const key = publicKeyOf(seatOf(i).signingSecret);
    const from = (await status(1)).height;
    await network.until(`validator ${i} proposes a block`, async () => {
      const page = await network.client(1).call(routes.blocks, { query: { limit: 20 } });
      return page.items.some(({ header }) => header.height > from && equalBytes(header.proposer, key));
    });
  }

  test('a node without a seat follows the chain before it is given one', async () => {
    await network.startNode(FIFTH);
    const { height } = await status(0);
    await network.until('the fifth has synced', async () => (await status(FIFTH)).height >= height);
    expect(await status(FIFTH)).toMatchObject({ role: 'observer', validators: 4 });
  });

  test('it is voted in, takes its turn as primary, and its vote counts', async () => {
    const { networkSecret, signingSecret, port } = seatOf(FIFTH);
    await decide({
      type: 'validator.add',
      agency: agencyOf(FIFTH),
      key: publicKeyOf(signingSecret),
      peer: peerIdOf(networkSecret),
      address: `/ip4/127.0.0.1/tcp/${port}`,
    });
    await network.until('all know five validators', async () =>
      (await Promise.all([0, 1, 2, 3, FIFTH].map(status))).every(({ validators }) => validators === 5),
    );
    await proposesSoon(FIFTH);
    expect(await status(FIFTH)).toMatchObject({ role: 'validator', quorum: 4 });
    // Without the fifth's vote, four of five would be one short once another one is gone.
    await network.kill(0);
    await proposesSoon(2);
    await network.startNode(0);
  });

  test('another one is voted out, and the rest go on without it', async () => {
    await decide({ type: 'validator.remove', agency: agencyOf(0) });
    await network.until('four validators are left', async () => (await status(1)).validators === 4);
    await network.kill(0);
    await proposesSoon(FIFTH);
    // Again only three of the four are needed.
    await network.kill(1);
    const [outcome] = await commit(network.client(2), [actors.enrol(agencies[1] as Signer, 'health').submit]);
    expect(outcome).toMatchObject({ status: 'committed', result: { code: 'ok' } });
    await network.startNode(1);
  });

  test('a receipt from after both changes verifies from the genesis document alone', async () => {
    const { submit } = actors.enrol(agencies[1] as Signer, 'health');
    const [outcome] = await commit(network.client(FIFTH), [submit]);
    const receipt = await network.client(FIFTH).call(routes.receipt, { params: { id: submit.transaction.id } });
    expect(receipt.proof.epochs.length).toBeGreaterThanOrEqual(2);
    const verdict = verifyReceipt(trustGenesis(network.genesis), receipt);
    expect(verdict).toMatchObject({ ok: true, header: { height: outcome?.height } });
    const without = { ...receipt, proof: { ...receipt.proof, epochs: receipt.proof.epochs.slice(1) } };
    expect(verifyReceipt(trustGenesis(network.genesis), without).ok).toBe(false);
  });

  test('there is one chain, and nothing that was acknowledged is lost', async () => {
    await load.stop();
    const left = [1, 2, 3, FIFTH];
    await settled(network, left, Math.max(...load.acknowledged.map(({ height }) => height)));
    await assertOneChain(network, left);
    await assertNothingLost(network, left, load.acknowledged);
    const proposers = new Set(
      [...(await chainOf(network.client(1))).values()].map(({ header }) =>
        Buffer.from(header.proposer).toString('hex'),
      ),
    );
    expect(proposers.size).toBe(5);
  }, 300_000);
});
