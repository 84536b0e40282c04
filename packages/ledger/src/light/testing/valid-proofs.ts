/** Proofs that hold, from which every forgery of the corpus is made. */
import type { RecordId } from '../../codec/index.ts';
import { subjectOf } from './certified-chain.ts';
import { type CaseOf, knownAt, type NamedCase } from './proof-case.ts';
import type { Story } from './story.ts';

export interface ValidProofs {
  /** Of the second of three reads, which was refused, in block 3: before any change of the validators. */
  readonly earlyReceipt: CaseOf<'receipt'>;
  /** Of the amendment in block 9: after both. */
  readonly receipt: CaseOf<'receipt'>;
  readonly record: CaseOf<'record'>;
  readonly absentRecord: CaseOf<'record'>;
  readonly trail: CaseOf<'trail'>;
  readonly emptyTrail: CaseOf<'trail'>;
  readonly continuedTrail: CaseOf<'trail'>;
  readonly history: CaseOf<'history'>;
}

/** An id that no record of the story has. */
const NO_RECORD = '00'.repeat(20) as RecordId;

export function validProofs({ chain, letterToAda, earlierHead }: Story): ValidProofs {
  const ok = { expect: 'ok', known: null } as const;
  const whole = { ...ok, after: null, refuseStale: false } as const;
  const ada = subjectOf('ada');
  return {
    earlyReceipt: {
      kind: 'receipt',
      ...ok,
      about: 'A read that was refused, in block 3. Being refused is its result; the receipt holds.',
      proof: chain.receipt(3, 1),
    },
    receipt: {
      kind: 'receipt',
      ...ok,
      about: 'An amendment in block 9, after two changes of the validator set.',
      proof: chain.receipt(9, 0),
    },
    record: {
      kind: 'record',
      ...ok,
      about: 'The present state of a record.',
      record: letterToAda,
      proof: chain.proveValue(`record/${letterToAda}` as never),
    },
    absentRecord: {
      kind: 'record',
      ...ok,
      about: 'There is no such record: proven absent.',
      record: NO_RECORD,
      proof: chain.proveValue(`record/${NO_RECORD}` as never),
    },
    trail: {
      kind: 'trail',
      ...whole,
      about: 'Six entries, granted and refused, complete up to block 10.',
      subject: ada,
      proof: chain.proveTrail(ada),
    },
    emptyTrail: {
      kind: 'trail',
      ...whole,
      about: 'Nobody has read anything of this subject: the log is proven absent.',
      subject: subjectOf('cyd'),
      proof: chain.proveTrail(subjectOf('cyd')),
    },
    continuedTrail: {
      kind: 'trail',
      ...whole,
      about: 'The entries after those that were verified at block 6.',
      known: knownAt(chain.header(6)),
      refuseStale: true,
      after: earlierHead,
      subject: ada,
      proof: chain.proveTrail(ada, earlierHead.size),
    },
    history: {
      kind: 'history',
      ...whole,
      about: 'A record with its whole history: issued, then amended.',
      record: letterToAda,
      proof: chain.proveHistory(letterToAda),
    },
  };
}

/** The file names of the valid vectors. */
export function namedValid(proofs: ValidProofs): readonly NamedCase[] {
  return [
    { name: 'receipt', case: proofs.receipt },
    { name: 'receipt-before-epochs', case: proofs.earlyReceipt },
    { name: 'record', case: proofs.record },
    { name: 'record-absent', case: proofs.absentRecord },
    { name: 'trail', case: proofs.trail },
    { name: 'trail-empty', case: proofs.emptyTrail },
    { name: 'trail-continued', case: proofs.continuedTrail },
    { name: 'history', case: proofs.history },
  ];
}
