/**
 * Quotas: how much of one block each account may take, by items and by bytes, so that nobody who floods the ledger keeps
 * anybody else out of it (PROTOCOL block-validity; ATTACK block-filled, ATTACK puppets).
 */
import {
  MAX_BLOCK_BYTES_OF_PERSONS,
  MAX_BLOCK_BYTES_OF_VALIDATOR,
  MAX_BLOCK_ITEMS,
  MAX_BLOCK_ITEMS_OF_PERSON,
  MAX_BLOCK_PROTECTIVE_BYTES,
  MAX_BLOCK_PROTECTIVE_OF_PERSON,
  MAX_BLOCK_SIDECAR_BYTES,
  MAX_BLOCK_TRANSACTION_BYTES,
  type Parameters,
  PROPOSAL_BYTES_PER_ITEM,
  stateKey,
  VALUE_BYTES_PER_ITEM,
} from '../block/index.ts';
import type { AgencyId } from '../codec/index.ts';
import { isProtective, type Transaction } from '../transaction/index.ts';
import { type Account, accountOf } from './account.ts';
import { readValue, requireValue, type StateSource } from './source.ts';
import { valuesNamed } from './values-named.ts';

/** One bound of a block, and what has been taken of it. */
class Quota {
  readonly #maxItems: number;
  readonly #maxBytes: number;
  #items = 0;
  #mostItems = 0;
  #bytes = 0;

  constructor(maxItems: number, maxBytes: number) {
    this.#maxItems = maxItems;
    this.#maxBytes = maxBytes;
  }

  /**
   * The transaction with the most items is left aside: so it finds room in some block, however low the quota, and
   * whether several fit does not depend on their order.
   */
  hasRoomFor(items: number, bytes: number): boolean {
    const others = this.#items + items - Math.max(this.#mostItems, items);
    return others < this.#maxItems && this.#bytes + bytes <= this.#maxBytes;
  }

  take(items: number, bytes: number): void {
    this.#items += items;
    this.#mostItems = Math.max(this.#mostItems, items);
    this.#bytes += bytes;
  }
}

/**
 * Counts the transactions of one block against the quotas. The proposer and whoever checks its block use the same
 * counter on the same state: that before the block. What is admitted in one order is admitted in every order.
 */
export class QuotaCounter {
  readonly #source: StateSource;
  readonly #parameters: Parameters;
  readonly #whole = new Quota(MAX_BLOCK_ITEMS, MAX_BLOCK_TRANSACTION_BYTES);
  /** By account, one list for what protects a person and one for everything else. */
  readonly #ofAccount = new Map<string, readonly Quota[]>();
  readonly #ofPersons = new Map<string, Quota>();

  constructor(source: StateSource) {
    this.#source = source;
    this.#parameters = requireValue(source, stateKey.parameters);
  }

  /** Counts the transaction in, or says that there is no room for it in this block. */
  admit(transaction: Transaction): boolean {
    const account = accountOf(this.#source, transaction);
    const isProtecting = account.of === 'person' && isProtective(transaction);
    // What somebody else has made of her lists does not count against what protects her.
    const ofValues = isProtecting ? 0 : itemsOfValues(this.#source, transaction);
    const items = Math.max(itemsOf(transaction), ofValues);
    const bytes = transaction.bytes.length;
    const quotas = this.#quotasOf(account, isProtecting);
    if (!quotas.every((quota) => quota.hasRoomFor(items, bytes))) return false;
    for (const quota of quotas) quota.take(items, bytes);
    return true;
  }

  #quotasOf(account: Account, isProtecting: boolean): readonly Quota[] {
    const name = isProtecting ? `${account.name}, protecting herself` : account.name;
    let quotas = this.#ofAccount.get(name);
    if (!quotas) {
      quotas = [this.#whole, ...this.#newQuotas(account, isProtecting)];
      this.#ofAccount.set(name, quotas);
    }
    return quotas;
  }

  #newQuotas(account: Account, isProtecting: boolean): readonly Quota[] {
    const { personQuota, agencyQuota, agencyBytes } = this.#parameters;
    switch (account.of) {
      case 'agency': {
        const agency = readValue(this.#source, stateKey.agency(account.name));
        return [new Quota(Math.min(agency?.quota ?? 0, agencyQuota), agencyBytes)];
      }
      // Validators do not stand in line with persons: what they owe the ledger has its time.
      case 'validator':
        return [new Quota(personQuota, MAX_BLOCK_BYTES_OF_VALIDATOR)];
      case 'stranger':
        return [new Quota(Math.min(MAX_BLOCK_ITEMS_OF_PERSON, personQuota), MAX_BLOCK_BYTES_OF_PERSONS)];
      case 'person': {
        const most = isProtecting ? MAX_BLOCK_PROTECTIVE_OF_PERSON : MAX_BLOCK_ITEMS_OF_PERSON;
        const all = this.#quotaOfPersons(account.enrolledBy, isProtecting);
        return [all, new Quota(most, MAX_BLOCK_BYTES_OF_PERSONS)];
      }
    }
  }

  /** What there is for all whom one agency has enrolled. */
  #quotaOfPersons(agency: AgencyId, isProtecting: boolean): Quota {
    const name = `${agency} ${isProtecting}`;
    let quota = this.#ofPersons.get(name);
    if (!quota) {
      const maxBytes = isProtecting ? MAX_BLOCK_PROTECTIVE_BYTES : MAX_BLOCK_BYTES_OF_PERSONS;
      quota = new Quota(this.#parameters.personQuota, maxBytes);
      this.#ofPersons.set(name, quota);
    }
    return quota;
  }
}

/**
 * What a transaction counts as: one, or as many as it has items that are each executed and written. A proposal may carry
 * a declaration, whose check takes as long as it has bytes (ATTACK costly-declaration).
 */
function itemsOf({ payload, bytes }: Pick<Transaction, 'payload' | 'bytes'>): number {
  switch (payload.kind) {
    case 'proposal.create':
      return Math.ceil(bytes.length / PROPOSAL_BYTES_PER_ITEM);
    case 'access.read':
      return payload.body.items.length;
    case 'erasure.confirm':
      return payload.body.records.length;
    default:
      return 1;
  }
}

/**
 * What it counts as, at least, for the values that it has read and written, however short it is itself: so a block reads
 * so many bytes of them, whoever has filled them.
 */
function itemsOfValues(source: StateSource, transaction: Transaction): number {
  const bytes = valuesNamed(source, transaction).reduce((sum, key) => sum + (source.get(key)?.length ?? 0), 0);
  return Math.ceil(bytes / VALUE_BYTES_PER_ITEM);
}

/**
 * Counts the sealed content beside the transactions of one block. A block says nothing of its size, which would tell
 * for ever how much somebody's record says: it is no rule of validity, but of what validators propose and vote for
 * (PROTOCOL sidecar).
 */
export class SidecarQuotaCounter {
  readonly #mostOfAgency: number;
  readonly #ofAgency = new Map<AgencyId | null, number>();
  #bytes = 0;

  constructor(source: StateSource) {
    this.#mostOfAgency = requireValue(source, stateKey.parameters).agencySidecarBytes;
  }

  /** Counts the content of a transaction in, or says that there is no room for it beside this block. */
  admit(transaction: Pick<Transaction, 'payload'>, sizeBytes: number): boolean {
    if (!this.hasRoomFor(transaction, sizeBytes)) return false;
    const { agency } = transaction.payload;
    this.#bytes += sizeBytes;
    this.#ofAgency.set(agency, (this.#ofAgency.get(agency) ?? 0) + sizeBytes);
    return true;
  }

  hasRoomFor({ payload: { agency } }: Pick<Transaction, 'payload'>, sizeBytes: number): boolean {
    const ofAgency = (this.#ofAgency.get(agency) ?? 0) + sizeBytes;
    return this.#bytes + sizeBytes <= MAX_BLOCK_SIDECAR_BYTES && ofAgency <= this.#mostOfAgency;
  }
}
