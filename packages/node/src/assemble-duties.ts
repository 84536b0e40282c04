/** Joins what a validator puts on the ledger on its own: each room that has such a duty is listed here. */
import type { ContentParts } from './assemble-content.ts';
import type { ReleaseParts } from './assemble-release.ts';
import { Duties, type DutiesParts } from './duties/index.ts';
import { EvidenceDuty } from './evidence/index.ts';
import type { Ground, OnStop } from './ground.ts';
import { later } from './later.ts';
import { OverdueReviews } from './reviews/index.ts';

export interface DutyParts {
  /** Null for an observer, which signs nothing. */
  readonly duties: Duties | null;
  /** Takes the equivocations that this node has seen. */
  readonly evidence: EvidenceDuty;
}

export async function assembleDuties(
  ground: Ground,
  { ceremonies, reveals }: Pick<ReleaseParts, 'ceremonies' | 'reveals'>,
  { confirmations }: Pick<ContentParts, 'confirmations'>,
  options: Pick<DutiesParts, 'submit'>,
  onStop: OnStop,
): Promise<DutyParts> {
  const { chain, signingKey, store } = ground;
  const evidence = new EvidenceDuty(ground);
  const reviews = new OverdueReviews(store, chain);
  onStop(() => reviews.stop());
  await reviews.load();
  if (!signingKey) return { duties: null, evidence };
  const duties = new Duties({ ...ground, ...options, signingKey, later, wallMs: Date.now }, [
    ...(ceremonies?.duties() ?? []),
    ...reveals.duties(),
    reviews,
    ...(confirmations ? [confirmations] : []),
    evidence,
  ]);
  return { duties, evidence };
}
