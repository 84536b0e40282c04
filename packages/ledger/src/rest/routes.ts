/** The routes of the REST API, all of them but the event stream, metrics and the OpenAPI document itself. */
import {
  accessEntryShape,
  genesisShape,
  historyEntryShape,
  parametersShape,
  recordShape,
  recordTypeShape,
  subjectShape,
} from '../block/index.ts';
import { type Infer, type Shape, shape } from '../codec/index.ts';
import type { ErrorCode } from '../errors/index.ts';
import {
  epochShape,
  MAX_EPOCHS,
  MAX_LOG_ENTRIES_IN_PROOF,
  provenLogShape,
  provenValueShape,
  receiptShape,
} from '../light/index.ts';
import { MAX_SIDECAR_BYTES } from '../sidecar/index.ts';
import { MAX_TRANSACTION_BYTES } from '../transaction/index.ts';
import {
  agencyAnswer,
  agencyPage,
  blockAnswer,
  blockPage,
  entitlementAnswer,
  entitlementPage,
  evidencePage,
  MAX_PAGE_SIZE,
  MAX_STATISTICS_DAYS,
  MAX_SUBMISSION,
  officerAnswer,
  officerPage,
  paymentAnswer,
  paymentPage,
  programmeAnswer,
  programmePage,
  proposalAnswer,
  proposalPage,
  recordPage,
  recordTypePage,
  statisticsAnswer,
  statusAnswer,
  submissionAnswer,
  transactionAnswer,
  validatorsAnswer,
  wordPage,
} from './answers.ts';
import { erasureRoutes } from './erasure-routes.ts';
import { noticeRoutes } from './notice-routes.ts';
import { openingRoutes } from './opening-routes.ts';
import { personRoutes } from './person-routes.ts';
import { policyRoutes } from './policy-routes.ts';
import type { Route, RouteAccess } from './route.ts';
import { silenceRoutes } from './silence-routes.ts';

type Nothing = { readonly [name: string]: never };
const nothing = shape.struct({}) as unknown as Shape<Nothing>;

const paging = shape.struct({
  /** The cursor that the page before gave as `next`. */
  after: shape.nullable(shape.text(200)),
  limit: shape.nullable(shape.integer(1, MAX_PAGE_SIZE)),
});
/** The text of a state key as `stateKey` builds it, such as `agency/<hex>`. */
const stateKeyText = shape.text(200);
const fromEntry = shape.struct({ from: shape.nullable(shape.uint) });

/** Entries of a log with the proof of its end; `next` is where the next part begins, null when this one reaches the end. */
const logPart = <T>(entry: Shape<T>) =>
  shape.struct({
    entries: shape.list(entry, MAX_LOG_ENTRIES_IN_PROOF),
    proven: provenLogShape,
    next: shape.nullable(shape.uint),
  });

interface Options<P, Q, R> {
  readonly params?: Shape<P>;
  readonly query?: Shape<Q>;
  readonly response: Shape<R>;
  readonly access?: RouteAccess;
  readonly errors?: readonly ErrorCode[];
}

function get<R, P = Nothing, Q = Nothing>(
  name: string,
  path: string,
  summary: string,
  options: Options<P, Q, R>,
): Route<P, Q, undefined, R> {
  return {
    name,
    method: 'GET',
    path,
    summary,
    params: options.params ?? (nothing as unknown as Shape<P>),
    query: options.query ?? (nothing as unknown as Shape<Q>),
    body: null,
    response: options.response,
    access: options.access ?? 'public',
    errors: [
      ...(options.access === 'key-possession' ? (['auth.required', 'auth.invalid', 'auth.not-entitled'] as const) : []),
      ...(options.errors ?? []),
    ],
  };
}

export const submissionShape = shape.struct({
  transactions: shape.list(
    shape.struct({
      /** Somewhat more than is allowed is read, so that one that is too large gets its own verdict. */
      transaction: shape.bytes({ min: 1, max: 4 * MAX_TRANSACTION_BYTES }),
      /** The sealed content that the transaction names by its hash; null where it names none. */
      sidecar: shape.nullable(shape.bytes({ min: 1, max: MAX_SIDECAR_BYTES })),
    }),
    MAX_SUBMISSION,
    1,
  ),
  /** Answer at once (`accepted`), or when all are committed or the time is up (`committed`). */
  wait: shape.oneOf('accepted', 'committed'),
  /** How long to wait for `committed`, at most a minute. */
  timeoutMs: shape.integer(0, 60_000),
});

type Submission = Infer<typeof submissionShape>;
type SubmissionAnswer = Infer<typeof submissionAnswer>;

const submit: Route<Nothing, Nothing, Submission, SubmissionAnswer> = {
  name: 'submitTransactions',
  method: 'POST',
  path: '/v1/transactions',
  summary: 'Submit signed transactions, with their sealed content, and optionally wait until they are committed',
  params: nothing,
  query: nothing,
  body: submissionShape,
  response: submissionAnswer,
  access: 'public',
  errors: [
    'node.busy',
    'store.full',
    'node.timeout',
    'tx.bad-signature',
    'tx.expired',
    'tx.not-authorised',
    'tx.replayed',
    'tx.signer-unknown',
    'tx.too-far',
    'tx.unknown-kind',
    'tx.wrong-chain',
    'sidecar.mismatch',
  ],
};

const subject = shape.struct({ subject: shape.id('subject') });
const person = { params: subject, access: 'key-possession', errors: ['subject.unknown'] } as const;

export const routes = {
  ...silenceRoutes,
  ...openingRoutes,
  ...personRoutes,
  ...policyRoutes,
  ...erasureRoutes,
  ...noticeRoutes,
  submit,
  transaction: get('getTransaction', '/v1/transactions/{id}', 'A committed transaction with its result', {
    params: shape.struct({ id: shape.id('transaction') }),
    response: transactionAnswer,
    errors: ['tx.not-found'],
  }),
  receipt: get(
    'getReceipt',
    '/v1/transactions/{id}/receipt',
    'The receipt of a committed transaction, verifiable offline',
    {
      params: shape.struct({ id: shape.id('transaction') }),
      response: receiptShape,
      errors: ['tx.not-found'],
    },
  ),
  blocks: get('listBlocks', '/v1/blocks', 'Blocks, the latest first', { query: paging, response: blockPage }),
  block: get('getBlock', '/v1/blocks/{height}', 'A block: its header, certificate and the ids of its transactions', {
    params: shape.struct({ height: shape.uint }),
    response: blockAnswer,
    errors: ['block.not-found'],
  }),
  record: get('getRecord', '/v1/records/{record}', 'What is public of a record, with the proof of its current state', {
    params: shape.struct({ record: shape.id('record') }),
    response: shape.struct({ record: recordShape, proven: provenValueShape }),
    errors: ['record.unknown'],
  }),
  recordHistory: get('getRecordHistory', '/v1/records/{record}/history', 'Every change of a record, proven complete', {
    params: shape.struct({ record: shape.id('record') }),
    query: fromEntry,
    response: logPart(historyEntryShape),
    errors: ['record.unknown'],
  }),
  recordTypes: get('listRecordTypes', '/v1/record-types', 'The record types that are declared', {
    query: paging,
    response: recordTypePage,
  }),
  recordType: get('getRecordType', '/v1/record-types/{name}', 'One record type, in its current version', {
    params: shape.struct({ name: shape.slug }),
    response: recordTypeShape,
    errors: ['type.unknown'],
  }),
  roles: get('listRoles', '/v1/roles', 'The roles that the members know', { query: paging, response: wordPage }),
  purposes: get('listPurposes', '/v1/purposes', 'The purposes that the members know', {
    query: paging,
    response: wordPage,
  }),
  agencies: get('listAgencies', '/v1/agencies', 'The member agencies', { query: paging, response: agencyPage }),
  agency: get('getAgency', '/v1/agencies/{agency}', 'One agency', {
    params: shape.struct({ agency: shape.id('agency') }),
    response: agencyAnswer,
    errors: ['agency.unknown'],
  }),
  officers: get('listOfficers', '/v1/agencies/{agency}/officers', 'The officers of an agency', {
    params: shape.struct({ agency: shape.id('agency') }),
    query: paging,
    response: officerPage,
    errors: ['agency.unknown'],
  }),
  officer: get('getOfficer', '/v1/officers/{officer}', 'One officer: roles and term, no name', {
    params: shape.struct({ officer: shape.id('officer') }),
    response: officerAnswer,
    errors: ['officer.unknown'],
  }),
  validators: get('listValidators', '/v1/validators', 'The validator set, and who is heard from', {
    response: validatorsAnswer,
  }),
  proposals: get('listProposals', '/v1/proposals', 'Proposals and the votes on them', {
    query: paging,
    response: proposalPage,
  }),
  proposal: get('getProposal', '/v1/proposals/{proposal}', 'One proposal', {
    params: shape.struct({ proposal: shape.id('proposal') }),
    response: proposalAnswer,
    errors: ['proposal.unknown'],
  }),
  evidence: get('listEvidence', '/v1/evidence', 'Equivocations of validators that are proven', {
    query: paging,
    response: evidencePage,
  }),
  programmes: get('listProgrammes', '/v1/programmes', 'Welfare programmes with budget and what is spent', {
    query: paging,
    response: programmePage,
  }),
  programme: get('getProgramme', '/v1/programmes/{programme}', 'One programme', {
    params: shape.struct({ programme: shape.id('programme') }),
    response: programmeAnswer,
    errors: ['programme.unknown'],
  }),
  parameters: get('getParameters', '/v1/parameters', 'The parameters of the network that agencies change by vote', {
    response: parametersShape,
  }),
  entitlement: get(
    'getEntitlement',
    '/v1/entitlements/{entitlement}',
    'One entitlement; for its subject and the agency of the programme',
    {
      params: shape.struct({ entitlement: shape.id('entitlement') }),
      response: entitlementAnswer,
      access: 'key-possession',
      errors: ['entitlement.unknown'],
    },
  ),
  payment: get('getPayment', '/v1/payments/{payment}', 'One payment; for its subject and the agency of the programme', {
    params: shape.struct({ payment: shape.id('payment') }),
    response: paymentAnswer,
    access: 'key-possession',
    errors: ['payment.unknown'],
  }),
  subject: get('getSubject', '/v1/subjects/{subject}', 'A subject: sector, key and status', {
    ...person,
    response: subjectShape,
  }),
  subjectRecords: get(
    'listRecordsOfSubject',
    '/v1/subjects/{subject}/records',
    "A subject's records; for her and for appointed officers",
    {
      ...person,
      query: paging,
      response: recordPage,
    },
  ),
  accessLog: get(
    'getAccessLog',
    '/v1/subjects/{subject}/access-log',
    "Who read, or tried to read, a subject's records: proven complete; for her alone",
    {
      ...person,
      query: fromEntry,
      response: logPart(accessEntryShape),
    },
  ),
  subjectEntitlements: get(
    'listEntitlementsOfSubject',
    '/v1/subjects/{subject}/entitlements',
    "A subject's entitlements",
    {
      ...person,
      query: paging,
      response: entitlementPage,
    },
  ),
  subjectPayments: get('listPaymentsOfSubject', '/v1/subjects/{subject}/payments', "A subject's payments", {
    ...person,
    query: paging,
    response: paymentPage,
  }),
  sidecar: get('getSidecar', '/v1/records/{record}/sidecar', 'The sealed content of a record; for its subject alone', {
    params: shape.struct({ record: shape.id('record') }),
    query: shape.struct({ version: shape.nullable(shape.uint) }),
    response: shape.struct({ sidecar: shape.bytes({ min: 1, max: MAX_SIDECAR_BYTES }) }),
    access: 'key-possession',
    errors: ['record.unknown', 'sidecar.missing', 'sidecar.not-entitled'],
  }),
  provenValue: get(
    'getProvenValue',
    '/v1/values/{key}',
    'What the state holds under a key, or that it holds nothing, with the proof; for what is not about a person',
    {
      params: shape.struct({ key: stateKeyText }),
      response: shape.struct({ proven: provenValueShape }),
      errors: ['auth.not-entitled'],
    },
  ),
  provenValueOfSubject: get(
    'getProvenValueOfSubject',
    '/v1/subjects/{subject}/values/{key}',
    'The same for what is about a subject, such as her payments and consents; for her alone, her key also for agencies, what a programme pays her for its own, who acts for her for registrars of one that stands for it',
    {
      ...person,
      params: shape.struct({ subject: shape.id('subject'), key: stateKeyText }),
      response: shape.struct({ proven: provenValueShape }),
    },
  ),
  genesis: get('getGenesis', '/v1/genesis', 'The genesis document; compare its chain id with one from elsewhere', {
    response: genesisShape,
  }),
  epochs: get('listEpochs', '/v1/epochs', 'The headers at which the validator set changed', {
    response: shape.struct({ epochs: shape.list(epochShape, MAX_EPOCHS) }),
  }),
  status: get('getStatus', '/v1/status', 'Whether blocks are being made; if not, why, and who is missing', {
    response: statusAnswer,
  }),
  statistics: get(
    'getStatistics',
    '/v1/statistics',
    'Blocks, transactions and reads of the last days, by block time; without anything about a person',
    {
      /** How many days; 30 when left out. */
      query: shape.struct({ days: shape.nullable(shape.integer(1, MAX_STATISTICS_DAYS)) }),
      response: statisticsAnswer,
    },
  ),
} as const;

export type RouteName = keyof typeof routes;
