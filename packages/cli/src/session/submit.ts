/** Submits transactions and waits until they are committed. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { TransactionResult } from '@annals/ledger/block';
import { formatId, type TransactionId } from '@annals/ledger/codec';
import { randomBytes } from '@annals/ledger/crypto';
import { AnnalsError, CATALOGUE, isErrorCode } from '@annals/ledger/errors';
import { MAX_SUBMISSION, routes, type SubmissionOutcome } from '@annals/ledger/rest';
import {
  type BodyOf,
  buildTransaction,
  SALT_SIZE_BYTES,
  type Transaction,
  type TransactionKind,
} from '@annals/ledger/transaction';
import type { Session } from './session.ts';
import type { Signer } from './signer.ts';

/** A transaction that does not come into a block in this many heights will not, unless the network allows fewer. */
const VALID_FOR_HEIGHTS = 500;
const COMMIT_TIMEOUT_MS = 30_000;
/** A busy node is asked again, a little later each time. */
const MAX_BUSY_RETRIES = 20;
const BUSY_DELAY_MS = 100;

/** A transaction with the sealed content that travels beside it. */
export interface Submission {
  readonly transaction: Transaction;
  readonly sidecar: Uint8Array | null;
}

export interface Committed {
  readonly id: TransactionId;
  readonly height: number;
  readonly result: TransactionResult;
  /** What the node says about a refusal, for people. */
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
    lastValid: height + Math.min(VALID_FOR_HEIGHTS, session.genesis.parameters.validityWindow - 1),
    salt,
    signerSecret: signer.secret,
  }) as unknown as Transaction;
}

/** Submits one transaction. @throws AnnalsError with the code for which the node or the ledger refused it. */
export async function submitOne(session: Session, submission: Submission): Promise<Committed> {
  const [committed] = await submitMany(session, [submission]);
  if (!committed) throw new AnnalsError('node.internal', 'the node answered with nothing');
  const { code } = committed.result;
  if (code === 'ok' || committed.result.items.length > 0) return committed;
  throw refusal(committed);
}

/** The error that stands for a transaction that the ledger refused. */
export function refusal({ id, height, result: { code }, detail }: Committed): AnnalsError {
  const known = isErrorCode(code) ? code : 'node.internal';
  const what = detail ?? CATALOGUE[known].title;
  return new AnnalsError(known, `${what} (transaction ${formatId('transaction', id)} in block ${height})`);
}

/**
 * Submits transactions together and waits for all; what the ledger made of each is in its result.
 * @throws AnnalsError when one does not come into a block.
 */
export async function submitMany(session: Session, submissions: readonly Submission[]): Promise<readonly Committed[]> {
  const committed: Committed[] = [];
  for (let at = 0; at < submissions.length; at += MAX_SUBMISSION) {
    committed.push(...(await submitBatch(session, submissions.slice(at, at + MAX_SUBMISSION))));
  }
  return committed;
}

async function submitBatch(session: Session, batch: readonly Submission[]): Promise<readonly Committed[]> {
  const transactions = batch.map(({ transaction: { bytes }, sidecar }) => ({ transaction: bytes, sidecar }));
  const body = { transactions, wait: 'committed', timeoutMs: COMMIT_TIMEOUT_MS } as const;
  for (let attempt = 1; ; attempt++) {
    try {
      const { outcomes } = await session.client().call(routes.submit, { body });
      return outcomes.map(committedOf);
    } catch (error) {
      const isBusy = error instanceof AnnalsError && (error.code === 'node.busy' || error.code === 'node.rate-limited');
      if (!isBusy || attempt >= MAX_BUSY_RETRIES) throw error;
      await sleep(BUSY_DELAY_MS * attempt);
    }
  }
}

function committedOf({ id, status, code, detail, height, result }: SubmissionOutcome): Committed {
  if (id !== null && height !== null && result !== null) return { id, height, result, detail };
  const known = code !== null && isErrorCode(code) ? code : 'node.internal';
  const name = id === null ? '' : ` (transaction ${formatId('transaction', id)})`;
  throw new AnnalsError(known, `${detail ?? `the transaction is ${status}`}${name}`);
}
