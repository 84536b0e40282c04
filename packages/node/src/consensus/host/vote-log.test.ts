import type { BlockHash } from '@annals/ledger/codec';
import { describe, expect, test } from '@jest/globals';
import type { VoteLogStorage } from '../../store/store.ts';
import type { VoteRecord } from '../core/index.ts';
import { madeProposal } from '../core/messages.fixture.ts';
import { VoteLog } from './vote-log.ts';

/** Storage that keeps what it is given, so that a second log can be opened on it. */
function storage(): VoteLogStorage & { kept: Uint8Array[] } {
  const kept: Uint8Array[] = [];
  return {
    kept,
    entries: () => [...kept],
    append: async (entry) => void kept.push(entry),
    reset: async (entries) => void kept.splice(0, kept.length, ...entries),
    close: async () => {},
  };
}

const vote = (height: number, step: 'prepare' | 'commit' = 'prepare'): VoteRecord => ({
  type: 'vote',
  vote: { step, height, view: 0, block: 'ab'.repeat(32) as BlockHash },
});
const viewChange = (height: number, view: number): VoteRecord => ({
  type: 'view-change',
  height,
  view,
  prepared: null,
});

describe('the vote log', () => {
  test('gives records and bodies back when it is opened again', async () => {
    const disk = storage();
    const log = new VoteLog(disk);
    await log.append(vote(1), []);
    await log.append(viewChange(1, 1), [new Uint8Array([1, 2]), new Uint8Array([3])]);
    const again = new VoteLog(disk);
    expect(again.records).toEqual([vote(1), viewChange(1, 1)]);
    expect(again.bodies).toEqual([new Uint8Array([1, 2]), new Uint8Array([3])]);
    expect(again.highestHeight).toBe(1);
    expect(again.signedContents()).toHaveLength(2);
  });

  test('keeps the votes of the last decided height, so that a lost store does not make it forget', async () => {
    const disk = storage();
    const log = new VoteLog(disk);
    await log.append(vote(1), []);
    await log.append(vote(2), []);
    await log.decided(2);
    expect(new VoteLog(disk).records).toEqual([vote(2)]);
    expect(new VoteLog(disk).highestHeight).toBe(2);
  });

  test('a height decided by sync alone, far above its own votes, keeps the highest of these', async () => {
    const disk = storage();
    const log = new VoteLog(disk);
    await log.append(vote(2), []);
    await log.append(vote(3), []);
    await log.decided(50);
    expect(new VoteLog(disk).highestHeight).toBe(3);
  });

  test('from where it votes is settled once, and survives decided heights and restarts (FAILURES 4)', async () => {
    const disk = storage();
    const log = new VoteLog(disk);
    expect([log.isBlank, log.votesFrom]).toEqual([true, null]);
    await log.settle(12);
    expect([new VoteLog(disk).isBlank, new VoteLog(disk).votesFrom]).toEqual([false, 12]);
    await log.append(vote(12), []);
    await log.append(vote(13), []);
    await log.decided(13);
    expect(new VoteLog(disk)).toMatchObject({ isBlank: false, votesFrom: 12, records: [vote(13)] });
  });

  test('on a store from a backup it does not vote where it has voted and what it prepared is let go', async () => {
    const log = new VoteLog(storage());
    expect(log.voteFromHeight(0)).toBe(0);
    await log.append(vote(7), []);
    expect([log.voteFromHeight(5), log.voteFromHeight(6), log.voteFromHeight(7)]).toEqual([8, 0, 0]);
    const certificate = { view: 0, proposal: madeProposal(1, { height: 7 }), prepares: [] };
    await log.append({ type: 'prepared', height: 7, certificate }, []);
    await log.append(vote(7, 'commit'), []);
    expect([log.voteFromHeight(5), log.voteFromHeight(6)]).toEqual([8, 0]);
    await log.decided(7);
    expect([log.voteFromHeight(5), log.voteFromHeight(6), log.voteFromHeight(7)]).toEqual([8, 8, 0]);
  });

  test('what is above the decided height stays as it is', async () => {
    const disk = storage();
    const log = new VoteLog(disk);
    await log.append(vote(3), [new Uint8Array([9])]);
    await log.decided(2);
    expect(new VoteLog(disk).bodies).toEqual([new Uint8Array([9])]);
  });

  test('an entry that is none is damage, not silence', () => {
    const disk = storage();
    disk.kept.push(new Uint8Array([0xff, 1, 2]));
    expect(() => new VoteLog(disk)).toThrow(expect.objectContaining({ code: 'vote-log.damaged' }));
  });
});
