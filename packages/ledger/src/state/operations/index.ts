/** The registry of operations: one for every kind of transaction, in a file of the same name. */
import type { TransactionKind } from '../../transaction/index.ts';
import type { Operation } from '../operation.ts';
import { evidenceReport } from './evidence-report.ts';
import { officerAppoint } from './officer-appoint.ts';
import { officerDismiss } from './officer-dismiss.ts';
import { personEnrol } from './person-enrol.ts';
import { personRotateKey } from './person-rotate-key.ts';
import { proposalCreate } from './proposal-create.ts';
import { proposalVote } from './proposal-vote.ts';

export const OPERATIONS: { readonly [K in TransactionKind]: Operation } = {
  'proposal.create': proposalCreate,
  'proposal.vote': proposalVote,
  'person.enrol': personEnrol,
  'person.rotate-key': personRotateKey,
  'officer.appoint': officerAppoint,
  'officer.dismiss': officerDismiss,
  'evidence.report': evidenceReport,
};
