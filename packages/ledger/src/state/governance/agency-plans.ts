/** Admitting, suspending and reinstating agencies. An agency is never deleted: what it signed stays attributable. */
import { MAX_AGENCIES, stateKey } from '../../block/index.ts';
import type { AgencyId } from '../../codec/index.ts';
import { isPublicKey } from '../../crypto/index.ts';
import { agencyIdOf, MAX_AGENCY_ROLES } from '../../transaction/index.ts';
import { type OperationContext, refuse } from '../operation.ts';
import { requireGiven, requireKnownRoles } from '../roles.ts';
import type { Plan } from './plan.ts';
import { setNextValidators, validatorsWithout } from './validator-plans.ts';

export const planAgencyAdmit: Plan<'agency.admit'> = (context, action) => {
  const { state, timeMs } = context;
  const { key, name, issuesIdentities, quota, roles } = action;
  const id = agencyIdOf(key);
  if (state.get(stateKey.agency(id))) refuse('agency.exists', 'an agency was admitted with this key');
  const active = activeAgencies(context);
  if (active.length >= MAX_AGENCIES) refuse('proposal.invalid', `there are ${MAX_AGENCIES} agencies already`);
  requireKnownRoles(state, roles);
  const given = sortedRoles(roles);
  if (!isPublicKey(key)) refuse('proposal.invalid', 'the key is no public key');
  return () => {
    state.set(stateKey.agency(id), {
      key,
      name,
      issuesIdentities,
      quota,
      roles: given,
      status: 'active',
      admittedMs: timeMs,
      validatorKeys: [],
    });
    state.set(stateKey.agencies, [...active, id]);
  };
};

/** A suspended agency has no vote, no transactions and no validator seat. */
export const planAgencySuspend: Plan<'agency.suspend'> = (context, action) => {
  const { state } = context;
  const agency = existing(context, action.agency);
  if (agency.status !== 'active') refuse('agency.suspended', 'the agency is suspended already');
  const remaining = activeAgencies(context).filter((id) => id !== action.agency);
  if (remaining.length === 0) refuse('proposal.invalid', 'the last active agency cannot be suspended');
  const holdsSeat = state.get(stateKey.validators)?.next.some((seat) => seat.agency === action.agency);
  const validators = holdsSeat ? validatorsWithout(context, action.agency) : undefined;
  return () => {
    state.set(stateKey.agency(action.agency), { ...agency, status: 'suspended' });
    state.set(stateKey.agencies, remaining);
    if (validators) setNextValidators(context, validators);
  };
};

export const planAgencyReinstate: Plan<'agency.reinstate'> = (context, action) => {
  const { state } = context;
  const agency = existing(context, action.agency);
  if (agency.status !== 'suspended') refuse('proposal.invalid', 'the agency is not suspended');
  const active = activeAgencies(context);
  if (active.length >= MAX_AGENCIES) refuse('proposal.invalid', `there are ${MAX_AGENCIES} agencies already`);
  return () => {
    state.set(stateKey.agency(action.agency), { ...agency, status: 'active' });
    state.set(stateKey.agencies, [...active, action.agency]);
  };
};

/** A role counts for an agency by this vote and by nothing else (ATTACK role-of-ones-own). */
export const planAgencyGiveRoles: Plan<'agency.give-roles'> = (context, action) => {
  const { state } = context;
  const agency = existing(context, action.agency);
  requireKnownRoles(state, action.roles);
  const held = action.roles.find((role) => agency.roles.includes(role));
  if (held !== undefined) refuse('proposal.invalid', `the agency has the role ${held}`);
  const roles = sortedRoles([...agency.roles, ...action.roles]);
  return () => state.set(stateKey.agency(action.agency), { ...agency, roles });
};

/** Takes effect at once, also for officers who were appointed with the role and for what is read just now. */
export const planAgencyWithdrawRoles: Plan<'agency.withdraw-roles'> = (context, action) => {
  const agency = existing(context, action.agency);
  requireGiven(agency, action.roles);
  const roles = agency.roles.filter((role) => !action.roles.includes(role));
  return () => context.state.set(stateKey.agency(action.agency), { ...agency, roles });
};

/** As the state holds them: sorted, each once, within the bound. */
function sortedRoles(roles: readonly string[]): readonly string[] {
  const sorted = [...new Set(roles)].sort();
  if (sorted.length < roles.length) refuse('proposal.invalid', 'a role is named twice');
  if (sorted.length > MAX_AGENCY_ROLES) refuse('proposal.invalid', `an agency has at most ${MAX_AGENCY_ROLES} roles`);
  return sorted;
}

/** The agencies that have a vote. */
export function activeAgencies(context: OperationContext): readonly AgencyId[] {
  return context.state.get(stateKey.agencies) ?? [];
}

function existing(context: OperationContext, id: AgencyId) {
  return context.state.get(stateKey.agency(id)) ?? refuse('agency.unknown', 'the agency is not a member');
}
