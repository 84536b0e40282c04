/** A member that says nothing which anybody can read: on every lane, as every request and as every answer. */
import type { BlockHash } from '@annals/ledger/codec';
import { type ConsensusMessage, encodeMessage } from '@annals/node/consensus/core';
import { LANES, NETWORK_LIMITS, type Network, REQUEST_NAMES } from '@annals/node/network';

const MIB = 1024 * 1024;
const EVERY_MS = 100;

/** A list of empty byte strings, as many as there is room for: cheap to send, and costly to read. */
export function listBomb(sizeBytes: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(sizeBytes).fill(0x40);
  bytes[0] = 0x9a;
  new DataView(bytes.buffer).setUint32(1, sizeBytes - 5);
  return bytes;
}

/** Answers every request with what nobody can read. @param onAsked is told of each. */
export function answerUnreadably(member: Network, onAsked: () => void = () => undefined): void {
  for (const name of REQUEST_NAMES) {
    member.onRequest(name, async () => {
      onAsked();
      return listBomb(NETWORK_LIMITS.requests[name].responseBytes);
    });
  }
}

/** A vote for a height that nobody knows of: those who hear it ask for the blocks. */
export function boast(member: Network): void {
  const block = 'ab'.repeat(32) as BlockHash;
  const signature = new Uint8Array(64);
  const vote = { step: 'prepare', height: 2 ** 40, view: 0, block, signer: 3, signature } as const;
  member.send('all', 'vote', encodeMessage({ type: 'vote', vote } satisfies ConsensusMessage));
}

/** Sends to all, until the function that it gives is called. */
export function sendUnreadably(member: Network): () => void {
  let turn = 0;
  const sending = setInterval(() => {
    const lane = LANES[turn++ % LANES.length] as (typeof LANES)[number];
    const message = listBomb(Math.min(MIB, NETWORK_LIMITS.channels[lane].messageBytes));
    for (let i = 0; i < 4; i++) member.send('all', lane, message);
    boast(member);
    for (const { peer } of member.peers()) {
      const name = REQUEST_NAMES[turn % REQUEST_NAMES.length] as (typeof REQUEST_NAMES)[number];
      const request = listBomb(NETWORK_LIMITS.requests[name].requestBytes);
      member.request(peer, name, request, 1_000).catch(() => undefined);
    }
  }, EVERY_MS);
  return () => clearInterval(sending);
}
