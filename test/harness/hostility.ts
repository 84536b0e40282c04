/**
 * What has to be bent before a node is loaded, so that a program that imports this file first starts one that keeps to
 * no rule: its clock, and how it answers what peers ask.
 */
import { randomBytes, randomInt } from 'node:crypto';
import { type CborValue, decode, encode } from '@annals/ledger/codec';
import { REQUEST_NAMES, type RequestHandler } from '@annals/node/network';
import { ownOrders } from './hostile-orders.ts';

const { mood } = ownOrders();

const trueNow = Date.now;
let offsetMs = 0;
Date.now = () => trueNow() + offsetMs;

/** Within what is tolerated at once, in a later view, and never. */
const OFFSETS_MS = [0, 0, -4_500, 4_500, -60_000, 60_000, -3_600_000, 3_600_000];

export function misdate(): void {
  offsetMs = pick(OFFSETS_MS);
}

export function pick<T>(from: readonly T[]): T {
  return from[randomInt(from.length)] as T;
}

const MIB = 1 << 20;

/** Bytes that nobody can read, or that cost more to read than to send. */
export function unreadable(): Uint8Array {
  const length = pick([0, 1, 40, 1_000, 100_000, MIB]);
  switch (randomInt(4)) {
    case 0:
      return randomBytes(length);
    case 1: {
      // A list of as many empty byte strings as fit.
      const bomb = Buffer.alloc(length + 5, 0x40);
      bomb.writeUInt8(0x9a, 0);
      bomb.writeUInt32BE(length, 1);
      return bomb;
    }
    case 2:
      return Buffer.alloc(length, 0x81);
    default:
      return encode({ type: pick(['vote', 'status', 'pre-prepare', 'decision']), vote: null, extra: randomBytes(100) });
  }
}

/** How long an answer is kept waiting; the longest is beyond what anybody waits. */
const DELAYS_MS = [0, 500, 5_000, 30_000];

const ANSWERS = {
  loud: ['unreadable', 'cut', 'none', 'one', 'true'],
  sly: ['none', 'one', 'true', 'true'],
} as const;

/** An answer that is late, short, long, of another question, or none; sometimes the true one. */
function twisted(handler: RequestHandler): RequestHandler {
  return async (from, body, role) => {
    await new Promise((resolve) => setTimeout(resolve, pick(DELAYS_MS)));
    const answer = await handler(from, body, role);
    switch (pick(ANSWERS[mood])) {
      case 'unreadable':
        return unreadable();
      case 'cut':
        return answer.subarray(0, 10);
      case 'none':
        throw new Error('no answer');
      case 'one':
        return oneAtATime(answer);
      default:
        return answer;
    }
  };
}

/** The same answer with a single item of each list. */
function oneAtATime(answer: Uint8Array): Uint8Array {
  const shorten = (value: CborValue): CborValue => {
    if (Array.isArray(value)) return value.slice(0, 1).map(shorten);
    if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return value;
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, shorten(part as CborValue)]));
  };
  try {
    return encode(shorten(decode(answer, answer.length)));
  } catch {
    return answer;
  }
}

// The network keeps its handlers in a map of its own, and offers nobody to put another in the place of one.
const questions = new Set<unknown>(REQUEST_NAMES);
const set = Map.prototype.set;
Map.prototype.set = function setTwisted(this: Map<unknown, unknown>, key: unknown, value: unknown) {
  const isHandler = questions.has(key) && typeof value === 'function';
  return set.call(this, key, isHandler ? twisted(value as RequestHandler) : value);
};
