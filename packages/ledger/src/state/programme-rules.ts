/** The rules that programmes, entitlements and payments share: what must exist, and which agency and role may act. */
import { type Entitlement, type Payment, type Programme, stateKey } from '../block/index.ts';
import type { EntitlementId, PaymentId, ProgrammeId } from '../codec/index.ts';
import { invariant } from '../errors/index.ts';
import { refuse, type StateView } from './operation.ts';
import { type AgencyActor, hasRole } from './roles.ts';

/** A programme that the signer may act in: of her agency, and with one of the roles that it names for this. */
export function requireProgramme(
  state: StateView,
  id: ProgrammeId,
  actor: AgencyActor,
  task: 'grantRoles' | 'payRoles',
): Programme {
  const programme = state.get(stateKey.programme(id));
  if (!programme) return refuse('programme.unknown', 'there is no such programme');
  requireRunner(programme, actor);
  if (!hasRole(actor, programme[task])) {
    refuse('tx.not-authorised', `this takes one of the roles ${programme[task].join(', ')}`);
  }
  return programme;
}

/** Refuses an agency other than the one that runs the programme. */
export function requireRunner(programme: Programme, actor: AgencyActor): void {
  if (programme.agency !== actor.agencyId) refuse('tx.not-authorised', 'another agency runs this programme');
}

/** Refuses a programme that is closed. */
export function requireOpen({ status }: Programme): void {
  if (status !== 'open') refuse('programme.closed', 'the programme is closed');
}

export function requireEntitlement(state: StateView, id: EntitlementId): Entitlement {
  return state.get(stateKey.entitlement(id)) ?? refuse('entitlement.unknown', 'there is no such entitlement');
}

export function requirePayment(state: StateView, id: PaymentId): Payment {
  return state.get(stateKey.payment(id)) ?? refuse('payment.unknown', 'there is no such payment');
}

/** What can still be scheduled. */
export function remainingBudget({ budget, scheduled, confirmed }: Programme): number {
  const remaining = budget - scheduled - confirmed;
  invariant(remaining >= 0, 'a programme has spent more than its budget');
  return remaining;
}
