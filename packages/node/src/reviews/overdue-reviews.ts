/**
 * The duty to escalate: emergency reads whose review is overdue by block time are stated on the ledger by whichever
 * validator is first, so that no agency can let one be forgotten (PROTOCOL emergency).
 */

import type { StateKey } from '@annals/ledger/block';
import { type Review, stateKey } from '@annals/ledger/block';
import type { AgencyId, TransactionId } from '@annals/ledger/codec';
import { readValue } from '@annals/ledger/state';
import type { AppliedBlock, Chain } from '../chain/index.ts';
import type { Duty, DutyTime, DutyTransaction } from '../duties/index.ts';
import type { Page, PageRequest, Store } from '../store/store.ts';

const PREFIX = 'review/';
const PAGE_ITEMS = 200;
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
    const agencies = await allPages((page) => this.#store.stateRange('agency/', page));
    // Also of those that are suspended by now: what they have read is to be reviewed all the same.
    for (const { key } of agencies) {
      const agency = key.slice('agency/'.length) as AgencyId;
      const ids = await allPages((page) => this.#store.related('reviews-of-agency', agency, page));
      for (const id of ids) this.#note(id, readValue(this.#store.state, stateKey.review(id)));
    }
  }

  stop(): void {
    this.#forget();
  }

  due({ timeMs }: DutyTime): readonly DutyTransaction[] {
    const due: DutyTransaction[] = [];
    for (const [transaction, dueMs] of this.#open) {
      if (timeMs <= dueMs) continue;
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

async function allPages<T>(read: (page: PageRequest) => Promise<Page<T>>): Promise<T[]> {
  const items: T[] = [];
  let after: string | null = null;
  do {
    const page: Page<T> = await read({ after, limit: PAGE_ITEMS });
    items.push(...page.items);
    after = page.next;
  } while (after !== null);
  return items;
}

const isReview = (key: StateKey): boolean => key.startsWith(PREFIX);
