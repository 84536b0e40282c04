/**
 * The registry of payloads: every kind of transaction with the shape of its body. A kind that is not listed here does
 * not exist on the ledger; the operation of the same name in `state/operations` carries it out.
 */
import type { Infer } from '../../codec/index.ts';
import { accessReadShape } from './access-read.ts';
import { entitlementEndShape } from './entitlement-end.ts';
import { entitlementGrantShape } from './entitlement-grant.ts';
import { evidenceReportShape } from './evidence-report.ts';
import { officerAppointShape } from './officer-appoint.ts';
import { officerDismissShape } from './officer-dismiss.ts';
import { paymentConfirmShape } from './payment-confirm.ts';
import { paymentReturnShape } from './payment-return.ts';
import { paymentScheduleShape } from './payment-schedule.ts';
import { personEnrolShape } from './person-enrol.ts';
import { personRotateKeyShape } from './person-rotate-key.ts';
import { programmeCloseShape } from './programme-close.ts';
import { programmeOpenShape } from './programme-open.ts';
import { proposalCreateShape } from './proposal-create.ts';
import { proposalVoteShape } from './proposal-vote.ts';
import { recordAmendShape } from './record-amend.ts';
import { recordIssueShape } from './record-issue.ts';
import { recordTransferShape } from './record-transfer.ts';
import { recordTransitionShape } from './record-transition.ts';

export const PAYLOADS = {
  'proposal.create': proposalCreateShape,
  'proposal.vote': proposalVoteShape,
  'person.enrol': personEnrolShape,
  'person.rotate-key': personRotateKeyShape,
  'officer.appoint': officerAppointShape,
  'officer.dismiss': officerDismissShape,
  'evidence.report': evidenceReportShape,
  'record.issue': recordIssueShape,
  'record.amend': recordAmendShape,
  'record.transition': recordTransitionShape,
  'record.transfer': recordTransferShape,
  'access.read': accessReadShape,
  'programme.open': programmeOpenShape,
  'programme.close': programmeCloseShape,
  'entitlement.grant': entitlementGrantShape,
  'entitlement.end': entitlementEndShape,
  'payment.schedule': paymentScheduleShape,
  'payment.confirm': paymentConfirmShape,
  'payment.return': paymentReturnShape,
} as const;

export type TransactionKind = keyof typeof PAYLOADS;

/** The body of one kind of transaction. */
export type BodyOf<K extends TransactionKind> = Infer<(typeof PAYLOADS)[K]>;

/** Whether a text from outside names a kind of transaction. */
export function isTransactionKind(kind: string): kind is TransactionKind {
  return Object.hasOwn(PAYLOADS, kind);
}
