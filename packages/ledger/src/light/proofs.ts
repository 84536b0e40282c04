/**
 * The proofs that travel: self-contained, so that whoever holds the genesis document verifies them offline. All are
 * shapes, hence both canonical CBOR and JSON files (PROTOCOL receipt, PROTOCOL trail).
 */

import {
  commitCertificateShape,
  consensusValidatorSetShape,
  MAX_ACCESS_ENTRY_BYTES,
  MAX_HEADER_BYTES,
  MAX_HISTORY_ENTRY_BYTES,
  MAX_RESULT_BYTES,
  MAX_VALUE_BYTES,
} from '../block/index.ts';
import { type Infer, shape } from '../codec/index.ts';
import { inclusionProofShape, membershipProofShape } from '../merkle/index.ts';
import { MAX_TRANSACTION_BYTES } from '../transaction/index.ts';

/** One change of the validator set a week for twenty years. */
export const MAX_EPOCHS = 1_040;
/** Entries of one log in one proof; longer logs are verified in pieces, each continuing the one before. */
export const MAX_LOG_ENTRIES_IN_PROOF = 20_000;
export const MAX_LOG_ENTRY_BYTES = Math.max(MAX_ACCESS_ENTRY_BYTES, MAX_HISTORY_ENTRY_BYTES);
const MAX_STATE_KEY_LENGTH = 200;

const headerBytesShape = shape.bytes({ min: 1, max: MAX_HEADER_BYTES });

/** A header at which the validator set changes, its certificate, and the set that decides the following heights. */
export const epochShape = shape.struct({
  header: headerBytesShape,
  certificate: commitCertificateShape,
  nextValidators: consensusValidatorSetShape,
});

/** A header with its commit certificate and the epochs from genesis to it. */
export const headerProofShape = shape.struct({
  header: headerBytesShape,
  certificate: commitCertificateShape,
  epochs: shape.list(epochShape, MAX_EPOCHS),
});

/** That a transaction was committed, and with which result. */
export const receiptShape = shape.struct({
  version: shape.integer(1, 1),
  proof: headerProofShape,
  index: shape.uint,
  transaction: shape.bytes({ min: 1, max: MAX_TRANSACTION_BYTES }),
  result: shape.bytes({ min: 1, max: MAX_RESULT_BYTES }),
  transactionInclusion: inclusionProofShape,
  resultInclusion: inclusionProofShape,
});

/** What the state holds under one key after one block, or that it holds nothing. */
export const stateProofShape = shape.struct({
  key: shape.text(MAX_STATE_KEY_LENGTH),
  value: shape.nullable(shape.bytes({ min: 1, max: MAX_VALUE_BYTES })),
  membership: membershipProofShape,
});

/** One state value with the header whose state root it leads to. */
export const provenValueShape = shape.struct({
  version: shape.integer(1, 1),
  proof: headerProofShape,
  state: stateProofShape,
});

/**
 * The entries of a log from `from` to its end, with the state value that holds its head. From 0 it is the whole log;
 * from a head that the verifier knows, the rest of it.
 */
export const provenLogShape = shape.struct({
  version: shape.integer(1, 1),
  proof: headerProofShape,
  state: stateProofShape,
  from: shape.uint,
  entries: shape.list(shape.bytes({ min: 1, max: MAX_LOG_ENTRY_BYTES }), MAX_LOG_ENTRIES_IN_PROOF),
});

export type Epoch = Infer<typeof epochShape>;
export type HeaderProof = Infer<typeof headerProofShape>;
export type Receipt = Infer<typeof receiptShape>;
export type StateProof = Infer<typeof stateProofShape>;
export type ProvenValue = Infer<typeof provenValueShape>;
export type ProvenLog = Infer<typeof provenLogShape>;
