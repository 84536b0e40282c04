/** What the REST API answers with: state values with their ids, and small summaries. Proofs come from `light`. */
import {
  agencyShape,
  ceremonyFaultShape,
  commitCertificateShape,
  entitlementShape,
  evidenceShape,
  headerShape,
  MAX_BLOCK_TRANSACTIONS,
  MAX_CEREMONY_FAULTS,
  MAX_VALIDATORS,
  officerShape,
  paymentShape,
  programmeShape,
  proposalShape,
  recordShape,
  recordTypeShape,
  transactionResultShape,
  validatorShape,
} from '../block/index.ts';
import { type IdentifierKind, type Infer, type Shape, shape } from '../codec/index.ts';
import { MAX_PARTICIPANTS } from '../threshold/index.ts';
import { CEREMONY_ROUNDS, localizedTextShape, MAX_TRANSACTION_BYTES } from '../transaction/index.ts';

/** Items on one page of a list. */
export const MAX_PAGE_SIZE = 200;
/** Transactions in one submission. */
export const MAX_SUBMISSION = 500;
/** Seats that get a share and holders that deal. */
const MAX_CEREMONY_MEMBERS = 2 * MAX_PARTICIPANTS;

/** A value with the id under which the state holds it. */
const identified = <K extends IdentifierKind, T>(kind: K, value: Shape<T>) =>
  shape.struct({ id: shape.id(kind), value });

/** A page of a list; `next` is the cursor of the following page, null on the last. */
const page = <T>(item: Shape<T>) =>
  shape.struct({ items: shape.list(item, MAX_PAGE_SIZE), next: shape.nullable(shape.text(200)) });

export const agencyAnswer = identified('agency', agencyShape);
export const officerAnswer = identified('officer', officerShape);
export const recordAnswer = identified('record', recordShape);
export const programmeAnswer = identified('programme', programmeShape);
export const entitlementAnswer = identified('entitlement', entitlementShape);
export const paymentAnswer = identified('payment', paymentShape);
export const proposalAnswer = identified('proposal', proposalShape);

export const agencyPage = page(agencyAnswer);
export const officerPage = page(officerAnswer);
export const recordPage = page(recordAnswer);
export const programmePage = page(programmeAnswer);
export const entitlementPage = page(entitlementAnswer);
export const paymentPage = page(paymentAnswer);
export const proposalPage = page(proposalAnswer);
export const evidencePage = page(evidenceShape);
export const recordTypePage = page(recordTypeShape);
/** Roles or purposes, in the order of their names. */
export const wordPage = page(shape.struct({ name: shape.slug, title: localizedTextShape }));

/** What became of one submitted transaction. */
export const submissionOutcome = shape.struct({
  id: shape.nullable(shape.id('transaction')),
  /** `accepted`: it waits for a block. `committed`: `result` says with what outcome. `refused`: `code` says why. */
  status: shape.oneOf('accepted', 'committed', 'refused'),
  code: shape.nullable(shape.text(48)),
  detail: shape.nullable(shape.text(2_000, { min: 0 })),
  height: shape.nullable(shape.uint),
  result: shape.nullable(transactionResultShape),
});

export const submissionAnswer = shape.struct({ outcomes: shape.list(submissionOutcome, MAX_SUBMISSION) });

export const transactionAnswer = shape.struct({
  id: shape.id('transaction'),
  height: shape.uint,
  index: shape.uint,
  timeMs: shape.time,
  transaction: shape.bytes({ min: 1, max: MAX_TRANSACTION_BYTES }),
  result: transactionResultShape,
});

export const blockSummary = shape.struct({ hash: shape.id('block'), header: headerShape });
export const blockPage = page(blockSummary);

export const blockAnswer = shape.struct({
  hash: shape.id('block'),
  header: headerShape,
  certificate: commitCertificateShape,
  transactions: shape.list(shape.id('transaction'), MAX_BLOCK_TRANSACTIONS),
});

/** A validator as the answering node sees it. */
export const validatorStatus = shape.struct({
  validator: validatorShape,
  /** Whether the answering node is connected to it; true for itself. */
  connected: shape.boolean,
  /** The highest height that it is known to have; null when it has not said. */
  height: shape.nullable(shape.uint),
  lastSeenMs: shape.nullable(shape.time),
});

export const validatorsAnswer = shape.struct({
  current: shape.list(validatorStatus, MAX_VALIDATORS),
  next: shape.list(validatorShape, MAX_VALIDATORS),
});

export const networkKeyStatus = shape.struct({
  epoch: shape.uint,
  /** How many shares open a seal. */
  threshold: shape.uint,
  sinceHeight: shape.uint,
  /** The agencies that hold a share. */
  holders: shape.list(shape.id('agency'), MAX_PARTICIPANTS),
  /** Whether the answering node holds one. */
  holdsShare: shape.boolean,
  /** Later shares that stand by: the seats that have not confirmed one keep the shares of `epoch` in force. */
  standby: shape.nullable(
    shape.struct({
      epoch: shape.uint,
      sinceHeight: shape.uint,
      confirmed: shape.list(shape.id('agency'), MAX_PARTICIPANTS),
      missing: shape.list(shape.id('agency'), MAX_PARTICIPANTS),
    }),
  ),
});

export const ceremonyStatus = shape.struct({
  epoch: shape.uint,
  round: shape.oneOf(...CEREMONY_ROUNDS, 'failed'),
  /** The time from which the round can end without those that are missing; null while its time has not begun. */
  untilMs: shape.nullable(shape.time),
  /** The agencies that have not spoken in this round. */
  missing: shape.list(shape.id('agency'), MAX_CEREMONY_MEMBERS),
  /** What has gone wrong so far, and by whom. */
  faults: shape.list(ceremonyFaultShape, MAX_CEREMONY_FAULTS),
});

/** Why blocks are or are not being made, in codes and in a sentence. */
export const statusAnswer = shape.struct({
  chain: shape.bytes(32),
  name: shape.text(100),
  version: shape.text(40),
  role: shape.oneOf('validator', 'observer'),
  height: shape.uint,
  hash: shape.id('block'),
  timeMs: shape.time,
  nowMs: shape.time,
  view: shape.uint,
  validators: shape.uint,
  quorum: shape.uint,
  connected: shape.uint,
  mempoolTransactions: shape.uint,
  mempoolBytes: shape.uint,
  signatureBackend: shape.text(40),
  state: shape.oneOf('idle', 'working', 'catching-up', 'stalled', 'halted'),
  /** The agencies of the validators that are not heard from. */
  missing: shape.list(shape.id('agency'), MAX_VALIDATORS),
  /** The key that records are sealed to; null until the first key ceremony has completed. */
  networkKey: shape.nullable(networkKeyStatus),
  /** The key ceremony that runs, or the last one when it failed; null when there is nothing to do. */
  ceremony: shape.nullable(ceremonyStatus),
  /** A sentence for the operator who was woken. */
  explanation: shape.text(1_000),
});

/** Days that the statistics go back, at most. */
export const MAX_STATISTICS_DAYS = 90;

/** What one day brought, in numbers; a read counts once, under what it was. */
export const dayStatistics = shape.struct({
  /** Midnight in UTC at which the day begins. */
  startMs: shape.time,
  blocks: shape.uint,
  transactions: shape.uint,
  /** Records asked for, one by one: granted in the ordinary way, refused, read in an emergency, read hidden. */
  reads: shape.struct({
    granted: shape.uint,
    refused: shape.uint,
    emergency: shape.uint,
    hidden: shape.uint,
  }),
});

export const statisticsAnswer = shape.struct({
  /** The last block that is counted. */
  height: shape.uint,
  /** False while a node counts anew: then the days it has not reached are too low. */
  isComplete: shape.boolean,
  /** One for each day, also where nothing happened; the last is the day of the last block, by block time. */
  days: shape.list(dayStatistics, MAX_STATISTICS_DAYS),
});

export type DayStatistics = Infer<typeof dayStatistics>;
export type StatisticsAnswer = Infer<typeof statisticsAnswer>;
export type SubmissionOutcome = Infer<typeof submissionOutcome>;
export type TransactionAnswer = Infer<typeof transactionAnswer>;
export type BlockAnswer = Infer<typeof blockAnswer>;
export type ValidatorsAnswer = Infer<typeof validatorsAnswer>;
export type NodeStatus = Infer<typeof statusAnswer>;
