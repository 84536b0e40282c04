import type { BlockHash } from '@annals/ledger/codec';
import { InvariantError } from '@annals/ledger/errors';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Input, Time } from './input.ts';
import { MAX_VOTED_VIEWS_PER_SIGNER } from './limits.ts';
import { anyMessage, madeProposal } from './messages.fixture.ts';
import type { ConsensusMessage, SignedVote } from './messages.ts';
import type { Output } from './output.ts';
import type { Proposal } from './proposal.ts';
import { membershipOf } from './quorum/membership.ts';
import { Replica } from './replica.ts';
import type { Restore } from './restore.ts';
import { completeIntent } from './signed.ts';
import type { VoteRecord } from './vote-record.ts';

const GENESIS = '00'.repeat(32) as BlockHash;
const keys = [0, 1, 2, 3].map((i) => new Uint8Array(33).fill(i));
const at = (ms: number): Time => ({ monotonicMs: ms, wallMs: 1_000 + ms });
const timing = { heartbeatMs: null };

function replicaOf(self: number, change: Partial<Restore> = {}): Replica {
  const membership = membershipOf(keys, keys[self] as Uint8Array);
  return new Replica({
    head: { height: 0, block: GENESIS, timeMs: 0 },
    membership,
    parentMembership: membership,
    records: [],
    time: at(0),
    timing,
    ...change,
  });
}

const proposal = madeProposal(1, { proposer: keys[1] as Uint8Array });
const prePrepare = (of: Proposal) =>
  ({
    type: 'pre-prepare',
    height: 1,
    view: 0,
    proposal: of,
    justification: null,
    signer: 1,
    signature: new Uint8Array(64),
  }) as const;
const vote = (step: 'prepare' | 'commit', signer: number, block: BlockHash, view = 0): SignedVote => ({
  step,
  height: 1,
  view,
  block,
  signer,
  signature: new Uint8Array(64).fill(signer),
});
const message = (from: number, given: ConsensusMessage): Input => ({
  type: 'message',
  from: `r${from}`,
  message: given,
});
const kinds = (outputs: readonly Output[]) => outputs.map(({ type }) => type);

/** Runs outputs as a host with a valid block would, and collects what is persisted. */
function settle(replica: Replica, self: number, outputs: readonly Output[], ms: number, log: VoteRecord[]): Output[] {
  const all: Output[] = [];
  const queue = [...outputs];
  for (let output = queue.shift(); output; output = queue.shift()) {
    all.push(output);
    if (output.type === 'persist') log.push(output.record);
    if (output.type === 'broadcast') {
      const own = completeIntent(output.intent, self, new Uint8Array(64).fill(self));
      queue.push(...replica.step({ type: 'signed', message: own }, at(ms)));
    }
    if (output.type === 'execute') {
      const verdict = { ok: true } as const;
      queue.push(
        ...replica.step({ type: 'executed', block: output.proposal.hash, verdict, durationMs: 1, bodiesMs: 0 }, at(ms)),
      );
    }
  }
  return all;
}

describe('peer input', () => {
  test('never makes the core throw, and nothing unsigned makes it sync (FAILURES 19, 20)', () => {
    fc.assert(
      fc.property(
        fc.array(anyMessage(), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 0, max: 3 }),
        (messages, self) => {
          const replica = replicaOf(self);
          for (const [i, given] of messages.entries()) {
            const outputs = replica.step({ type: 'message', from: `r${i % 5}`, message: given }, at(i * 300));
            if (given.type === 'status') expect(kinds(outputs)).not.toContain('request-sync');
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test('a replica that halted takes nothing more', () => {
    const replica = replicaOf(0);
    const log: VoteRecord[] = [];
    replica.step(message(1, prePrepare(proposal)), at(0));
    const reason = 'the state root differs';
    replica.step(
      { type: 'executed', block: proposal.hash, verdict: { ok: false, reason }, durationMs: 1, bodiesMs: 0 },
      at(0),
    );
    const outputs = [1, 2, 3].flatMap((signer) =>
      replica.step(message(signer, { type: 'vote', vote: vote('commit', signer, proposal.hash) }), at(1)),
    );
    expect(outputs.at(-1)).toMatchObject({ type: 'halt', reason: expect.stringContaining(reason) });
    expect(replica.step({ type: 'work', pending: true }, at(2))).toEqual([]);
    expect(replica.nextDeadlineMs).toBe(Number.POSITIVE_INFINITY);
    expect(replica.status()).toMatchObject({ phase: 'halted' });
    expect(log).toEqual([]);
  });
});

describe('order of outputs', () => {
  test('each own message is persisted right before it is broadcast, and what is prepared before the commit', () => {
    const replica = replicaOf(0);
    const log: VoteRecord[] = [];
    const run = (input: Input) => settle(replica, 0, replica.step(input, at(1)), 1, log);
    expect(kinds(run(message(1, prePrepare(proposal))))).toEqual(['execute', 'status', 'persist', 'broadcast']);
    const voted = [1, 2].flatMap((signer) =>
      run(message(signer, { type: 'vote', vote: vote('prepare', signer, proposal.hash) })),
    );
    expect(kinds(voted)).toEqual(['persist', 'persist', 'broadcast']);
    expect(log.map(({ type }) => type)).toEqual(['vote', 'prepared', 'vote']);
  });
});

describe('a restart from any prefix of the vote log (FAILURES 1, 2)', () => {
  const log: VoteRecord[] = [];
  const replica = replicaOf(0);
  const run = (input: Input, ms: number) => settle(replica, 0, replica.step(input, at(ms)), ms, log);
  run(message(1, prePrepare(proposal)), 1);
  for (const signer of [1, 2]) run(message(signer, { type: 'vote', vote: vote('prepare', signer, proposal.hash) }), 1);
  run({ type: 'tick' }, 1_500);

  test('the log has a prepare, the certificate, a commit and a view change', () => {
    expect(log.map(({ type }) => type)).toEqual(['vote', 'prepared', 'vote', 'view-change']);
  });

  test.each([0, 1, 2, 3, 4])('%i records: no vote contradicts one that is in it', (count) => {
    const kept = log.slice(0, count);
    const restarted = replicaOf(0, { records: kept, time: at(2_000) });
    const again = settle(restarted, 0, restarted.step({ type: 'start' }, at(2_000)), 2_000, []);
    const other = madeProposal(2, { proposer: keys[1] as Uint8Array });
    const outputs = settle(restarted, 0, restarted.step(message(1, prePrepare(other)), at(2_001)), 2_001, []);
    const votes = [...again, ...outputs].flatMap((output) =>
      output.type === 'broadcast' && output.intent.type === 'vote' ? [output.intent.vote] : [],
    );
    for (const { block } of votes) expect(block).toBe(count === 0 ? other.hash : proposal.hash);
    expect(votes.length > 0).toBe(count !== 4 || again.length > 0);
    if (count >= 1 && count <= 3)
      expect(outputs).toContainEqual({ type: 'refused', reason: 'second-proposal', message: 'pre-prepare' });
    if (count === 4) {
      expect(restarted.status().view).toBe(1);
      const change = again.find((output) => output.type === 'broadcast' && output.intent.type === 'view-change');
      expect(change).toMatchObject({ intent: { view: 1, prepared: { view: 0, block: proposal.hash } } });
    }
  });

  test('records of other heights mean nothing', () => {
    const later = replicaOf(0, { head: { height: 1, block: proposal.hash, timeMs: 1_000 }, records: log });
    expect(later.status()).toMatchObject({ height: 2, view: 0, phase: 'idle' });
  });
});

describe('time', () => {
  test('one timer: it starts with the first reason to wait and no other reason restarts it (FAILURES 25)', () => {
    const replica = replicaOf(0);
    replica.step({ type: 'start' }, at(0));
    replica.step({ type: 'work', pending: true }, at(100));
    replica.step(message(1, prePrepare(proposal)), at(900));
    replica.step({ type: 'work', pending: true }, at(950));
    expect(kinds(replica.step({ type: 'tick' }, at(1_099)))).not.toContain('broadcast');
    const outputs = replica.step({ type: 'tick' }, at(1_100));
    expect(outputs.filter(({ type }) => type === 'broadcast')).toHaveLength(1);
    expect(replica.status().view).toBe(1);
  });

  test('a wall clock that jumps moves no time-out', () => {
    const replica = replicaOf(0);
    replica.step({ type: 'work', pending: true }, at(0));
    const jumped = { monotonicMs: 10, wallMs: 10 ** 12 };
    expect(kinds(replica.step({ type: 'tick' }, jumped))).not.toContain('broadcast');
  });

  test('blocks that take long widen the time-out, up to its cap', () => {
    const replica = replicaOf(0);
    replica.step(
      { type: 'executed', block: proposal.hash, verdict: { ok: true }, durationMs: 2_000, bodiesMs: 0 },
      at(0),
    );
    replica.step({ type: 'work', pending: true }, at(0));
    replica.step({ type: 'tick' }, at(4_999));
    expect(replica.status().view).toBe(0);
    replica.step({ type: 'tick' }, at(5_000));
    expect(replica.status().view).toBe(1);
    const slow = replicaOf(0);
    slow.step(
      { type: 'executed', block: proposal.hash, verdict: { ok: true }, durationMs: 60_000, bodiesMs: 0 },
      at(0),
    );
    slow.step({ type: 'work', pending: true }, at(0));
    slow.step({ type: 'tick' }, at(10_000));
    expect(slow.status().view).toBe(1);
  });

  test('the next deadline is always ahead, so that a host that obeys it does not spin', () => {
    const replica = replicaOf(2, { timing: { heartbeatMs: 3_000 } });
    let ms = 0;
    let ticks = 0;
    replica.step({ type: 'start' }, at(0));
    for (; ms < 60_000; ticks++) {
      const due = replica.nextDeadlineMs;
      expect(due).toBeGreaterThan(ms);
      ms = due;
      settle(replica, 2, replica.step({ type: 'tick' }, at(ms)), ms, []);
    }
    expect(ticks).toBeLessThan(400);
  });
});

describe('the host', () => {
  const primary = () => {
    const replica = replicaOf(1);
    expect(kinds(replica.step({ type: 'work', pending: true }, at(0)))).toContain('request-candidate');
    return replica;
  };

  test('is asked for one candidate, and again after a while when it had none', () => {
    const replica = primary();
    expect(kinds(replica.step({ type: 'tick' }, at(1)))).not.toContain('request-candidate');
    replica.step({ type: 'candidate', height: 1, view: 0, proposal: null }, at(2));
    expect(kinds(replica.step({ type: 'work', pending: true }, at(3)))).not.toContain('request-candidate');
    expect(kinds(replica.step({ type: 'tick' }, at(202)))).toContain('request-candidate');
  });

  test('that answers for another view is not heard', () => {
    const replica = primary();
    expect(replica.step({ type: 'candidate', height: 1, view: 3, proposal }, at(1))).toEqual([]);
    expect(replica.step({ type: 'candidate', height: 2, view: 0, proposal }, at(1))).toEqual([]);
    expect(kinds(replica.step({ type: 'candidate', height: 1, view: 0, proposal }, at(1)))).toEqual([
      'persist',
      'broadcast',
    ]);
  });

  test.each([
    ['another height', { height: 2 }],
    ['another parent', { parent: 'ab'.repeat(32) as BlockHash }],
    ['no later time', { timeMs: 0 }],
    ['another proposer', { proposer: keys[3] as Uint8Array }],
  ])('that builds a block with %s breaks an invariant before anything is signed', (_, change) => {
    const bad = madeProposal(1, { proposer: keys[1] as Uint8Array, ...change });
    expect(() => primary().step({ type: 'candidate', height: 1, view: 0, proposal: bad }, at(1))).toThrow(
      InvariantError,
    );
  });

  test('that skips a height breaks an invariant; one that repeats it is not heard (FAILURES 12, 14)', () => {
    const replica = replicaOf(0);
    const membership = membershipOf(keys, keys[0] as Uint8Array);
    const applied = (height: number) =>
      ({ type: 'applied', height, block: proposal.hash, timeMs: 1_000, membership, durationMs: 1 }) as const;
    expect(() => replica.step(applied(2), at(1))).toThrow(InvariantError);
    replica.step(applied(1), at(1));
    replica.step({ type: 'work', pending: true }, at(2));
    replica.step({ type: 'tick' }, at(1_500));
    expect(replica.status()).toMatchObject({ height: 2, view: 1 });
    replica.step(applied(1), at(1_501));
    expect(replica.status()).toMatchObject({ height: 2, view: 1 });
  });
});

test('a validator that lost its vote log does not vote below the height that it was given', () => {
  const replica = replicaOf(0, { voteFromHeight: 2 });
  expect(kinds(replica.step(message(1, prePrepare(proposal)), at(1)))).toEqual(['execute', 'status']);
  const outputs = replica.step(
    { type: 'executed', block: proposal.hash, verdict: { ok: true }, durationMs: 1, bodiesMs: 0 },
    at(2),
  );
  expect(kinds(outputs)).not.toContain('broadcast');
  replica.step({ type: 'tick' }, at(60_000));
  expect(replica.status().view).toBe(0);
});

test('memory: whatever one signer sends, its votes and early messages stay bounded', () => {
  const replica = replicaOf(0);
  for (let view = 0; view < 2_000; view++) {
    replica.step(message(3, { type: 'vote', vote: vote('commit', 3, proposal.hash, view) }), at(1));
    replica.step(message(3, { type: 'vote', vote: { ...vote('commit', 3, proposal.hash, view), height: 2 } }), at(1));
  }
  expect(replica.status().committed).toEqual([]);
  const others = [1, 2].flatMap((signer) =>
    replica.step(message(signer, { type: 'vote', vote: vote('commit', signer, proposal.hash, 0) }), at(1)),
  );
  // Signer 3 has pushed its own vote of view 0 out of the window of its latest views, and harms only itself.
  expect(MAX_VOTED_VIEWS_PER_SIGNER).toBeLessThan(2_000);
  expect(kinds(others)).not.toContain('request-sync');
});
