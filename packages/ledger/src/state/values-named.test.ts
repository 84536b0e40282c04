/** That no operation reads a long value that the quotas of a block do not know of (ATTACK swollen-values). */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { kindOfKey, type StateKey, VALUES, type ValueKind, valueShape } from '../block/index.ts';
import type { Transaction } from '../transaction/index.ts';
import { AnyChain } from './any-transaction.fixture.ts';
import { executeBlock, type StateSource } from './index.ts';
import { valuesNamed } from './values-named.ts';

/** Kinds of values that stand under many keys, and that a transaction can be far shorter than. */
const LONG: readonly ValueKind[] = [
  ...(['record', 'proposal', 'programme', 'review', 'hold', 'erasure'] as const),
  ...(['consents', 'restrictions', 'mandates', 'mandate-offers', 'represented'] as const),
];

/** The longest values that need not be counted, by their shapes, which reckon three bytes for a character: 8 KiB of names. */
const SHORT_BYTES = 3 * 8_192;

/** Longer, and each for a reason: a block reads one of them whatever is in it, or the members' votes alone make it long. */
const NOT_COUNTED: { readonly [kind: string]: string } = {
  agencies: 'one',
  validators: 'one',
  ceremony: 'one',
  'hidden-pending': 'one',
  'network-key': 'one',
  'network-key-standby': 'one',
  agency: 'one of each agency, which signs what reads it',
  type: 'by vote',
  role: 'by vote',
  purpose: 'by vote',
  'ceremony-outcome': 'written once, and read by nothing',
};

/** Found by what else is in the state, or made by the transaction itself. */
const BESIDE: { readonly [kind: string]: readonly ValueKind[] } = {
  // The review that an emergency opens, which nothing holds before.
  'access.read': ['review'],
  // The records that an emergency has opened: none of them public, so all of them short.
  'access.review': ['record'],
  'access.escalate': ['record'],
  // What was hidden, in the package that the transaction opens; no more than wait to be disclosed.
  'access.reveal': ['record'],
  // Made by it, with the content's holders, who come by vote.
  'record.erase': ['erasure'],
  // Of who was named in it, and of one agency no more than its shares of the two parts.
  'mandate.revoke': ['mandate-offers'],
};

/** The long values that the execution of one transaction reads, and whether it was carried out. */
function readBy(
  chain: AnyChain,
  transaction: Transaction,
): { readonly keys: readonly StateKey[]; readonly ok: boolean } {
  const { state } = chain;
  const keys = new Set<StateKey>();
  const source: StateSource = {
    get(key) {
      keys.add(key);
      return state.get(key);
    },
    hasTransaction: (id) => state.hasTransaction(id),
    tree: state.tree,
  };
  const { results } = executeBlock(source, chain.heading(), [transaction]);
  return { keys: [...keys].filter((key) => LONG.includes(kindOfKey(key))), ok: results[0]?.code === 'ok' };
}

/** Which kinds were carried out and read a long value, over all runs. */
const seen = new Set<string>();
const unknown = new Set<string>();

function run(seed: number, count: number): void {
  const chain = new AnyChain(seed);
  for (let i = 0; i < count; i++) {
    const transaction = chain.any();
    if (!transaction) continue;
    const { kind } = transaction.payload;
    const { keys, ok } = readBy(chain, transaction);
    if (ok && keys.length > 0) seen.add(kind);
    const named = new Set(valuesNamed(chain.state, transaction));
    const uncounted = keys.filter((key) => !named.has(key) && !BESIDE[kind]?.includes(kindOfKey(key)));
    for (const key of uncounted) unknown.add(`${kind} reads ${kindOfKey(key)}`);
    chain.learnKeys(chain.block([transaction]).state.keys());
  }
}

describe('long values', () => {
  test('are all known: every other value is short, however it is filled (ATTACK swollen-values)', () => {
    const long = Object.keys(VALUES).filter((kind) => valueShape(kind as ValueKind).bounds.cborBytes > SHORT_BYTES);
    const named = [...LONG, ...Object.keys(NOT_COUNTED)];
    expect(long.filter((kind) => !named.includes(kind))).toEqual([]);
    expect(Object.keys(NOT_COUNTED).filter((kind) => !long.includes(kind))).toEqual([]);
  });

  test('that an operation reads are known beforehand, so that they can be counted (ATTACK swollen-values)', () => {
    const seeds = fc.integer({ min: 0, max: 1_000_000 });
    // Always these as well, so that chance does not decide how many kinds are met.
    const always: [number, number][] = [1, 2, 3, 4].map((seed) => [seed, 120]);
    fc.assert(fc.property(seeds, fc.integer({ min: 1, max: 120 }), run), { numRuns: 10, examples: always });
    expect([...unknown]).toEqual([]);
    expect(seen.size).toBeGreaterThan(8);
  }, 300_000);
});
