/** Admitting, suspending and reinstating agencies. An agency is never deleted: what it signed stays attributable. */
import { MAX_AGENCIES, stateKey } from '../../block/index.ts';
import type { AgencyId } from '../../codec/index.ts';
import { isPublicKey } from '../../crypto/index.ts';
import { agencyIdOf } from '../../transaction/index.ts';
import { type OperationContext, refuse } from '../operation.ts';
import type { Plan } from './plan.ts';
import { setNextValidators, validatorsWithout } from './validator-plans.ts';

export const planAgencyAdmit: Plan<'agency.admit'> = (context, action) => {
  const { state, timeMs } = context;
  const { key, name, issuesIdentities, quota } = action;
  if (!isPublicKey(key)) refuse('proposal.invalid', 'the key is no public key');
  const id = agencyIdOf(key);
  if (state.get(stateKey.agency(id))) refuse('agency.exists', 'an agency was admitted with this key');
  const active = activeAgencies(context);
  if (active.length >= MAX_AGENCIES) refuse('proposal.invalid', `there are ${MAX_AGENCIES} agencies already`);
  return () => {
    state.set(stateKey.agency(id), {
      key,
      name,
      issuesIdentities,
      quota,
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
  if (remaining.length === 0) refuse('proposal.invalid', 'the last active agency can not be suspended');
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

/** The agencies that have a vote. */
export function activeAgencies(context: OperationContext): readonly AgencyId[] {
  return context.state.get(stateKey.agencies) ?? [];
}

function existing(context: OperationContext, id: AgencyId) {
  return context.state.get(stateKey.agency(id)) ?? refuse('agency.unknown', 'the agency is not a member');
}
