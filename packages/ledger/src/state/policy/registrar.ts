/** The registrar of an identity agency, who enters what happens in the lives of persons. */
import { refuse } from '../operation.ts';
import { requireRegistrar } from '../recovery-rules.ts';
import type { AgencyActor } from '../roles.ts';

/** Refuses an agency that issues no identities, and a signer of one who is no registrar. */
export function requireIdentityRegistrar(actor: AgencyActor): void {
  if (!actor.agency.issuesIdentities) refuse('tx.not-authorised', 'the agency does not issue identities');
  requireRegistrar(actor);
}
