import type { BlockHash } from '@annals/ledger/codec';
import { expect, test } from '@jest/globals';
import type { Input, Time } from './input.ts';
import { madeProposal } from './messages.fixture.ts';
import type { ViewChangeMessage } from './messages.ts';
import type { Output } from './output.ts';
import type { Proposal } from './proposal.ts';
import { membershipOf } from './quorum/membership.ts';
import { Replica } from './replica.ts';
import { completeIntent } from './signed.ts';

const keys = [0, 1, 2, 3].map((i) => new Uint8Array(33).fill(i));
const head = { height: 1, block: 'aa'.repeat(32) as BlockHash, timeMs: 0 };
const at = (ms: number): Time => ({ monotonicMs: ms, wallMs: 1_000 + ms });
const signedBy = (...indices: number[]) =>
  indices.map((index) => ({ index, signature: new Uint8Array(64).fill(index) }));
const parentCertificate = { height: 1, view: 0, block: head.block, signatures: signedBy(0, 1, 2) };
const proposal = madeProposal(1, { height: 2, parent: head.block, proposer: keys[2] as Uint8Array }, parentCertificate);

/** The primary of view 1 at height 2, on a head that was decided. */
function primary(): Replica {
  const membership = membershipOf(keys, keys[3] as Uint8Array);
  return new Replica({
    head,
    membership,
    parentMembership: membership,
    records: [],
    time: at(0),
    timing: { heartbeatMs: null },
  });
}

const viewChange = (signer: number, of: Proposal | null): Input & { message: ViewChangeMessage } => ({
  type: 'message',
  from: `r${signer}`,
  message: {
    type: 'view-change',
    height: 2,
    view: 1,
    prepared: of && { view: 0, block: of.hash },
    certificate: of && { view: 0, proposal: of, prepares: signedBy(0, 1, 2) },
    signer,
    signature: new Uint8Array(64),
  },
});

/** Gives inputs, signs what the replica asks for, and returns what it proposes. */
function proposedAfter(inputs: readonly Input[]): Proposal | undefined {
  const replica = primary();
  const queue = [...inputs];
  for (let input = queue.shift(); input; input = queue.shift()) {
    for (const output of replica.step(input, at(1)) satisfies readonly Output[]) {
      if (output.type !== 'broadcast') continue;
      if (output.intent.type === 'pre-prepare') return output.intent.proposal;
      queue.unshift({ type: 'signed', message: completeIntent(output.intent, 3, new Uint8Array(64)) });
    }
  }
  return undefined;
}

test('what is prepared is proposed again, the same with its parent certificate (FAILURES 7)', () => {
  expect(proposedAfter([viewChange(0, proposal), viewChange(1, proposal)])).toBe(proposal);
});

test.each<[string, Proposal['parentCertificate']]>([
  ['none', null],
  ['one of another block', { ...parentCertificate, block: 'bb'.repeat(32) as BlockHash }],
  ['one of another height', { ...parentCertificate, height: 7 }],
  ['one that is no quorum', { ...parentCertificate, signatures: signedBy(0, 1) }],
])('a prepared block with a void parent certificate does not keep the others from proposing it: %s', (_, void_) => {
  // The hash is the same: the parent's certificate is no part of it.
  const poisoned = { ...proposal, parentCertificate: void_ };
  expect(proposedAfter([viewChange(0, poisoned), viewChange(1, proposal), viewChange(2, null)])).toBe(proposal);
  expect(proposedAfter([viewChange(0, poisoned), viewChange(1, null)])).toBeUndefined();
});
