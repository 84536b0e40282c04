/**
 * A simulated disk. What was appended to the vote log but not synced is lost in a crash; the store of blocks commits
 * atomically and synced, as the node's does.
 */
import type { VoteRecord } from '@annals/node/consensus/core';
import { Chain } from './toy-ledger.ts';

export class Disk {
  readonly chain: Chain;
  #synced: VoteRecord[] = [];
  #unsynced: VoteRecord[] = [];
  /** Bodies that are kept with prepared records. */
  readonly #bodies = new Set<string>();
  /** Whether the vote log was lost, so that its owner may contradict itself. */
  forgotVotes = false;

  constructor(validators: readonly number[]) {
    this.chain = new Chain(validators);
  }

  append(record: VoteRecord): void {
    this.#unsynced.push(record);
  }

  sync(): void {
    for (const record of this.#unsynced) {
      if (record.type === 'prepared') for (const id of record.certificate.proposal.transactionIds) this.#bodies.add(id);
      this.#synced.push(record);
    }
    this.#unsynced = [];
  }

  get isDirty(): boolean {
    return this.#unsynced.length > 0;
  }

  get records(): readonly VoteRecord[] {
    return this.#synced;
  }

  hasBody(id: string): boolean {
    return this.#bodies.has(id);
  }

  /** Nothing of the heights that are in the store is needed any more. */
  prune(): void {
    this.#synced = [];
    this.#unsynced = [];
    this.#bodies.clear();
  }

  /** The machine stops: what was not synced is gone. */
  crash(): void {
    this.#unsynced = [];
  }
}
