/**
 * The registry of payloads: every kind of transaction with the shape of its body. A kind that is not listed here does
 * not exist on the ledger; the operation of the same name in `state/operations` carries it out.
 */
import type { Infer } from '../../codec/index.ts';
import { evidenceReportShape } from './evidence-report.ts';
import { officerAppointShape } from './officer-appoint.ts';
import { officerDismissShape } from './officer-dismiss.ts';
import { personEnrolShape } from './person-enrol.ts';
import { personRotateKeyShape } from './person-rotate-key.ts';
import { proposalCreateShape } from './proposal-create.ts';
import { proposalVoteShape } from './proposal-vote.ts';

export const PAYLOADS = {
  'proposal.create': proposalCreateShape,
  'proposal.vote': proposalVoteShape,
  'person.enrol': personEnrolShape,
  'person.rotate-key': personRotateKeyShape,
  'officer.appoint': officerAppointShape,
  'officer.dismiss': officerDismissShape,
  'evidence.report': evidenceReportShape,
} as const;

export type TransactionKind = keyof typeof PAYLOADS;

/** The body of one kind of transaction. */
export type BodyOf<K extends TransactionKind> = Infer<(typeof PAYLOADS)[K]>;

/** Whether a text from outside names a kind of transaction. */
export function isTransactionKind(kind: string): kind is TransactionKind {
  return Object.hasOwn(PAYLOADS, kind);
}
