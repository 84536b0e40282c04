/** Forgeries of logs: what a node would do that hides, invents or rewrites who has read (LAW 3). */
import { type AccessEntry, decodeAccessEntry, encodeAccessEntry } from '../../block/index.ts';
import { encode } from '../../codec/index.ts';
import type { ErrorCode } from '../../errors/index.ts';
import { appendManyToLog, emptyLog, logHeadShape } from '../../merkle/index.ts';
import { subjectOf } from './certified-chain.ts';
import { type CaseOf, knownAt, type NamedCase } from './proof-case.ts';
import { type Story, tellStory } from './story.ts';
import type { ValidProofs } from './valid-proofs.ts';

type Trail = CaseOf<'trail'>;

export function forgedLogs({ chain, earlier }: Story, valid: ValidProofs): readonly NamedCase[] {
  const { trail, continuedTrail, history } = valid;
  const { entries } = trail.proof;
  const forged = (
    name: string,
    about: string,
    changed: Partial<Trail['proof']>,
    expect: ErrorCode = 'proof.trail',
    of: Trail = trail,
  ): NamedCase => ({
    name,
    case: { ...of, expect, about, proof: { ...of.proof, ...changed } },
  });
  const without = (place: number) => ({ entries: entries.toSpliced(place, 1) });
  const altered = (place: number, change: Partial<AccessEntry>) => ({
    entries: entries.with(place, encodeAccessEntry({ ...decodeAccessEntry(entries[place] as Uint8Array), ...change })),
  });
  const ofBob = chain.proveTrail(subjectOf('bob'));
  const withoutLast = entries.slice(0, -1);
  const fork = tellStory('research').chain;
  return [
    forged('first-entry-left-out', 'The first entry is missing.', without(0)),
    forged('middle-entry-left-out', 'The third of six entries is missing.', without(2)),
    forged('last-entry-left-out', 'The last entry is missing.', without(5)),
    forged('all-entries-left-out', 'The log is shown as empty.', { entries: [] }),
    forged('entry-added', 'An entry that nobody wrote follows the last.', {
      entries: [...entries, entries[0] as Uint8Array],
    }),
    forged('entry-exchanged', 'One entry is left out and another shown twice: the number is right.', {
      entries: entries.with(2, entries[3] as Uint8Array),
    }),
    forged('entries-reordered', 'Two entries have changed places.', {
      entries: entries.with(0, entries[1] as Uint8Array).with(1, entries[0] as Uint8Array),
    }),
    forged('purpose-altered', 'The purpose of a read has been changed.', altered(0, { purpose: 'research' })),
    forged(
      'outcome-altered',
      'A read that was granted is shown as refused.',
      altered(0, { outcome: 'refused', code: 'access.role' }),
    ),
    forged('entry-not-canonical', 'An entry is a list of itself: not the bytes that were written.', {
      entries: entries.with(0, encode([entries[0] as Uint8Array])),
    }),
    forged('begins-later', 'The entries begin at the second, and say so; the whole log was asked for.', {
      from: 1,
      entries: entries.slice(1),
    }),
    forged(
      'begins-elsewhere',
      'A continuation from another place than the one that is known.',
      { from: 2 },
      'proof.trail',
      continuedTrail,
    ),
    forged(
      'head-rewritten',
      'The head of the log is rewritten to fit, without the last entry.',
      {
        entries: withoutLast,
        state: {
          ...trail.proof.state,
          value: encode(logHeadShape.toCbor(appendManyToLog(emptyLog, withoutLast).head)),
        },
      },
      'proof.membership',
    ),
    forged(
      'log-denied',
      'The log is said not to exist.',
      { entries: [], state: { ...trail.proof.state, value: null } },
      'proof.membership',
    ),
    forged('log-of-another-subject', "Another subject's trail, complete and true.", ofBob, 'proof.membership'),
    forged(
      'log-of-another-subject-renamed',
      "Another subject's trail under the key of the one who asks.",
      { ...ofBob, state: { ...ofBob.state, key: trail.proof.state.key } },
      'proof.membership',
    ),
    {
      name: 'stale',
      case: {
        ...trail,
        expect: 'proof.stale',
        about: 'True as of block 6, but the verifier knows block 10.',
        known: knownAt(chain.header(10)),
        refuseStale: true,
        proof: earlier,
      },
    },
    {
      name: 'forked-log',
      case: {
        ...continuedTrail,
        expect: 'proof.trail',
        about: 'A trail from a fork that all validators signed: it does not continue the log that was verified before.',
        proof: fork.proveTrail(subjectOf('ada'), continuedTrail.proof.from),
      },
    },
    {
      name: 'forked-chain',
      case: {
        ...trail,
        expect: 'proof.fork',
        about: 'A trail from a fork that all validators signed: the verifier knows another block 10.',
        known: knownAt(chain.header(10)),
        proof: fork.proveTrail(subjectOf('ada')),
      },
    },
    {
      name: 'history-entry-left-out',
      case: {
        ...history,
        expect: 'proof.trail',
        about: 'The amendment is missing in the history of the record.',
        proof: { ...history.proof, entries: history.proof.entries.slice(0, -1) },
      },
    },
    {
      name: 'history-of-no-record',
      case: {
        ...history,
        expect: 'record.unknown',
        about: 'The proof holds, and says that there is no such record.',
        record: valid.absentRecord.record,
        proof: { ...valid.absentRecord.proof, from: 0, entries: [] },
      },
    },
  ];
}
