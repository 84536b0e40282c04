/** Submits transactions and waits until they are proven to be committed. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { TransactionResult } from '@annals/ledger/block';
import { formatId, type TransactionId } from '@annals/ledger/codec';
import { randomBytes } from '@annals/ledger/crypto';
import { AnnalsError, CATALOGUE, invariant, isErrorCode } from '@annals/ledger/errors';
import type { Proven, Receipt } from '@annals/ledger/light';
import { type Contradicted, commitTransactions, type Submission } from '@annals/ledger/reading';
import {
  type BodyOf,
  buildTransaction,
  SALT_SIZE_BYTES,
  type Transaction,
  type TransactionKind,
} from '@annals/ledger/transaction';
import type { Session } from './session.ts';
import type { Signer } from './signer.ts';

export type { Submission } from '@annals/ledger/reading';

/** A transaction that does not come into a block in this many heights will not, unless the network allows fewer. */
const VALID_FOR_HEIGHTS = 500;

/** What is proven of a transaction. */
export interface Committed {
  readonly id: TransactionId;
  readonly height: number;
  readonly result: TransactionResult;
  readonly receipt: Proven<Receipt>;
  /** What a node says about a refusal, for people. */
  readonly detail: string | null;
}

export const newSalt = (): Uint8Array => randomBytes(SALT_SIZE_BYTES);

/** Builds and signs, valid for a while from the height given. */
export function buildSigned<K extends TransactionKind>(
  session: Session,
  height: number,
  signer: Pick<Signer, 'secret' | 'agency'>,
  kind: K,
  body: BodyOf<K>,
  salt: Uint8Array = newSalt(),
): Transaction {
  return buildTransaction<K>({
    chain: session.chain,
    kind,
    body,
    agency: signer.agency,
    lastValid: height + Math.min(VALID_FOR_HEIGHTS, session.validityWindow - 1),
    salt,
    signerSecret: signer.secret,
  }) as unknown as Transaction;
}

/** One transaction that was submitted, and the nodes that said something else of it than what is proven. */
export interface CommittedAlone extends Committed {
  readonly contradicted: readonly Contradicted[];
}

/** Submits one transaction. @throws AnnalsError with the code for which the nodes or the ledger refused it. */
export async function submitOne(session: Session, submission: Submission): Promise<CommittedAlone> {
  const { committed, contradicted } = await submit(session, [submission]);
  const [one] = committed;
  invariant(one, 'what was submitted is committed');
  if (one.result.code === 'ok' || one.result.items.length > 0) return { ...one, contradicted };
  throw refusal(one);
}

/** The error that stands for a transaction that the ledger refused. */
export function refusal({
  id,
  height,
  result: { code },
  detail,
}: Pick<Committed, 'id' | 'height' | 'result' | 'detail'>): AnnalsError {
  const known = isErrorCode(code) ? code : 'node.internal';
  const what = detail ?? CATALOGUE[known].title;
  return new AnnalsError(known, `${what} (transaction ${formatId('transaction', id)} in block ${height})`);
}

/**
 * Submits transactions together and waits for all; what the ledger made of each is in its result.
 * @throws AnnalsError when one does not come into a block.
 */
export async function submitMany(session: Session, submissions: readonly Submission[]): Promise<readonly Committed[]> {
  return (await submit(session, submissions)).committed;
}

/** Submits, and tells the user which nodes said what is not so. */
async function submit(session: Session, submissions: readonly Submission[]) {
  const { nodes, trusted } = session;
  const { committed, contradicted } = await commitTransactions(nodes, trusted, submissions, { pause: sleep });
  session.noteContradicted(contradicted);
  return {
    committed: committed.map(({ id, header: { height }, result, receipt, detail }) => ({
      id,
      height,
      result,
      receipt,
      detail,
    })),
    contradicted,
  };
}
