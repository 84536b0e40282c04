/** What a store keeps of the state in memory is bounded by what it weighs, whoever makes it and whoever asks for it. */

import { type StateKey, stateKey } from '@annals/ledger/block';
import type { ProposalId } from '@annals/ledger/codec';
import { expect, test } from '@jest/globals';
import type { Database } from './database.ts';
import { STORE_LIMITS } from './limits.ts';
import { StateAtHead } from './state-at-head.ts';

const empty = { get: () => undefined, has: () => false } as unknown as Database;
const LONG_BYTES = 15_000;
const keyOf = (i: number): StateKey => stateKey.proposal(i.toString(16).padStart(40, '0') as ProposalId);

/** How many of so many values are still kept. */
const kept = (state: StateAtHead, count: number) =>
  Array.from({ length: count }, (_, i) => keyOf(i)).filter((key) => state.decoded.get(key) !== undefined).length;

const most = Math.floor(STORE_LIMITS.decodedCacheBytes / (LONG_BYTES * STORE_LIMITS.heapBytesOfEncodedByte));
const many = 3 * most;

test('decoded values that a stranger has asked for are kept by their weight (ATTACK swollen-values)', () => {
  const state = new StateAtHead(empty);
  for (let i = 0; i < many; i++) state.decoded.set(keyOf(i), { proposal: i }, LONG_BYTES);
  expect(kept(state, many)).toBe(most);
  // Usual ones are kept as before.
  const usual = new StateAtHead(empty);
  for (let i = 0; i < STORE_LIMITS.decodedCacheEntries; i++) usual.decoded.set(keyOf(i), { proposal: i }, 300);
  expect(kept(usual, STORE_LIMITS.decodedCacheEntries)).toBe(STORE_LIMITS.decodedCacheEntries);
});

test('values that blocks make longer weigh what they have become (ATTACK swollen-values)', () => {
  const state = new StateAtHead(empty);
  for (let i = 0; i < many; i++) state.decoded.set(keyOf(i), { proposal: i }, 300);
  expect(kept(state, many)).toBe(many);
  const keys = Array.from({ length: many }, (_, i) => keyOf(i));
  const bytes = new Uint8Array(LONG_BYTES);
  state.follow(
    {
      state: new Map(keys.map((key) => [key, bytes])),
      values: new Map(keys.map((key, i) => [key, { longer: i }])),
      tree: new Map(),
    },
    [],
  );
  expect(kept(state, many)).toBe(most);
});
