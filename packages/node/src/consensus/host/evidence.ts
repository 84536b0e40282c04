/**
 * Puts equivocations on the ledger: two votes of one validator that exclude each other become an `evidence.report`,
 * signed with this validator's own key, once for each (DESIGN: equivocation is kept as evidence, committed and shown).
 */
import { evidenceIdOf, stateKey } from '@annals/ledger/block';
import type { RandomSource } from '@annals/ledger/crypto';
import { invariant } from '@annals/ledger/errors';
import { BoundedSet } from '../../bounded-set.ts';
import type { Chain } from '../../chain/index.ts';
import type { Log } from '../../log.ts';
import type { Intake, RawTransaction } from '../../mempool/index.ts';
import type { Store } from '../../store/store.ts';
import type { Misbehaviour } from '../core/index.ts';
import { signOwnTransaction } from './own-transaction.ts';
import type { SigningKey } from './signer.ts';

export interface EvidenceParts {
  readonly store: Pick<Store, 'validatorsOf'>;
  readonly chain: Chain;
  readonly signingKey: SigningKey;
  /** Submits a transaction as a client of this node would. */
  readonly submit: (transaction: RawTransaction) => Promise<Intake>;
  readonly log: Log;
  readonly random?: RandomSource;
}

/** Equivocations remembered as reported; beyond it the oldest may be reported again, which the ledger then refuses. */
const MAX_REMEMBERED = 1_000;

export class EvidenceReporter {
  readonly #parts: EvidenceParts;
  readonly #reported = new BoundedSet<string>(MAX_REMEMBERED);

  constructor(parts: EvidenceParts) {
    this.#parts = parts;
  }

  /**
   * Reports an equivocation, unless it was reported or stands on the ledger. A primary's two proposals are no votes:
   * they are counted and logged, and whoever prepares both of them is what the ledger knows. Never rejects.
   */
  async report(evidence: Misbehaviour): Promise<void> {
    const { step, signer, height, view, first, second } = evidence;
    if (step === 'pre-prepare') return;
    const { store, chain, log } = this.#parts;
    try {
      const accused = store.validatorsOf(height)[signer];
      invariant(accused, `there is no validator ${signer} at height ${height}`);
      const vote = { step, height, view };
      const id = evidenceIdOf(accused.key, { ...vote, block: first.block });
      if (this.#reported.has(id) || chain.state.get(stateKey.evidence(id)) !== undefined) return;
      this.#reported.add(id);
      const { bytes } = await signOwnTransaction(this.#parts, 'evidence.report', {
        agency: accused.agency,
        key: accused.key,
        first: { vote: { ...vote, block: first.block }, signature: first.signature },
        second: { vote: { ...vote, block: second.block }, signature: second.signature },
      });
      const outcome = await this.#parts.submit({ bytes, sidecar: null });
      if (outcome.ok)
        log.warn({ agency: accused.agency, height, view, step }, 'evidence against a validator is reported');
      else
        log.warn({ height, code: outcome.code, detail: outcome.detail }, 'evidence against a validator was not taken');
    } catch (cause) {
      log.error({ height, signer, cause }, 'evidence against a validator could not be reported');
    }
  }
}
