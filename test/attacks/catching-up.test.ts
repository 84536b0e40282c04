/**
 * A member that holds others up: it gives a node that fell behind one block at a time, each just before it would be too
 * late, says that it stands at heights that do not exist, and floods the validators with transactions of its own agency.
 */
import { sign } from '@annals/ledger/crypto';
import { type ConsensusMessage, digestOf, encodeMessage } from '@annals/node/consensus/core';
import type { Network } from '@annals/node/network';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Actors, commit, type Signer, submit } from '../harness/actors.ts';
import { settled } from '../harness/agreement.ts';
import { takeSeat } from '../harness/hostile-member.ts';
import { type Seat, TestNetwork } from '../harness/test-network.ts';

const BEHIND = 0;
const OTHERS = [1, 2];
const HOSTILE = 3;
const BLOCKS = 12;
/** A request for blocks is given up after ten seconds. */
const TRICKLE_MS = 9_500;
const HUGE = 2 ** 40;

describe('a member that holds others up', () => {
  let network: TestNetwork;
  let actors: Actors;
  let agency: Signer;
  let seat: Seat;
  let hostile: Network;
  const asked: string[] = [];

  beforeAll(async () => {
    network = await TestNetwork.start();
    actors = new Actors(network.chain);
    agency = actors.agency((network.seats[1] as Seat).agencySecret);
    seat = network.seats[HOSTILE] as Seat;
    await commits();
    await network.kill(BEHIND);
    for (let i = 0; i < BLOCKS; i++) await commits();
    await settled(network, [...OTHERS, HOSTILE]);
    const honest = peerOf(1);
    hostile = await takeSeat(network, HOSTILE, (member) =>
      member.onRequest('blocks', async (from, body) => {
        asked.push(from);
        const answer = await member.request(honest, 'blocks', body, TRICKLE_MS);
        await new Promise((resolve) => setTimeout(resolve, TRICKLE_MS).unref());
        return answer;
      }),
    );
  }, 300_000);
  afterAll(async () => {
    await hostile?.stop();
    await network?.stop();
  });

  const peerOf = (i: number): string => (network.genesis.validators[i] as { readonly peer: string }).peer;
  const connected = (): number => hostile.peers().filter((peer) => peer.connected).length;
  async function commits(): Promise<void> {
    const outcomes = await commit(network.client(1), [actors.enrol(agency, 'health').submit]);
    expect(outcomes).toMatchObject([{ status: 'committed', result: { code: 'ok' } }]);
  }
  /** Says that it stands where nobody does: signed, and not. */
  function boast(i: number): void {
    const content = { type: 'status', height: HUGE + i, view: 0, hasProposal: true, serial: HUGE + i } as const;
    for (const signature of [sign(digestOf(network.chain, content), seat.signingSecret), new Uint8Array(64)]) {
      const message: ConsensusMessage = { ...content, signature };
      hostile.send('all', 'vote', encodeMessage(message));
    }
  }

  test('a node that fell behind catches up from the others, and commits with them (ATTACK slow-peer)', async () => {
    await network.startNode(BEHIND);
    await network.until('the node has caught up', async () => {
      const heights = await network.heights();
      return (heights[BEHIND] ?? 0) > BLOCKS;
    });
    // Without it there is no quorum.
    await commits();
  }, 300_000);

  test('claims of a huge height make nobody ask for blocks (ATTACK false-status)', async () => {
    await network.until('the hostile member is connected to all', () => connected() === 3);
    const before = asked.length;
    for (let i = 0; i < 10; i++) {
      boast(i);
      await commits();
    }
    expect(asked.slice(before)).toEqual([]);
  }, 300_000);

  test('what its agency sends leaves room for others (ATTACK pool-filled)', async () => {
    const own = actors.agency(seat.agencySecret);
    let isOver = false;
    const flood = async (): Promise<void> => {
      while (!isOver) {
        const items = Array.from({ length: 50 }, () => actors.appoint(own, ['doctor']).submit);
        await submit(network.client(2), items).catch(() => undefined);
      }
    };
    const floods = [flood(), flood()];
    for (let i = 0; i < 5; i++) await commits();
    isOver = true;
    await Promise.all(floods);
  }, 300_000);
});
