/** Arbitrary headers for property tests. */
import fc from 'fast-check';
import { type BlockHash, bytesToHex, shape } from '../codec/index.ts';
import { MAX_BLOCK_TRANSACTIONS } from './bounds.ts';
import type { Header } from './header.ts';

const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
const number = fc.oneof(fc.nat(), fc.maxSafeNat());
const time = fc.nat(shape.MAX_TIME_MS);

/** Any header that is well-formed, however meaningless. */
export function anyHeader(): fc.Arbitrary<Header> {
  return fc.record({
    chain: hash,
    height: number.map((n) => Math.max(1, n)),
    timeMs: time,
    clockMs: time,
    parent: hash.map((bytes) => bytesToHex(bytes) as BlockHash),
    transactionsRoot: hash,
    resultsRoot: hash,
    stateRoot: hash,
    validatorsHash: hash,
    nextValidatorsHash: hash,
    proposer: fc.uint8Array({ minLength: 33, maxLength: 33 }),
    count: fc.integer({ min: 0, max: MAX_BLOCK_TRANSACTIONS }),
  });
}
