/**
 * What the core asks the host to put on disk before anything signed leaves: each own message, and the prepared
 * certificate that a later view change must carry. The vote log of the current height restores a replica (restore.ts).
 */
import { decodeShape, encodeShape, type Infer, type Shape, shape } from '@annals/ledger/codec';
import { type Vote, voteShape } from '@annals/ledger/transaction';
import { MAX_VIEW, MAX_VOTE_RECORD_BYTES } from './limits.ts';
import {
  type Justification,
  justificationShape,
  type Prepared,
  type PreparedCertificate,
  preparedCertificateShape,
  preparedShape,
} from './messages.ts';
import { type Proposal, proposalShape } from './proposal.ts';

export type VoteRecord =
  | { readonly type: 'vote'; readonly vote: Vote }
  | {
      readonly type: 'pre-prepare';
      readonly height: number;
      readonly view: number;
      readonly proposal: Proposal;
      readonly justification: Justification | null;
    }
  | { readonly type: 'view-change'; readonly height: number; readonly view: number; readonly prepared: Prepared | null }
  /**
   * The host stores the bodies of the proposal's transactions with it, in the same sync: when everybody restarts with
   * an empty mempool, a prepared block must still be one that can be executed (FAILURES 15).
   */
  | { readonly type: 'prepared'; readonly height: number; readonly certificate: PreparedCertificate };

const height = shape.uint;
const view = shape.integer(0, MAX_VIEW);

const unionShape = shape.union('type', {
  vote: shape.struct({ vote: voteShape }),
  'pre-prepare': shape.struct({
    height,
    view,
    proposal: proposalShape,
    justification: shape.nullable(justificationShape),
  }),
  'view-change': shape.struct({ height, view, prepared: preparedShape }),
  prepared: shape.struct({ height, certificate: preparedCertificateShape }),
});

const voteRecordShape: Shape<VoteRecord> = unionShape satisfies Shape<Infer<typeof unionShape>>;

/** The canonical bytes of a record. */
export function encodeVoteRecord(record: VoteRecord): Uint8Array {
  return encodeShape(voteRecordShape, record);
}

/** Reads a record. @throws AnnalsError with a code of the codec. */
export function decodeVoteRecord(bytes: Uint8Array): VoteRecord {
  return decodeShape(voteRecordShape, bytes, MAX_VOTE_RECORD_BYTES);
}

/** The height that a record is about; those below the current one can be pruned. */
export function heightOfRecord(record: VoteRecord): number {
  return record.type === 'vote' ? record.vote.height : record.height;
}
