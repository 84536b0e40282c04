/**
 * Has transactions committed, and takes for committed only what is proven: the receipt of each is verified from the
 * genesis document. What a node says by itself, that something was committed, refused or lost, is held against that,
 * and the next node is asked (PROTOCOL submitting, ATTACK lying-node).
 */
import type { Header, TransactionResult } from '../block/index.ts';
import { equalBytes, formatId, type TransactionId } from '../codec/index.ts';
import { AnnalsError, type ErrorCode, isErrorCode } from '../errors/index.ts';
import { type Proven, type Receipt, type Trusted, type VerifiedReceipt, verifyReceipt } from '../light/index.ts';
import { MAX_SUBMISSION, type RestClient, routes, type SubmissionOutcome } from '../rest/index.ts';
import { isProtective, type Transaction } from '../transaction/index.ts';
import { type AskingOptions, type Contradicted, firstAnswer } from './first-answer.ts';
import { inTurns } from './in-turns.ts';
import { isAboutTheNode, mostTelling, PASSING } from './nodes.ts';

/** A transaction with the sealed content that travels beside it. */
export interface Submission {
  readonly transaction: Transaction;
  readonly sidecar: Uint8Array | null;
}

/** What the ledger made of a transaction, proven. */
export interface CommittedTransaction {
  readonly id: TransactionId;
  readonly header: Header;
  readonly result: TransactionResult;
  readonly receipt: Proven<Receipt>;
  /** What a node says about a refusal, for people; told, not proven. */
  readonly detail: string | null;
}

export interface CommitOptions {
  /** Waits, in milliseconds, until nodes that were busy are asked again; without it that they are busy is an error. */
  readonly pause?: (ms: number) => Promise<unknown>;
}

export interface Commitment {
  /** In the order of what was submitted. */
  readonly committed: readonly CommittedTransaction[];
  readonly contradicted: readonly Contradicted[];
}

/** For a node to have it committed. */
const COMMIT_TIMEOUT_MS = 30_000;
/** A commit takes less than a second. A node that has not answered by then is waited for beside the next. */
const HEAD_START_MS = 3_000;
/** More for each transaction of a long submission: to send, check and execute it. */
const HEAD_START_OF_EACH_MS = 10;
/** Where every node is busy all are asked again, a little later each time: 21 seconds in all. */
const MAX_ROUNDS = 20;
const ROUND_DELAY_MS = 100;
/** Receipts asked for at once: as many as a node answers on one connection. */
const RECEIPTS_AT_ONCE = 4;

/**
 * Submits transactions and waits until all are proven to be committed, granted or refused; that is in the result of
 * each. The same is sent to further nodes when one does not prove it, and at once to all of them when it protects a
 * person, whom a delay would hurt. It is entered once, whoever is sent it.
 * @param nodes at least one; each stands in for those before it.
 * @throws AnnalsError when one of them is not proven by any node, with the code that tells most of why.
 */
export async function commitTransactions(
  nodes: readonly RestClient[],
  trusted: Trusted,
  submissions: readonly Submission[],
  options: CommitOptions = {},
): Promise<Commitment> {
  const all: Commitment[] = [];
  for (let at = 0; at < submissions.length; at += MAX_SUBMISSION) {
    all.push(await new Batch(trusted, submissions.slice(at, at + MAX_SUBMISSION)).commit(nodes, options));
  }
  return {
    committed: all.flatMap(({ committed }) => committed),
    contradicted: all.flatMap(({ contradicted }) => contradicted),
  };
}

/** A receipt, and what it proves. */
interface ProvenReceipt {
  readonly receipt: Proven<Receipt>;
  readonly verified: VerifiedReceipt;
}

/**
 * The receipt of a transaction, from whichever node proves it: that one says it knows of none is no answer.
 * @throws AnnalsError `tx.not-found` when no node has it, `proof.*`, `node.*`.
 */
export async function fetchReceipt(
  nodes: readonly RestClient[],
  trusted: Trusted,
  id: TransactionId,
  options: AskingOptions = {},
): Promise<ProvenReceipt> {
  const ask = async (node: RestClient) => {
    try {
      return await receiptFrom(node, trusted, id);
    } catch (error) {
      throw asNodeError(error, node);
    }
  };
  return firstAnswer(nodes, ask, options);
}

/** Fetches and verifies. @throws AnnalsError `tx.not-found`, `proof.*`, `node.*`. */
async function receiptFrom(
  node: RestClient,
  trusted: Trusted,
  id: TransactionId,
  signal?: AbortSignal,
): Promise<ProvenReceipt> {
  const receipt = await node.call(routes.receipt, { params: { id }, ...(signal ? { signal } : {}) });
  const verified = verifyReceipt(trusted, receipt);
  if (!verified.ok) throw new AnnalsError(verified.code, verified.reason);
  if (verified.transaction.id === id) return { receipt: receipt as Proven<Receipt>, verified };
  throw new AnnalsError('proof.inclusion', `the receipt is of ${formatId('transaction', verified.transaction.id)}`);
}

/** Why a transaction has not been proven so far. */
interface Failure {
  readonly node: string;
  readonly error: AnnalsError;
}

/** What is submitted together, on its way. */
class Batch {
  readonly #submissions: readonly Submission[];
  readonly #proven = new Map<TransactionId, CommittedTransaction>();
  /** What each node said last of each that it has not proven. */
  readonly #failures = new Map<TransactionId, Map<string, Failure>>();
  readonly #contradicted = new Map<string, Contradicted>();
  /** What is verified on the way is kept, so that a fork between two receipts shows. */
  #trusted: Trusted;

  constructor(trusted: Trusted, submissions: readonly Submission[]) {
    this.#trusted = trusted;
    this.#submissions = submissions;
  }

  async commit(nodes: readonly RestClient[], { pause }: CommitOptions): Promise<Commitment> {
    const protects = this.#submissions.some(({ transaction }) => isProtective(transaction));
    const headStartMs = protects ? 0 : HEAD_START_MS + HEAD_START_OF_EACH_MS * this.#submissions.length;
    const isDone = () => this.#open().length === 0;
    const ask = (node: RestClient, signal: AbortSignal) => this.#ask(node, signal);
    for (let round = 1; ; round++) {
      await inTurns(nodes, ask, { headStartMs, isDone });
      if (isDone() || !pause || round >= MAX_ROUNDS || !this.#open().some((each) => this.#mayBeTaken(each))) break;
      await pause(ROUND_DELAY_MS * round);
    }
    return this.#conclude();
  }

  #open(): readonly Submission[] {
    return this.#submissions.filter(({ transaction: { id } }) => !this.#proven.has(id));
  }

  #mayBeTaken({ transaction: { id } }: Submission): boolean {
    return [...(this.#failures.get(id)?.values() ?? [])].some(({ error }) => PASSING.has(error.code));
  }

  async #ask(node: RestClient, signal: AbortSignal): Promise<void> {
    const sent = this.#open();
    const transactions = sent.map(({ transaction: { bytes }, sidecar }) => ({ transaction: bytes, sidecar }));
    const body = { transactions, wait: 'committed', timeoutMs: COMMIT_TIMEOUT_MS } as const;
    let outcomes: readonly SubmissionOutcome[];
    try {
      ({ outcomes } = await node.call(routes.submit, { body, signal }));
    } catch (error) {
      const refused = asNodeError(error, node);
      if (refused.code === 'node.bad-answer') this.#contradict(node, refused.code, refused.message);
      await someAtATime(sent, ({ transaction }) => this.#hear(node, transaction, null, refused, signal));
      return;
    }
    if (outcomes.length !== sent.length) {
      const reason = `it answered with ${outcomes.length} outcomes of ${sent.length} transactions`;
      const error = this.#contradict(node, 'node.bad-answer', reason);
      for (const { transaction } of sent) this.#note(node, transaction, error);
      return;
    }
    await someAtATime([...sent.entries()], ([i, { transaction }]) => {
      const outcome = outcomes[i] as SubmissionOutcome;
      return this.#hear(node, transaction, outcome, errorOf(outcome, node), signal);
    });
  }

  /** Takes in what a node says of a transaction: what it says is committed, it has to prove. */
  async #hear(
    node: RestClient,
    transaction: Transaction,
    told: SubmissionOutcome | null,
    refused: AnnalsError | null,
    signal: AbortSignal,
  ): Promise<void> {
    const { id } = transaction;
    if (this.#proven.has(id)) return;
    if (told !== null && told.id !== null && told.id !== id) {
      const reason = `it answered for ${formatId('transaction', told.id)} instead of ${formatId('transaction', id)}`;
      this.#note(node, transaction, this.#contradict(node, 'node.bad-answer', reason));
      return;
    }
    if (refused !== null) this.#note(node, transaction, refused);
    // It is expired as well, once its last valid height has passed after it was committed.
    const saysCommitted = refused === null || refused.code === 'tx.replayed';
    if (!saysCommitted && refused.code !== 'tx.expired') return;
    try {
      const { receipt, verified } = await receiptFrom(node, this.#trusted, id, signal);
      this.#prove(node, transaction, { receipt, verified, told });
    } catch (error) {
      const failure = asNodeError(error, node);
      if (!saysCommitted) return;
      this.#note(node, transaction, this.#unproven(node, failure));
    }
  }

  #prove(
    node: RestClient,
    { id, bytes }: Transaction,
    { receipt, verified, told }: ProvenReceipt & { readonly told: SubmissionOutcome | null },
  ): void {
    const { header, result, trusted } = verified;
    if (!equalBytes(receipt.transaction, bytes)) {
      throw new AnnalsError('proof.inclusion', 'the receipt holds other bytes than were sent');
    }
    if (trusted.latestHeight > this.#trusted.latestHeight) this.#trusted = trusted;
    const isOther =
      told?.result != null && (told.result.code !== result.code || told.result.items.length !== result.items.length);
    if (isOther || (told?.height != null && told.height !== header.height)) {
      const said = `${told.result?.code ?? 'committed'} in block ${told.height}`;
      this.#contradict(node, 'node.bad-answer', `it says ${said}; it is ${result.code} in block ${header.height}`);
    }
    const detail = isOther ? null : (told?.detail ?? null);
    if (!this.#proven.has(id)) this.#proven.set(id, { id, header, result, receipt, detail });
  }

  /** What it means that a node said committed, and gave this instead of the proof. */
  #unproven(node: RestClient, failure: AnnalsError): AnnalsError {
    if (failure.code === 'tx.not-found') {
      return this.#contradict(node, 'proof.missing', 'it says that the transaction is committed, and has no receipt');
    }
    if (failure.code.startsWith('proof.')) this.#contradict(node, failure.code, failure.message);
    return failure;
  }

  #note(node: RestClient, { id }: Transaction, error: AnnalsError): void {
    const failures = this.#failures.get(id) ?? new Map<string, Failure>();
    failures.set(node.baseUrl, { node: node.baseUrl, error });
    this.#failures.set(id, failures);
  }

  #contradict(node: RestClient, code: ErrorCode, reason: string): AnnalsError {
    const { baseUrl } = node;
    this.#contradicted.set(`${baseUrl} ${code}`, { node: baseUrl, code, reason });
    return new AnnalsError(code, `${baseUrl}: ${reason}`);
  }

  #conclude(): Commitment {
    const committed = this.#submissions.map(({ transaction: { id } }) => {
      const proven = this.#proven.get(id);
      const failures = [...(this.#failures.get(id)?.values() ?? [])];
      if (!proven) throw unproven(id, failures);
      for (const { node, error } of failures) {
        // That it is busy or away is no word about the transaction, and what it did not prove is noted already.
        if (isAboutTheNode(error) || MEANS_COMMITTED.has(error.code)) continue;
        const reason = `it refused what the ledger has committed: ${error.message}`;
        this.#contradicted.set(`${node} ${error.code}`, { node, code: error.code, reason });
      }
      return proven;
    });
    return { committed, contradicted: [...this.#contradicted.values()] };
  }
}

/** What a node says of a transaction that has been committed, or while it is not yet. */
const MEANS_COMMITTED: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['tx.replayed', 'tx.expired', 'node.timeout']);

/** The error that an outcome stands for; null where it says that the transaction is committed. */
function errorOf({ status, code, detail }: SubmissionOutcome, node: RestClient): AnnalsError | null {
  if (status === 'committed') return null;
  const known = code !== null && isErrorCode(code) ? code : 'node.bad-answer';
  return new AnnalsError(known, `${node.baseUrl}: ${detail ?? `the transaction is ${status}`}`);
}

/** What a call threw, naming the node. */
function asNodeError(error: unknown, { baseUrl }: RestClient): AnnalsError {
  if (!(error instanceof AnnalsError)) throw error;
  return error.message.includes(baseUrl)
    ? error
    : new AnnalsError(error.code, `${baseUrl}: ${error.message}`, { cause: error });
}

/** Why none has proven it, by the answer that tells most, and how many said something else. */
function unproven(id: TransactionId, failures: readonly Failure[]): AnnalsError {
  const error = mostTelling(failures.map((each) => each.error));
  const others = failures.length > 1 ? `; ${failures.length} nodes were asked, and none proves it` : '';
  return new AnnalsError(error.code, `${error.message} (transaction ${formatId('transaction', id)}${others})`, {
    cause: error,
  });
}

/** Runs for all, a few at a time: the next begins as soon as one is done. */
async function someAtATime<T>(items: readonly T[], run: (item: T) => Promise<void>): Promise<void> {
  let at = 0;
  const worker = async (): Promise<void> => {
    while (at < items.length) await run(items[at++] as T);
  };
  await Promise.all(Array.from({ length: RECEIPTS_AT_ONCE }, worker));
}
