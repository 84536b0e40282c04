import type { BlockHash } from '@annals/ledger/codec';
import { describe, expect, test } from '@jest/globals';
import type { SignedVote } from '../messages.ts';
import { VoteSet } from './vote-set.ts';

const A = 'aa' as BlockHash;
const B = 'bb' as BlockHash;

function vote(signer: number, view: number, block: BlockHash): SignedVote {
  return { step: 'prepare', height: 7, view, block, signer, signature: Uint8Array.of(signer, view) };
}

describe('votes', () => {
  test('count by view and block, one for each signer', () => {
    const votes = new VoteSet();
    for (const signer of [3, 0, 2]) expect(votes.add(vote(signer, 0, A)).type).toBe('added');
    expect(votes.add(vote(2, 0, A)).type).toBe('known');
    expect(votes.add(vote(1, 0, B)).type).toBe('added');
    expect(votes.add(vote(1, 1, A)).type).toBe('added');
    expect(votes.count(0, A)).toBe(3);
    expect(votes.count(0, B)).toBe(1);
    expect(votes.count(1, A)).toBe(1);
    expect(votes.count(1, B)).toBe(0);
    expect(votes.signatures(0, A).map(({ index }) => index)).toEqual([0, 2, 3]);
    expect(votes.signers(0)).toEqual([0, 1, 2, 3]);
  });

  test('a second vote for another block is a conflict, and is not counted', () => {
    const votes = new VoteSet();
    const first = vote(1, 0, A);
    votes.add(first);
    expect(votes.add(vote(1, 0, B))).toEqual({ type: 'conflict', first });
    expect(votes.count(0, B)).toBe(0);
    expect(votes.count(0, A)).toBe(1);
  });

  test('of one signer only the latest views are kept, however many it invents (FAILURES 19)', () => {
    const votes = new VoteSet();
    for (let view = 0; view < 1_000; view++) votes.add(vote(1, view, A));
    expect(votes.count(0, A)).toBe(0);
    expect(votes.count(995, A)).toBe(0);
    for (const view of [996, 997, 998, 999]) expect(votes.count(view, A)).toBe(1);
    expect(votes.add(vote(1, 3, A)).type).toBe('outdated');
    expect(votes.add(vote(2, 3, A)).type).toBe('added');
  });

  test('views may come in any order', () => {
    const votes = new VoteSet();
    for (const view of [5, 2, 9, 7]) expect(votes.add(vote(1, view, A)).type).toBe('added');
    expect(votes.add(vote(1, 6, B)).type).toBe('added');
    expect(votes.count(2, A)).toBe(0);
    expect(votes.add(vote(1, 6, A)).type).toBe('conflict');
    for (const view of [5, 9, 7]) expect(votes.count(view, A)).toBe(1);
  });
});
