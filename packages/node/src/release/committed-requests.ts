/** Finds a committed transaction; one that a reader has seen at another node first is waited for a moment. */
import { decodeHeader, decodeResult } from '@annals/ledger/block';
import type { TransactionId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { decodeTransaction } from '@annals/ledger/transaction';
import type { CommitWaiter } from '../chain/index.ts';
import type { Later } from '../later.ts';
import type { WorkAccount } from '../network/peer-account.ts';
import type { Store } from '../store/store.ts';
import { type Finding, KeptFindings } from './kept-findings.ts';
import { RELEASE_LIMITS } from './limits.ts';
import type { CommittedRequest } from './opening.ts';

export interface CommittedRequestsParts {
  readonly store: Store;
  readonly commits: CommitWaiter;
  readonly later: Later;
}

export class CommittedRequests {
  readonly #parts: CommittedRequestsParts;
  readonly #kept = new KeptFindings<CommittedRequest>(RELEASE_LIMITS.keptRequests);

  constructor(parts: CommittedRequestsParts) {
    this.#parts = parts;
  }

  /**
   * @throws AnnalsError `tx.not-found` when it is not committed here within the moment, `node.busy` when too many wait,
   * `release.busy` when who asks has no time left.
   */
  async find(id: TransactionId, work: WorkAccount): Promise<CommittedRequest> {
    if (!this.#kept.has(id)) {
      requireTime(work);
      const isHere = work.charge(() => this.#parts.store.transactionPlace(id)) ?? (await this.#isCommitted(id));
      if (!isHere) throw new AnnalsError('tx.not-found', 'no transaction that this node has committed has this id');
    }
    return this.#kept.get(id, async () => work.charge(() => this.#read(id)));
  }

  #read(id: TransactionId): Finding<CommittedRequest> {
    const { store } = this.#parts;
    const stored = store.transaction(id);
    const header = stored && store.header(stored.height);
    if (!header) throw new AnnalsError('store.damaged', 'a block that holds a committed transaction is missing');
    const value = {
      transaction: decodeTransaction(stored.bytes),
      result: decodeResult(stored.result),
      height: stored.height,
      timeMs: decodeHeader(header.headerBytes).timeMs,
    };
    return { value, sizeBytes: stored.bytes.length + stored.result.length };
  }

  #isCommitted(id: TransactionId): Promise<boolean> {
    const { commits, later } = this.#parts;
    return new Promise((resolve) => {
      const forget = commits.wait(id, () => {
        cancel();
        resolve(true);
      });
      const cancel = later(RELEASE_LIMITS.commitWaitMs, () => {
        forget();
        resolve(false);
      });
    });
  }
}

/** Refuses work for whoever has used up its time. @throws AnnalsError `release.busy`. */
export function requireTime(work: WorkAccount): void {
  if (!work.hasTime()) throw new AnnalsError('release.busy', 'you ask for more than your time allows');
}
