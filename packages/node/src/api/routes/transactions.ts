/** Submitting transactions, and looking at those that are committed. */
import { decodeHeader, decodeResult, type TransactionResult } from '@annals/ledger/block';
import type { TransactionId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import type { SubmissionOutcome } from '@annals/ledger/rest';
import type { Intake } from '../../mempool/index.ts';
import type { NodeServices } from '../../services.ts';
import type { StoredTransaction } from '../../store/store.ts';
import { BlockTrees } from '../block-trees.ts';
import type { ApiRequest, Handlers } from '../handler.ts';
import { proveTransaction } from '../proofs.ts';

export function transactionRoutes(services: NodeServices): Pick<Handlers, 'submit' | 'transaction' | 'receipt'> {
  const { store } = services;
  const trees = new BlockTrees(store);
  return {
    submit: (request) => submit(services, request),
    transaction: ({ params: { id } }) => {
      const stored = store.transaction(id);
      if (!stored) throw new AnnalsError('tx.not-found', 'no committed transaction has this id');
      const { height, index, bytes } = stored;
      const header = store.header(height);
      if (!header) throw new AnnalsError('store.damaged', `the header of block ${height} is missing`);
      const { timeMs } = decodeHeader(header.headerBytes);
      return { id, height, index, timeMs, transaction: bytes, result: resultOf(stored) };
    },
    receipt: ({ params: { id } }) => proveTransaction(store, trees, id),
  };
}

async function submit(
  services: NodeServices,
  request: ApiRequest<'submit'>,
): Promise<{ readonly outcomes: readonly SubmissionOutcome[] }> {
  const { transactions, wait, timeoutMs } = request.body;
  request.charge(transactions.length);
  if (!services.isReady()) throw new AnnalsError('node.not-ready', services.status().explanation);
  const faults = new Map(request.faults.map((fault) => [fault.index, fault]));
  const batch = transactions.map(({ transaction, sidecar }, i) => ({
    bytes: transaction,
    sidecar,
    fault: faults.get(i),
  }));
  const intakes = await request.waitFor(services.intake.offer(batch, 'client', request.account));
  refuseAsWhole(intakes);
  const deadline = wait === 'committed' ? deadlineOf(request.signal, timeoutMs) : undefined;
  try {
    const settled = intakes.map((intake) => {
      if (!intake.ok) return refusedOutcome(services, intake);
      return deadline ? waitFor(services, intake.id, deadline.signal) : accepted(intake.id);
    });
    const outcomes = await request.waitFor(Promise.all(settled));
    return { outcomes };
  } finally {
    deadline?.clear();
  }
}

/** One transaction that is refused is an error; so is a submission that finds no room at all. */
function refuseAsWhole(intakes: readonly Intake[]): void {
  const [first] = intakes;
  if (!first || first.ok) return;
  const isAlone = intakes.length === 1;
  const isBusy = intakes.every((intake) => !intake.ok && intake.code === 'node.busy');
  if (isAlone || isBusy) throw new AnnalsError(first.code, first.detail);
}

function accepted(
  id: TransactionId,
  code: 'node.timeout' | 'node.busy' | null = null,
  detail: string | null = null,
): SubmissionOutcome {
  return { id, status: 'accepted', code, detail, height: null, result: null };
}

/** What was committed before is told with its result, so that a client who sends again learns what became of it. */
function refusedOutcome({ store }: NodeServices, { id, code, detail }: Intake & { ok: false }): SubmissionOutcome {
  const stored = id === null || code !== 'tx.replayed' ? undefined : store.transaction(id);
  const [height, result] = stored ? [stored.height, resultOf(stored)] : [null, null];
  return { id, status: 'refused', code, detail: detail.slice(0, 2_000), height, result };
}

function waitFor({ store, commits }: NodeServices, id: TransactionId, ended: AbortSignal): Promise<SubmissionOutcome> {
  return new Promise((resolve) => {
    // A block may have brought it while the other signatures of the submission were being verified.
    const stored = store.transaction(id);
    if (stored) {
      resolve({ id, status: 'committed', code: null, detail: null, height: stored.height, result: resultOf(stored) });
      return;
    }
    if (!commits.hasRoomFor(id)) {
      resolve(accepted(id, 'node.busy', 'accepted; too many transactions are waited for, ask for the receipt later'));
      return;
    }
    const forget = commits.wait(id, ({ height, result, message }) => {
      ended.removeEventListener('abort', giveUp);
      resolve({ id, status: 'committed', code: null, detail: message ?? null, height, result });
    });
    const giveUp = (): void => {
      forget();
      resolve(
        accepted(id, 'node.timeout', 'accepted, and not committed within the time asked; ask for the receipt later'),
      );
    };
    if (ended.aborted) giveUp();
    else ended.addEventListener('abort', giveUp, { once: true });
  });
}

/** A signal that is aborted after the time, or when the request ends. */
function deadlineOf(ended: AbortSignal, timeoutMs: number): { readonly signal: AbortSignal; clear(): void } {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  const timer = setTimeout(abort, timeoutMs);
  if (ended.aborted) abort();
  else ended.addEventListener('abort', abort, { once: true });
  return {
    signal: controller.signal,
    clear: () => {
      clearTimeout(timer);
      ended.removeEventListener('abort', abort);
    },
  };
}

function resultOf({ result }: StoredTransaction): TransactionResult {
  return decodeResult(result);
}
