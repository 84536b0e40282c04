/** The registry of operations: one for every kind of transaction, in a file of the same name. */
import type { TransactionKind } from '../../transaction/index.ts';
import type { Operation } from '../operation.ts';
import { accessRead } from './access-read.ts';
import { entitlementEnd } from './entitlement-end.ts';
import { entitlementGrant } from './entitlement-grant.ts';
import { evidenceReport } from './evidence-report.ts';
import { officerAppoint } from './officer-appoint.ts';
import { officerDismiss } from './officer-dismiss.ts';
import { paymentConfirm } from './payment-confirm.ts';
import { paymentReturn } from './payment-return.ts';
import { paymentSchedule } from './payment-schedule.ts';
import { personEnrol } from './person-enrol.ts';
import { personRotateKey } from './person-rotate-key.ts';
import { programmeClose } from './programme-close.ts';
import { programmeOpen } from './programme-open.ts';
import { proposalCreate } from './proposal-create.ts';
import { proposalVote } from './proposal-vote.ts';
import { recordAmend } from './record-amend.ts';
import { recordIssue } from './record-issue.ts';
import { recordTransfer } from './record-transfer.ts';
import { recordTransition } from './record-transition.ts';

export const OPERATIONS: { readonly [K in TransactionKind]: Operation } = {
  'proposal.create': proposalCreate,
  'proposal.vote': proposalVote,
  'person.enrol': personEnrol,
  'person.rotate-key': personRotateKey,
  'officer.appoint': officerAppoint,
  'officer.dismiss': officerDismiss,
  'evidence.report': evidenceReport,
  'record.issue': recordIssue,
  'record.amend': recordAmend,
  'record.transition': recordTransition,
  'record.transfer': recordTransfer,
  'access.read': accessRead,
  'programme.open': programmeOpen,
  'programme.close': programmeClose,
  'entitlement.grant': entitlementGrant,
  'entitlement.end': entitlementEnd,
  'payment.schedule': paymentSchedule,
  'payment.confirm': paymentConfirm,
  'payment.return': paymentReturn,
};
