/** Finds a committed transaction; one that a reader has seen at another node first is waited for a moment. */
import { decodeHeader, decodeResult } from '@annals/ledger/block';
import type { TransactionId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { decodeTransaction } from '@annals/ledger/transaction';
import type { CommitWaiter } from '../chain/index.ts';
import type { Later } from '../later.ts';
import type { Store } from '../store/store.ts';
import { RELEASE_LIMITS } from './limits.ts';
import type { CommittedRequest } from './opening.ts';

export interface CommittedRequestsParts {
  readonly store: Store;
  readonly commits: CommitWaiter;
  readonly later: Later;
}

/**
 * @throws AnnalsError `tx.not-found` when it is not committed here within the moment, `node.busy` when too many wait.
 */
export async function committedRequest(parts: CommittedRequestsParts, id: TransactionId): Promise<CommittedRequest> {
  const stored =
    parts.store.transaction(id) ?? ((await isCommitted(parts, id)) ? parts.store.transaction(id) : undefined);
  if (!stored) throw new AnnalsError('tx.not-found', 'no transaction that this node has committed has this id');
  const header = parts.store.header(stored.height);
  if (!header) throw new AnnalsError('store.damaged', `the header of block ${stored.height} is missing`);
  return {
    transaction: decodeTransaction(stored.bytes),
    result: decodeResult(stored.result),
    height: stored.height,
    timeMs: decodeHeader(header.headerBytes).timeMs,
  };
}

function isCommitted({ commits, later }: CommittedRequestsParts, id: TransactionId): Promise<boolean> {
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
