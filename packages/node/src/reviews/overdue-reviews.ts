/**
 * The duty to escalate: emergency reads whose review is overdue are stated on the ledger by whichever
 * validator is first, so that no agency can let one be forgotten (PROTOCOL emergency).
 */
import { type Review, type StateKey, stateKey } from '@annals/ledger/block';
import type { AgencyId, TransactionId } from '@annals/ledger/codec';
import { readValue } from '@annals/ledger/state';
import type { AppliedBlock, Chain } from '../chain/index.ts';
import type { Duty, DutyTime, DutyTransaction } from '../duties/index.ts';
import { eachItem } from '../pages.ts';
import type { Store } from '../store/store.ts';

const PREFIX = 'review/';
/** Escalated at a time; the others follow in the next round. */
const MAX_DUE = 64;

export class OverdueReviews implements Duty {
  readonly name = 'escalate';
  readonly by = 'any';
  readonly #store: Store;
  readonly #forget: () => void;
  /** The reviews that are open, with the time at which each is due. */
  readonly #open = new Map<TransactionId, number>();

  /** Follows the chain from here on; what is open already is read by {@link load}. */
  constructor(store: Store, chain: Pick<Chain, 'onApplied'>) {
    this.#store = store;
    this.#forget = chain.onApplied((block) => this.#follow(block));
  }

  /** Reads what was open before this node started. */
  async load(): Promise<void> {
    // Also of agencies that are suspended by now: what they have read is to be reviewed all the same.
    for await (const { key } of eachItem((page) => this.#store.stateRange('agency/', page))) {
      const agency = key.slice('agency/'.length) as AgencyId;
      for await (const id of eachItem((page) => this.#store.related('reviews-of-agency', agency, page)))
        this.#note(id, readValue(this.#store.state, stateKey.review(id)));
    }
  }

  stop(): void {
    this.#forget();
  }

  due({ wallMs }: DutyTime): readonly DutyTransaction[] {
    const due: DutyTransaction[] = [];
    for (const [transaction, dueMs] of this.#open) {
      if (wallMs <= dueMs) continue;
      due.push({ kind: 'access.escalate', body: { transaction }, key: transaction });
      if (due.length >= MAX_DUE) break;
    }
    return due;
  }

  #follow({ effects }: AppliedBlock): void {
    for (const [key, value] of effects.values) {
      if (isReview(key)) this.#note(key.slice(PREFIX.length) as TransactionId, value as Review | undefined);
    }
  }

  #note(transaction: TransactionId, review: Review | undefined): void {
    if (review?.status === 'open') this.#open.set(transaction, review.dueMs);
    else this.#open.delete(transaction);
  }
}

const isReview = (key: StateKey): boolean => key.startsWith(PREFIX);
