/**
 * Whatever one member sends, with any number of puppets that it has enrolled: what others send, and what protects
 * anybody, is let in and stands in the next block of a correct primary.
 */
import { DEFAULT_PARAMETERS, MAX_BLOCK_TRANSACTION_BYTES } from '@annals/ledger/block';
import type { AgencyId, TransactionId } from '@annals/ledger/codec';
import { MAX_SIDECAR_BYTES } from '@annals/ledger/sidecar';
import { accountOf, QuotaCounter, SidecarQuotaCounter, type StateSource } from '@annals/ledger/state';
import type { Transaction } from '@annals/ledger/transaction';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MEMPOOL_LIMITS } from './limits.ts';
import { Mempool, type PooledTransaction } from './mempool.ts';
import { Room } from './room.ts';

const HOSTILE = 'hostile' as AgencyId;
const OTHER = 'other' as AgencyId;
const key = (text: string) => new TextEncoder().encode(text);
const LONGEST = new Uint8Array(16_384);
const LARGEST = new Uint8Array(MAX_SIDECAR_BYTES);
const MAX_COUNT = 1_000;
/** As in production, but for its size. */
const LIMITS = { ...MEMPOOL_LIMITS, maxTransactions: 5_000, maxBytes: 20 * 1024 * 1024, maxProtective: 800 };

/** Persons are named `<agency>/<name>`, with a key of this name. */
const state = {
  get: () => undefined,
  decoded: {
    set: () => undefined,
    get: (name: string): unknown => {
      const [kind, id = '', person] = name.split('/');
      if (name === 'parameters') return DEFAULT_PARAMETERS;
      if (name === 'validators') return { current: [{ key: key('hostile validator') }], next: [] };
      if (kind === 'agency') return { quota: 100_000, validatorKeys: [] };
      return kind === 'subject' ? { agency: id, key: key(`${id}/${person}`) } : undefined;
    },
  },
} as unknown as StateSource;

let made = 0;
function sent(
  signer: string,
  agency: AgencyId | null,
  { kind = 'payment.schedule', size = 300, sidecarBytes = 0, items = 1 } = {},
): PooledTransaction {
  made += 1;
  const list = Array.from({ length: items }, () => ({}));
  const subject = agency === null ? signer : null;
  const scope = { of: 'type', records: null };
  const body = { subject, represented: null, items: list, records: list, on: true, scope };
  const transaction = {
    id: `transaction ${made}` as TransactionId,
    bytes: LONGEST.subarray(0, size),
    payload: { kind, agency, signer: key(signer), body, lastValid: 100 },
  } as unknown as Transaction;
  return { transaction, sidecar: sidecarBytes > 0 ? LARGEST.subarray(0, sidecarBytes) : null };
}

const poolOfAll = () => new Mempool(LIMITS, (transaction) => accountOf(state, transaction));

function nextBlock(mempool: Mempool): PooledTransaction[] {
  const quotas = new QuotaCounter(state);
  const sidecars = new SidecarQuotaCounter(state);
  const allowance = {
    admit: (transaction: Transaction, bytes: number) => quotas.admit(transaction) && sidecars.admit(transaction, bytes),
  };
  const block = mempool.select({ maxCount: MAX_COUNT, maxBytes: MAX_BLOCK_TRANSACTION_BYTES, height: 1, allowance });
  mempool.removeCommitted(block.map(({ transaction }) => transaction.id));
  return block;
}

/** One way to flood: adds until nothing more of the kind is let in, or a puppet for each of many is spent. */
type Flood = (mempool: Mempool) => void;

const byAgency =
  (size: number, sidecarBytes: number): Flood =>
  (mempool) => {
    while (mempool.add(sent('hostile officer', HOSTILE, { size, sidecarBytes })).ok);
  };
const byPuppets =
  (size: number, kind: string, each: number, items: number): Flood =>
  (mempool) => {
    for (let puppet = 0; puppet < 400; puppet++) {
      for (let i = 0; i < each; i++) {
        if (!mempool.add(sent(`hostile/p${puppet}`, null, { size, kind, items })).ok) break;
      }
    }
  };
const byValidator: Flood = (mempool) => {
  while (mempool.add(sent('hostile validator', null, { size: 16_384 })).ok);
};

const anySize = fc.constantFrom(200, 3_000, 16_384);
const anyFlood: fc.Arbitrary<Flood> = fc.oneof(
  fc.tuple(anySize, fc.constantFrom(0, 1, 4_096, 700_000)).map(([size, sidecar]) => byAgency(size, sidecar)),
  fc
    .tuple(anySize, fc.constantFrom('access.read', 'consent.grant'), fc.constantFrom(1, 8, 64), fc.constantFrom(1, 32))
    .map(([size, kind, each, items]) => byPuppets(size, kind, each, items)),
  fc
    .tuple(fc.constantFrom('recovery.object', 'access.restrict', 'consent.withdraw'), fc.constantFrom(1, 4))
    .map(([kind, each]) => byPuppets(300, kind, each, 1)),
  fc.constant(byValidator),
);

/** What others want to get in: an agency its largest record, a person, and what protects persons, of both agencies. */
const wanted = (): readonly PooledTransaction[] => [
  sent('other officer', OTHER, { size: 16_384, sidecarBytes: MAX_SIDECAR_BYTES }),
  sent('other officer', OTHER, { kind: 'proposal.vote' }),
  sent('other/ada', null, { kind: 'access.read', items: 32 }),
  sent('other/ada', null, { kind: 'recovery.object' }),
  sent('other/bea', null, { kind: 'mandate.revoke' }),
  sent('hostile/victim', null, { kind: 'recovery.object' }),
  sent('hostile/another', null, { kind: 'person.rotate-key' }),
];

describe('room for all', () => {
  test('what others send, and what protects anybody, is in the next block (ATTACK pool-filled, ATTACK block-filled, ATTACK puppets)', () => {
    fc.assert(
      fc.property(fc.array(anyFlood, { minLength: 1, maxLength: 6 }), fc.nat(3), (floods, blocks) => {
        const mempool = poolOfAll();
        const flood = () => {
          for (const one of floods) one(mempool);
        };
        flood();
        // It goes on for some blocks, and fills what these have freed.
        for (let i = 0; i < blocks; i++) {
          nextBlock(mempool);
          flood();
        }
        const others = wanted();
        const kept = others.filter((entry) => !mempool.add(entry).ok);
        const block = new Set(nextBlock(mempool).map(({ transaction }) => transaction.id));
        const late = others.filter(({ transaction }) => !block.has(transaction.id));
        const named = ({ transaction: { payload } }: PooledTransaction) => `${payload.kind} ${payload.agency}`;
        expect({ kept: kept.map(named), late: late.map(named) }).toEqual({ kept: [], late: [] });
      }),
      { numRuns: 6 },
    );
  }, 300_000);

  test('what comes later from the same account does not overtake', () => {
    const mempool = poolOfAll();
    byAgency(16_384, 0)(mempool);
    const order = nextBlock(mempool).map(({ transaction }) => Number(transaction.id.split(' ')[1]));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(order).toEqual(order.map((_, i) => (order[0] ?? 0) + i));
  });

  test('puppets do not take the place of what protects one who is in a block that is being decided', () => {
    const mempool = poolOfAll();
    const objection = sent('hostile/victim', null, { kind: 'recovery.object' });
    mempool.add(objection);
    mempool.pin([objection.transaction.id]);
    byPuppets(300, 'recovery.object', 4, 1)(mempool);
    expect(mempool.has(objection.transaction.id)).toBe(true);
    // With the height it is like all others: what is newer takes its place when it is the oldest.
    mempool.removeCommitted([]);
    byPuppets(300, 'recovery.object', 4, 1)(mempool);
    expect(mempool.has(objection.transaction.id)).toBe(false);
  });

  test('what a block names and is fetched for it stays as well', () => {
    const mempool = poolOfAll();
    const objection = sent('hostile/victim', null, { kind: 'recovery.object' });
    mempool.pin([objection.transaction.id]);
    mempool.add(objection);
    byPuppets(300, 'recovery.object', 4, 1)(mempool);
    expect(mempool.has(objection.transaction.id)).toBe(true);
  });

  test('of what protects persons the oldest gives way, not the newest of whoever was first', () => {
    const mempool = poolOfAll();
    const first = sent('hostile/victim', null, { kind: 'recovery.object' });
    mempool.add(first);
    mempool.add(sent('hostile/other', null, { kind: 'recovery.object' }));
    const newest = sent('hostile/victim', null, { kind: 'recovery.object' });
    mempool.add(newest);
    // Two go: hers of long ago, and the first of the others.
    for (let i = 0; mempool.has(first.transaction.id) && i < 10_000; i++) {
      mempool.add(sent(`hostile/late ${i}`, null, { kind: 'recovery.object' }));
    }
    mempool.add(sent('hostile/last', null, { kind: 'recovery.object' }));
    expect(mempool.has(first.transaction.id)).toBe(false);
    expect(mempool.has(newest.transaction.id)).toBe(true);
  });
});

describe('room that is shared', () => {
  test('leaves some free whoever is greedy, and one that is alone its share', () => {
    for (const [greedy, free] of [
      [1, 40],
      [2, 25],
      [10, 6],
    ] as const) {
      const room = new Room({ count: 100, bytes: 1e9, percentOfOne: 60 });
      let held = 0;
      for (let isFull = false; !isFull; ) {
        isFull = true;
        for (let i = 0; i < greedy; i++) {
          if (!room.hasRoomFor(`greedy ${i}`, 1)) continue;
          room.note(`greedy ${i}`, 1, 1);
          held += 1;
          isFull = false;
        }
      }
      expect(100 - held).toBeGreaterThanOrEqual(free);
      expect(room.hasRoomFor('another', 1)).toBe(true);
    }
  });
});
