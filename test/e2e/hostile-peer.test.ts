/**
 * A member that does not keep to the protocol: with the keys of one validator it sends garbage, claims heights that do
 * not exist, and votes twice. The other three go on, and what can be proven against it stands on the ledger.
 */

import { voteDigest } from '@annals/ledger/block';
import { type BlockHash, equalBytes } from '@annals/ledger/codec';
import { publicKeyOf, randomBytes, sign } from '@annals/ledger/crypto';
import { routes } from '@annals/ledger/rest';
import { agencyIdOf, type Vote } from '@annals/ledger/transaction';
import { type ConsensusMessage, digestOf, encodeMessage } from '@annals/node/consensus/core';
import type { Network } from '@annals/node/network';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Actors, commit, type Signer } from '../harness/actors.ts';
import { assertOneChain, settled } from '../harness/agreement.ts';
import { takeSeat } from '../harness/hostile-member.ts';
import { type Seat, TestNetwork } from '../harness/test-network.ts';

const HONEST = [0, 1, 2];
const HOSTILE = 3;
const HUGE = 2 ** 40;

describe('three validators and one that is hostile', () => {
  let network: TestNetwork;
  let actors: Actors;
  let agency: Signer;
  let seat: Seat;
  let hostile: Network;

  beforeAll(async () => {
    network = await TestNetwork.start();
    actors = new Actors(network.chain);
    agency = actors.agency((network.seats[0] as Seat).agencySecret);
    seat = network.seats[HOSTILE] as Seat;
    await commits();
    hostile = await takeSeat(network, HOSTILE);
  }, 300_000);
  afterAll(async () => {
    await hostile?.stop();
    await network?.stop();
  });

  const connected = () =>
    network.until(
      'the hostile member is connected to all',
      () => hostile.peers().filter((peer) => peer.connected).length === 3,
    );

  /** The three commit what they are given. */
  async function commits(): Promise<number> {
    const outcomes = await commit(network.client(1), [actors.enrol(agency, 'health').submit]);
    expect(outcomes).toMatchObject([{ status: 'committed', result: { code: 'ok' } }]);
    return outcomes[0]?.height as number;
  }

  const send = (message: ConsensusMessage) => hostile.send('all', 'vote', encodeMessage(message));

  test('garbage on every lane is dropped and counted, and never a crash (FAILURES 19)', async () => {
    for (const lane of ['vote', 'block', 'transaction'] as const) {
      for (const size of [1, 2, 33, 400, 20_000]) hostile.send('all', lane, randomBytes(size));
    }
    for (const name of ['blocks', 'transactions', 'sidecars', 'shares', 'status'] as const) {
      for (const { peer } of hostile.peers()) {
        await hostile.request(peer, name, randomBytes(50), 2_000).catch(() => undefined);
      }
    }
    await commits();
    const metrics = await (await fetch(`${network.url(0)}/metrics`)).text();
    expect(metrics).toMatch(
      new RegExp(`annals_peer_misbehaviour_total{peer="${hostile.peer}",kind="unreadable"} [1-9]`),
    );
    for (const i of HONEST) expect(network.isRunning(i)).toBe(true);
    await connected();
  });

  test('claims of a huge height make nobody sync for ever (FAILURES 20)', async () => {
    const block = 'ab'.repeat(32) as BlockHash;
    const signatures = [0, 1, 2].map((index) => ({ index, signature: new Uint8Array(64).fill(1) }));
    for (let i = 0; i < 20; i++) {
      const content = { type: 'status', height: HUGE + i, view: 0, hasProposal: true, serial: HUGE + i } as const;
      const signature = i % 2 === 0 ? sign(digestOf(network.chain, content), seat.signingSecret) : new Uint8Array(64);
      send({ ...content, signature });
      send({ type: 'decision', certificate: { height: HUGE + i, view: 0, block, signatures } });
      await commits();
    }
    for (const i of HONEST) {
      const status = await network.client(i).call(routes.status);
      expect(['idle', 'working']).toContain(status.state);
    }
  });

  test('a validator that votes twice is found out, and the evidence is on the ledger', async () => {
    const index = network.genesis.validators.findIndex(({ key }) => equalBytes(key, publicKeyOf(seat.signingSecret)));
    const height = (await settled(network, HONEST)) + 1;
    const vote = (digit: string): Vote => ({ step: 'prepare', height, view: 0, block: digit.repeat(64) as BlockHash });
    for (const one of [vote('a'), vote('b')]) {
      const signature = sign(voteDigest(network.chain, one), seat.signingSecret);
      send({ type: 'vote', vote: { ...one, signer: index, signature } });
    }
    await network.until('the evidence is committed', async () => {
      const { items } = await network.client(1).call(routes.evidence);
      return items.length > 0;
    });
    const { items } = await network.client(1).call(routes.evidence);
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ agency: agencyIdOf(publicKeyOf(seat.agencySecret)) });
  });

  test('the honest three have one chain, and the seat is taken up again by an honest process', async () => {
    await hostile.stop();
    await network.startNode(HOSTILE);
    const height = await commits();
    await settled(network, [0, 1, 2, 3], height);
    await assertOneChain(network, [0, 1, 2, 3]);
  });
});
