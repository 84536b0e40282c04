/**
 * The duty to report equivocations: two votes of one validator that exclude each other are put on the ledger, once for
 * each (DESIGN: equivocation is kept as evidence, committed and shown).
 */
import { evidenceIdOf, stateKey } from '@annals/ledger/block';
import { invariant } from '@annals/ledger/errors';
import type { Chain } from '../chain/index.ts';
import type { Misbehaviour } from '../consensus/core/index.ts';
import type { Duty, DutyTime, DutyTransaction } from '../duties/index.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';

export interface EvidenceParts {
  readonly store: Pick<Store, 'validatorsOf'>;
  readonly chain: Pick<Chain, 'state'>;
  readonly log: Log;
}

/** Equivocations that wait to be reported. Beyond it new ones are left out: those that wait say enough. */
const MAX_WAITING = 64;
/** Reported at a time, so that whoever signs much that conflicts cannot push out the other duties. */
const MAX_DUE = 8;
/** What the ledger has not taken by then it never will, such as votes of an agency that is no member any more. */
const GIVE_UP_AFTER_MS = 600_000;

interface Waiting {
  readonly due: DutyTransaction;
  untilMs: number | undefined;
}

export class EvidenceDuty implements Duty {
  readonly name = 'evidence';
  readonly by = 'any';
  readonly #parts: EvidenceParts;
  readonly #waiting = new Map<string, Waiting>();

  constructor(parts: EvidenceParts) {
    this.#parts = parts;
  }

  /** Takes an equivocation that this validator has seen. Never throws: what names no seat is logged. */
  note(evidence: Misbehaviour): void {
    const { step, height, view, signer } = evidence;
    try {
      const due = this.#reportOf(evidence);
      if (!due || this.#waiting.has(due.key) || this.#waiting.size >= MAX_WAITING || this.#isKnown(due.key)) return;
      this.#waiting.set(due.key, { due, untilMs: undefined });
      this.#parts.log.warn({ height, view, step, signer }, 'a validator signed two votes that exclude each other');
    } catch (cause) {
      this.#parts.log.error({ height, signer, cause }, 'evidence against a validator could not be taken');
    }
  }

  due({ nowMs }: DutyTime): readonly DutyTransaction[] {
    for (const [id, waiting] of this.#waiting) {
      waiting.untilMs ??= nowMs + GIVE_UP_AFTER_MS;
      if (this.#isKnown(id) || nowMs > waiting.untilMs) this.#waiting.delete(id);
    }
    return [...this.#waiting.values()].slice(0, MAX_DUE).map(({ due }) => due);
  }

  /**
   * Undefined for a primary's two proposals, which are no votes: they are counted and logged, and whoever prepares both
   * of them is what the ledger knows.
   */
  #reportOf({ step, signer, height, view, first, second }: Misbehaviour): DutyTransaction | undefined {
    if (step === 'pre-prepare') return undefined;
    const accused = this.#parts.store.validatorsOf(height)[signer];
    invariant(accused, `there is no validator ${signer} at height ${height}`);
    const { agency, key } = accused;
    const vote = { step, height, view };
    const body = {
      agency,
      key,
      first: { vote: { ...vote, block: first.block }, signature: first.signature },
      second: { vote: { ...vote, block: second.block }, signature: second.signature },
    };
    return { kind: 'evidence.report', body, key: evidenceIdOf(key, { ...vote, block: first.block }) };
  }

  #isKnown(id: string): boolean {
    return this.#parts.chain.state.get(stateKey.evidence(id)) !== undefined;
  }
}
