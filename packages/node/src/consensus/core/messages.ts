/**
 * The messages that replicas exchange, and their encoding (PROTOCOL messages). A message that comes out of
 * {@link decodeMessage} is well-formed and bounded; whether its signatures verify is for the host to find with
 * {@link signedPartsOf} in signed.ts, and whether it fits the protocol is for the core.
 */
import { type CommitCertificate, commitCertificateShape, MAX_VALIDATORS } from '@annals/ledger/block';
import { type BlockHash, decodeShape, encodeShape, type Infer, type Shape, shape } from '@annals/ledger/codec';
import type { Vote } from '@annals/ledger/transaction';
import { MAX_MESSAGE_BYTES, MAX_VIEW } from './limits.ts';
import { type Proposal, proposalShape } from './proposal.ts';
import type { IndexedSignatures } from './quorum/membership.ts';

/** A block prepared in a view. */
export interface Prepared {
  readonly view: number;
  readonly block: BlockHash;
}

/** That a quorum prepared this block in this view: nothing else can have been decided in it or before. */
export interface PreparedCertificate {
  readonly view: number;
  readonly proposal: Proposal;
  /** Signatures under the prepares of the proposal's block in that view. */
  readonly prepares: IndexedSignatures;
}

/** A prepare or commit with its signer's index in the set that decides the height. */
export interface SignedVote extends Vote {
  readonly signer: number;
  readonly signature: Uint8Array;
}

/**
 * Why the primary of a view above 0 may propose its block: a quorum of view changes to that view, and, when any of
 * them names a prepared block, the prepares of the one with the highest view, which must be the block proposed.
 */
export interface Justification {
  /** Ascending by signer, all for the height and view of the pre-prepare. */
  readonly viewChanges: readonly {
    readonly signer: number;
    readonly prepared: Prepared | null;
    readonly signature: Uint8Array;
  }[];
  /** The prepares of the proposed block in the highest prepared view; null when no view change names one. */
  readonly prepares: IndexedSignatures | null;
}

export interface PrePrepareMessage {
  readonly type: 'pre-prepare';
  readonly height: number;
  readonly view: number;
  readonly proposal: Proposal;
  /** Null in view 0 and only there. A pre-prepare with one is what PBFT calls a new view. */
  readonly justification: Justification | null;
  readonly signer: number;
  readonly signature: Uint8Array;
}

export interface VoteMessage {
  readonly type: 'vote';
  readonly vote: SignedVote;
}

export interface ViewChangeMessage {
  readonly type: 'view-change';
  readonly height: number;
  /** The view that the signer moves to. */
  readonly view: number;
  /** What the signature covers of the certificate. */
  readonly prepared: Prepared | null;
  /** The proof of `prepared`, with the proposal, so that the new primary can propose it again. */
  readonly certificate: PreparedCertificate | null;
  readonly signer: number;
  readonly signature: Uint8Array;
}

/** Where a replica stands. */
export interface Standing {
  /** The height of its last applied block. */
  readonly height: number;
  readonly view: number;
  /** Whether it has the proposal of that view. */
  readonly hasProposal: boolean;
}

/**
 * Where its sender stands, signed with the key of its seat: by it peers notice who lacks what. It is no proof, and never
 * a reason to sync (ATTACK false-status).
 */
export interface StatusMessage extends Standing {
  readonly type: 'status';
  /** Greater than in all that the sender has sent before. */
  readonly serial: number;
  readonly signature: Uint8Array;
}

/** The answer to a stale peer: by what the height that it is stuck at was decided. */
export interface DecisionMessage {
  readonly type: 'decision';
  readonly certificate: CommitCertificate;
}

export type ConsensusMessage = PrePrepareMessage | VoteMessage | ViewChangeMessage | StatusMessage | DecisionMessage;

const height = shape.uint;
const view = shape.integer(0, MAX_VIEW);
const signer = shape.integer(0, MAX_VALIDATORS - 1);
const signature = shape.bytes(64);
const block = shape.id('block');

export const preparedShape = shape.nullable(shape.struct({ view, block }));

const indexedSignaturesShape = shape.list(shape.struct({ index: signer, signature }), MAX_VALIDATORS);

export const preparedCertificateShape: Shape<PreparedCertificate> = shape.struct({
  view,
  proposal: proposalShape,
  prepares: indexedSignaturesShape,
});

export const justificationShape: Shape<Justification> = shape.struct({
  viewChanges: shape.list(shape.struct({ signer, prepared: preparedShape, signature }), MAX_VALIDATORS),
  prepares: shape.nullable(indexedSignaturesShape),
});

const signedVoteShape: Shape<SignedVote> = shape.struct({
  step: shape.oneOf('prepare', 'commit'),
  height,
  view,
  block,
  signer,
  signature,
});

const unionShape = shape.union('type', {
  'pre-prepare': shape.struct({
    height,
    view,
    proposal: proposalShape,
    justification: shape.nullable(justificationShape),
    signer,
    signature,
  }),
  vote: shape.struct({ vote: signedVoteShape }),
  'view-change': shape.struct({
    height,
    view,
    prepared: preparedShape,
    certificate: shape.nullable(preparedCertificateShape),
    signer,
    signature,
  }),
  status: shape.struct({ height, view, hasProposal: shape.boolean, serial: shape.uint, signature }),
  decision: shape.struct({ certificate: commitCertificateShape }),
});

/** Fails to compile when the shape and the types above drift apart. */
const messageShape: Shape<ConsensusMessage> = unionShape satisfies Shape<Infer<typeof unionShape>>;

/** The canonical bytes of a message. */
export function encodeMessage(message: ConsensusMessage): Uint8Array {
  return encodeShape(messageShape, message);
}

/** Reads a message from a peer. @throws AnnalsError with a code of the codec, whatever the bytes (FAILURES 19). */
export function decodeMessage(bytes: Uint8Array): ConsensusMessage {
  return decodeShape(messageShape, bytes, MAX_MESSAGE_BYTES);
}

/** The height that a message is about: the one being decided, or for a status the last one applied. */
export function heightOf(message: ConsensusMessage): number {
  switch (message.type) {
    case 'vote':
      return message.vote.height;
    case 'decision':
      return message.certificate.height;
    default:
      return message.height;
  }
}
