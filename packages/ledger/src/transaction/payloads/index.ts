/**
 * The registry of payloads: every kind of transaction with the shape of its body. A kind that is not listed here does
 * not exist on the ledger; the operation of the same name in `state/operations` carries it out.
 */
import type { Infer } from '../../codec/index.ts';
import { accessEscalateShape } from './access-escalate.ts';
import { accessOverdueShape } from './access-overdue.ts';
import { accessReadShape } from './access-read.ts';
import { accessReadHiddenShape } from './access-read-hidden.ts';
import { accessReportShape } from './access-report.ts';
import { accessRestrictShape } from './access-restrict.ts';
import { accessRevealShape } from './access-reveal.ts';
import { accessReviewShape } from './access-review.ts';
import { ceremonyAdvanceShape } from './ceremony-advance.ts';
import { ceremonyConfirmShape } from './ceremony-confirm.ts';
import { ceremonyDealShape } from './ceremony-deal.ts';
import { ceremonyJoinShape } from './ceremony-join.ts';
import { ceremonyRequestShape } from './ceremony-request.ts';
import { ceremonyRespondShape } from './ceremony-respond.ts';
import { consentGrantShape } from './consent-grant.ts';
import { consentWithdrawShape } from './consent-withdraw.ts';
import { entitlementEndShape } from './entitlement-end.ts';
import { entitlementGrantShape } from './entitlement-grant.ts';
import { erasureConfirmShape } from './erasure-confirm.ts';
import { evidenceReportShape } from './evidence-report.ts';
import { mandateAcceptShape } from './mandate-accept.ts';
import { mandateDeclineShape } from './mandate-decline.ts';
import { mandateGrantShape } from './mandate-grant.ts';
import { mandateRevokeShape } from './mandate-revoke.ts';
import { officerAppointShape } from './officer-appoint.ts';
import { officerDismissShape } from './officer-dismiss.ts';
import { paymentConfirmShape } from './payment-confirm.ts';
import { paymentReturnShape } from './payment-return.ts';
import { paymentScheduleShape } from './payment-schedule.ts';
import { personCloseShape } from './person-close.ts';
import { personEnrolShape } from './person-enrol.ts';
import { personRotateKeyShape } from './person-rotate-key.ts';
import { programmeCloseShape } from './programme-close.ts';
import { programmeOpenShape } from './programme-open.ts';
import { proposalCreateShape } from './proposal-create.ts';
import { proposalVoteShape } from './proposal-vote.ts';
import { recordAmendShape } from './record-amend.ts';
import { recordEraseShape } from './record-erase.ts';
import { recordHoldShape } from './record-hold.ts';
import { recordIssueShape } from './record-issue.ts';
import { recordReleaseHoldShape } from './record-release-hold.ts';
import { recordTransferShape } from './record-transfer.ts';
import { recordTransitionShape } from './record-transition.ts';
import { recoveryApproveShape } from './recovery-approve.ts';
import { recoveryCompleteShape } from './recovery-complete.ts';
import { recoveryObjectShape } from './recovery-object.ts';
import { recoveryRequestShape } from './recovery-request.ts';

export const PAYLOADS = {
  'proposal.create': proposalCreateShape,
  'proposal.vote': proposalVoteShape,
  'person.enrol': personEnrolShape,
  'person.rotate-key': personRotateKeyShape,
  'recovery.request': recoveryRequestShape,
  'recovery.approve': recoveryApproveShape,
  'recovery.object': recoveryObjectShape,
  'recovery.complete': recoveryCompleteShape,
  'person.close': personCloseShape,
  'officer.appoint': officerAppointShape,
  'officer.dismiss': officerDismissShape,
  'evidence.report': evidenceReportShape,
  'ceremony.join': ceremonyJoinShape,
  'ceremony.deal': ceremonyDealShape,
  'ceremony.respond': ceremonyRespondShape,
  'ceremony.confirm': ceremonyConfirmShape,
  'ceremony.advance': ceremonyAdvanceShape,
  'ceremony.request': ceremonyRequestShape,
  'record.issue': recordIssueShape,
  'record.amend': recordAmendShape,
  'record.transition': recordTransitionShape,
  'record.transfer': recordTransferShape,
  'record.erase': recordEraseShape,
  'record.hold': recordHoldShape,
  'record.release-hold': recordReleaseHoldShape,
  'erasure.confirm': erasureConfirmShape,
  'access.read': accessReadShape,
  'access.read-hidden': accessReadHiddenShape,
  'access.reveal': accessRevealShape,
  'access.overdue': accessOverdueShape,
  'access.report': accessReportShape,
  'access.review': accessReviewShape,
  'access.escalate': accessEscalateShape,
  'access.restrict': accessRestrictShape,
  'consent.grant': consentGrantShape,
  'consent.withdraw': consentWithdrawShape,
  'mandate.grant': mandateGrantShape,
  'mandate.accept': mandateAcceptShape,
  'mandate.decline': mandateDeclineShape,
  'mandate.revoke': mandateRevokeShape,
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
