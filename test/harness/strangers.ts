/**
 * Strangers at the API of every validator: connections in numbers, heads and bodies that never end, streams and answers
 * that nobody reads, bodies that nobody can read, costly answers in a loop.
 */
import type { Socket } from 'node:net';
import { formatId, type TransactionId } from '@annals/ledger/codec';
import { open, type Place, sendRaw } from './raw-requests.ts';
import type { Seat, TestNetwork } from './test-network.ts';
import { listBomb } from './unreadable-member.ts';

const MIB = 1024 * 1024;

/** The API of a validator, as a stranger reaches it. Only Linux has more than one loopback address. */
export function strangerAt(network: TestNetwork, node: number, i = 0): Place {
  const from = process.platform === 'linux' ? { from: `127.0.2.${1 + (i % 8)}` } : {};
  return { port: (network.seats[node] as Seat).apiPort, ...from };
}

const OPENAPI = 'GET /openapi.json HTTP/1.1\r\nhost: x\r\n\r\n';
const HEAD = 'GET /v1/status HTTP/1.1\r\nhost: x\r\n';

/** What connections that are held say, and how many a validator gets. */
export const HELD_CONNECTIONS: readonly (readonly [attack: string, count: number, text: string])[] = [
  ['ATTACK idle-connections: that say nothing', 600, ''],
  ['ATTACK idle-connections: with half of a head', 300, HEAD],
  [
    'ATTACK slow-bodies: with a body that never comes',
    300,
    'POST /v1/transactions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 30000000\r\n\r\n{',
  ],
  ['ATTACK many-streams: with event streams', 300, 'GET /v1/events?after=0 HTTP/1.1\r\nhost: x\r\n\r\n'],
  ['ATTACK slow-readers: that ask on and on and do not read', 100, OPENAPI.repeat(50)],
  ['ATTACK slow-readers: that ask for a little and do not read', 250, OPENAPI.repeat(4)],
];

/** Opens so many connections to each validator from eight addresses, says something on each, and reads nothing. */
export async function holdConnections(network: TestNetwork, count: number, text: string): Promise<readonly Socket[]> {
  const opened = await Promise.all(
    network.seats.flatMap((_, node) =>
      Array.from({ length: count }, (_, i) => open(strangerAt(network, node, i)).catch(() => undefined)),
    ),
  );
  const held = opened.filter((socket) => socket !== undefined);
  for (const socket of held) {
    socket.write(text);
    socket.pause();
  }
  return held;
}

/**
 * Asks every validator for the receipt of a transaction, over and over from four addresses, until it is over.
 * @returns how many answers came.
 */
export async function askForReceipts(network: TestNetwork, id: TransactionId, isOver: () => boolean): Promise<number> {
  const path = `/v1/transactions/${formatId('transaction', id)}/receipt`;
  const request = Buffer.from(`GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`.repeat(4));
  let answers = 0;
  await Promise.all(
    network.seats.flatMap((_, node) =>
      Array.from({ length: 4 }, async (_, i) => {
        while (!isOver()) {
          const text = await sendRaw(strangerAt(network, node, i), request);
          answers += text.match(/^HTTP\/1\.1 \d{3} /gm)?.length ?? 0;
        }
      }),
    ),
  );
  return answers;
}

/** Sends the largest bodies there are, which nobody can read, to every validator at once; gives the answers' statuses. */
export async function sendBombs(network: TestNetwork): Promise<readonly number[]> {
  const jsonBomb = new TextEncoder().encode(`[${'[],'.repeat(5 * MIB)}[]]`);
  const bodies: readonly (readonly [string, Uint8Array<ArrayBuffer>])[] = [
    ['application/cbor', listBomb(32 * MIB - 64)],
    ['application/cbor', listBomb(15 * MIB)],
    ['application/json', jsonBomb],
    ['application/json', new Uint8Array(15 * MIB).fill(0x5b)],
  ];
  return Promise.all(
    network.seats.flatMap((_, i) =>
      bodies.map(async ([type, body]) => {
        const init = { method: 'POST', headers: { 'content-type': type }, body };
        // A server may hang up on what it will not read; if it answers, then that it does not take it.
        const answer = await fetch(`${network.url(i)}/v1/transactions`, init).catch(() => undefined);
        return answer?.status ?? 400;
      }),
    ),
  );
}
