/**
 * The duty of every holder: to say on the ledger that it has destroyed what was erased, once nothing of it is left on
 * its disk, and not before. The certificate names whoever has not said so.
 */
import { stateKey } from '@annals/ledger/block';
import { type AgencyId, equalBytes, type RecordId } from '@annals/ledger/codec';
import { readValue, type StateSource } from '@annals/ledger/state';
import { MAX_CONFIRMED_AT_ONCE } from '@annals/ledger/transaction';
import type { Duty, DutyTransaction } from '../duties/index.ts';

export class ConfirmationDuty implements Duty {
  readonly name = 'erasure';
  readonly by = 'each';
  readonly #state: () => StateSource;
  readonly #ownKey: Uint8Array;
  /** Records whose content is gone here, as far as they are not known to be confirmed. */
  readonly #destroyed = new Set<RecordId>();
  /** What is being confirmed: it stays the same until it is done, so that it is one transaction. */
  #batch: { readonly agency: AgencyId; readonly records: readonly RecordId[] } | undefined;

  constructor(state: () => StateSource, ownKey: Uint8Array) {
    this.#state = state;
    this.#ownKey = ownKey;
  }

  /** Nothing of the content of a record is left on this disk. */
  note(record: RecordId): void {
    if (this.#owedBy(record) !== undefined) this.#destroyed.add(record);
  }

  due(): readonly DutyTransaction[] {
    if (!this.#batch?.records.some((record) => this.#owedBy(record) !== undefined)) this.#batch = this.#nextBatch();
    if (!this.#batch) return [];
    const { agency, records } = this.#batch;
    return [{ kind: 'erasure.confirm', body: { agency, records: [...records] }, key: records[0] as string }];
  }

  #nextBatch(): { readonly agency: AgencyId; readonly records: readonly RecordId[] } | undefined {
    let own: AgencyId | undefined;
    const records: RecordId[] = [];
    for (const record of this.#destroyed) {
      if (records.length >= MAX_CONFIRMED_AT_ONCE) break;
      const agency = this.#owedBy(record);
      if (agency === undefined) {
        this.#destroyed.delete(record);
        continue;
      }
      own ??= agency;
      records.push(record);
    }
    return own && { agency: own, records };
  }

  /** The agency of this node, if it is asked to confirm and has not; that is the one whose latest validator key is ours. */
  #owedBy(record: RecordId): AgencyId | undefined {
    const state = this.#state();
    const erasure = readValue(state, stateKey.erasure(record));
    const own = erasure?.holders.find((agency) => {
      const [latest] = readValue(state, stateKey.agency(agency))?.validatorKeys ?? [];
      return latest !== undefined && equalBytes(latest, this.#ownKey);
    });
    return own !== undefined && erasure?.confirmed.some(({ agency }) => agency === own) ? undefined : own;
  }
}
