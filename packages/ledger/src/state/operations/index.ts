/** The registry of operations: one for every kind of transaction, in a file of the same name. */
import type { TransactionKind } from '../../transaction/index.ts';
import type { Operation } from '../operation.ts';
import { accessEscalate } from './access-escalate.ts';
import { accessOverdue } from './access-overdue.ts';
import { accessRead } from './access-read.ts';
import { accessReadHidden } from './access-read-hidden.ts';
import { accessReport } from './access-report.ts';
import { accessRestrict } from './access-restrict.ts';
import { accessReveal } from './access-reveal.ts';
import { accessReview } from './access-review.ts';
import { ceremonyAdvance } from './ceremony-advance.ts';
import { ceremonyConfirm } from './ceremony-confirm.ts';
import { ceremonyDeal } from './ceremony-deal.ts';
import { ceremonyJoin } from './ceremony-join.ts';
import { ceremonyRequest } from './ceremony-request.ts';
import { ceremonyRespond } from './ceremony-respond.ts';
import { consentGrant } from './consent-grant.ts';
import { consentWithdraw } from './consent-withdraw.ts';
import { entitlementEnd } from './entitlement-end.ts';
import { entitlementGrant } from './entitlement-grant.ts';
import { erasureConfirm } from './erasure-confirm.ts';
import { evidenceReport } from './evidence-report.ts';
import { mandateAccept } from './mandate-accept.ts';
import { mandateDecline } from './mandate-decline.ts';
import { mandateGrant } from './mandate-grant.ts';
import { mandateRevoke } from './mandate-revoke.ts';
import { officerAppoint } from './officer-appoint.ts';
import { officerDismiss } from './officer-dismiss.ts';
import { paymentConfirm } from './payment-confirm.ts';
import { paymentReturn } from './payment-return.ts';
import { paymentSchedule } from './payment-schedule.ts';
import { personClose } from './person-close.ts';
import { personEnrol } from './person-enrol.ts';
import { personRotateKey } from './person-rotate-key.ts';
import { programmeClose } from './programme-close.ts';
import { programmeOpen } from './programme-open.ts';
import { proposalCreate } from './proposal-create.ts';
import { proposalVote } from './proposal-vote.ts';
import { recordAmend } from './record-amend.ts';
import { recordErase } from './record-erase.ts';
import { recordHold } from './record-hold.ts';
import { recordIssue } from './record-issue.ts';
import { recordReleaseHold } from './record-release-hold.ts';
import { recordTransfer } from './record-transfer.ts';
import { recordTransition } from './record-transition.ts';
import { recoveryApprove } from './recovery-approve.ts';
import { recoveryComplete } from './recovery-complete.ts';
import { recoveryObject } from './recovery-object.ts';
import { recoveryRequest } from './recovery-request.ts';

export const OPERATIONS: { readonly [K in TransactionKind]: Operation } = {
  'proposal.create': proposalCreate,
  'proposal.vote': proposalVote,
  'person.enrol': personEnrol,
  'person.rotate-key': personRotateKey,
  'recovery.request': recoveryRequest,
  'recovery.approve': recoveryApprove,
  'recovery.object': recoveryObject,
  'recovery.complete': recoveryComplete,
  'person.close': personClose,
  'officer.appoint': officerAppoint,
  'officer.dismiss': officerDismiss,
  'evidence.report': evidenceReport,
  'ceremony.join': ceremonyJoin,
  'ceremony.deal': ceremonyDeal,
  'ceremony.respond': ceremonyRespond,
  'ceremony.confirm': ceremonyConfirm,
  'ceremony.advance': ceremonyAdvance,
  'ceremony.request': ceremonyRequest,
  'record.issue': recordIssue,
  'record.amend': recordAmend,
  'record.transition': recordTransition,
  'record.transfer': recordTransfer,
  'record.erase': recordErase,
  'record.hold': recordHold,
  'record.release-hold': recordReleaseHold,
  'erasure.confirm': erasureConfirm,
  'access.read': accessRead,
  'access.read-hidden': accessReadHidden,
  'access.reveal': accessReveal,
  'access.overdue': accessOverdue,
  'access.report': accessReport,
  'access.review': accessReview,
  'access.escalate': accessEscalate,
  'access.restrict': accessRestrict,
  'consent.grant': consentGrant,
  'consent.withdraw': consentWithdraw,
  'mandate.grant': mandateGrant,
  'mandate.accept': mandateAccept,
  'mandate.decline': mandateDecline,
  'mandate.revoke': mandateRevoke,
  'programme.open': programmeOpen,
  'programme.close': programmeClose,
  'entitlement.grant': entitlementGrant,
  'entitlement.end': entitlementEnd,
  'payment.schedule': paymentSchedule,
  'payment.confirm': paymentConfirm,
  'payment.return': paymentReturn,
};
