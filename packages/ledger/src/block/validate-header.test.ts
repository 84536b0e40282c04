import { describe, expect, test } from '@jest/globals';
import type { AgencyId, BlockHash } from '../codec/index.ts';
import { publicKeyOf, sha256 } from '../crypto/index.ts';
import type { Header } from './header.ts';
import { genesisParent, validateHeader } from './validate-header.ts';
import { validatorsHash } from './validator-set.ts';
import type { Validator } from './values/index.ts';

const chain = sha256(Uint8Array.of(1));
const root = sha256(Uint8Array.of(2));
const seat = (n: number): Validator => ({
  agency: `${n}`.repeat(40) as AgencyId,
  key: publicKeyOf(sha256(Uint8Array.of(n))),
  peer: `12D3Koo${n}`,
  address: '/dns4/a/tcp/1',
});
const sets = { current: [seat(1), seat(2)], next: [seat(2), seat(3)] };
const parent = genesisParent(chain, 1_000);
const header: Header = {
  chain,
  height: 1,
  timeMs: 1_001,
  clockMs: 1_001,
  parent: parent.hash,
  transactionsRoot: root,
  resultsRoot: root,
  stateRoot: root,
  validatorsHash: validatorsHash(sets.current),
  nextValidatorsHash: validatorsHash(sets.next),
  proposer: seat(1).key,
  count: 3,
};

const check = (over: Partial<Header> = {}, transactionCount = 3) =>
  validateHeader({ ...header, ...over }, { chain, parent, sets, transactionCount });

describe('a header', () => {
  test('follows from its parent and the state', () => {
    expect(check()).toEqual({ ok: true });
    expect(check({ timeMs: 5_000, clockMs: 5_000 })).toEqual({ ok: true });
    // A proposer whose clock is behind the chain's time says so, and takes the least time there is.
    expect(check({ clockMs: 0 })).toEqual({ ok: true });
    expect(check({ clockMs: 1_000 })).toEqual({ ok: true });
  });

  test.each<[string, Partial<Header>]>([
    ['another chain', { chain: root }],
    ['height 2 after 0', { height: 2 }],
    ['another block', { parent: 'ab'.repeat(32) as BlockHash }],
    ['does not follow', { timeMs: 1_000, clockMs: 1_000 }],
    ['does not follow', { timeMs: 1_002 }],
    ['does not follow', { clockMs: 1_002 }],
    ['counts 4 of 3', { count: 4 }],
    ['for its height', { validatorsHash: validatorsHash(sets.next) }],
    ['for the next height', { nextValidatorsHash: validatorsHash(sets.current) }],
    ['no validator of its height', { proposer: seat(3).key }],
  ])('does not when it has %s', (reason, over) => {
    expect(check(over)).toMatchObject({ ok: false, code: 'block.header', reason: expect.stringContaining(reason) });
  });
});

describe('the hash of a validator set', () => {
  test('covers agencies, keys and their order, and not their addresses', () => {
    const moved = { ...seat(1), address: '/dns4/b/tcp/2', peer: '12D3KooX' };
    expect(validatorsHash([moved, seat(2)])).toEqual(validatorsHash(sets.current));
    expect(validatorsHash([seat(2), seat(1)])).not.toEqual(validatorsHash(sets.current));
    expect(validatorsHash([{ ...seat(1), key: seat(3).key }, seat(2)])).not.toEqual(validatorsHash(sets.current));
    expect(validatorsHash([{ ...seat(1), agency: seat(3).agency }, seat(2)])).not.toEqual(validatorsHash(sets.current));
  });
});
