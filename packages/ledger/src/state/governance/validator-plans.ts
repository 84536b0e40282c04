/**
 * Changes of the validator set. While block h is executed, `next` is the set that will decide h+2: that is the one
 * that changes (PROTOCOL validator-change, FAILURES 23).
 */
import { MAX_VALIDATOR_KEYS_REMEMBERED, MAX_VALIDATORS, stateKey, type Validator } from '../../block/index.ts';
import { type AgencyId, equalBytes } from '../../codec/index.ts';
import { isPublicKey } from '../../crypto/index.ts';
import { invariant } from '../../errors/index.ts';
import { type OperationContext, refuse } from '../operation.ts';
import { required } from '../state-view.ts';
import type { Plan } from './plan.ts';

export const planValidatorAdd: Plan<'validator.add'> = (context, action) => {
  const { next } = required(context.state, stateKey.validators);
  if (next.some((seat) => seat.agency === action.agency)) refuse('validator.exists', 'the agency holds a seat');
  if (next.length >= MAX_VALIDATORS) refuse('proposal.invalid', `there are ${MAX_VALIDATORS} validators already`);
  const seat = checkedSeat(context, action, next);
  return () => {
    setNextValidators(context, [...next, seat]);
    rememberKey(context, seat);
  };
};

export const planValidatorRemove: Plan<'validator.remove'> = (context, action) => {
  const validators = validatorsWithout(context, action.agency);
  return () => setNextValidators(context, validators);
};

/** A new key or a new address for a seat; its turn stays. */
export const planValidatorRekey: Plan<'validator.rekey'> = (context, action) => {
  const { next } = required(context.state, stateKey.validators);
  if (!next.some((seat) => seat.agency === action.agency)) refuse('validator.unknown', 'the agency holds no seat');
  const others = next.filter((seat) => seat.agency !== action.agency);
  const seat = checkedSeat(context, action, others);
  return () => {
    setNextValidators(
      context,
      next.map((present) => (present.agency === seat.agency ? seat : present)),
    );
    rememberKey(context, seat);
  };
};

/** The set that is decided next without the seat of an agency. Refuses to leave none. */
export function validatorsWithout(context: OperationContext, agency: AgencyId): readonly Validator[] {
  const { next } = required(context.state, stateKey.validators);
  const remaining = next.filter((seat) => seat.agency !== agency);
  if (remaining.length === next.length) refuse('validator.unknown', 'the agency holds no seat');
  if (remaining.length === 0) refuse('validator.last', 'it holds the last seat');
  return remaining;
}

/** Sets the validators that decide from two heights later on. */
export function setNextValidators(context: OperationContext, next: readonly Validator[]): void {
  context.state.set(stateKey.validators, { current: required(context.state, stateKey.validators).current, next });
}

/** The seat that an action describes, if its agency can hold it and no other seat has its key or peer id. */
function checkedSeat(context: OperationContext, action: Validator, others: readonly Validator[]): Validator {
  const { agency: id, key, peer, address } = action;
  const agency = context.state.get(stateKey.agency(id));
  if (!agency) return refuse('agency.unknown', 'the agency is not a member');
  if (agency.status !== 'active') refuse('agency.suspended', 'a suspended agency can hold no seat');
  if (others.some((seat) => equalBytes(seat.key, key))) refuse('validator.exists', 'another seat has this key');
  if (others.some((seat) => seat.peer === peer)) refuse('validator.exists', 'another seat has this peer id');
  if (!isPublicKey(key)) refuse('proposal.invalid', 'the key is no public key');
  return { agency: id, key, peer, address };
}

/** Keeps the key among those that evidence against the agency can name. */
function rememberKey(context: OperationContext, seat: Validator): void {
  const place = stateKey.agency(seat.agency);
  const agency = context.state.get(place);
  invariant(agency, 'a seat belongs to an agency');
  const earlier = agency.validatorKeys.filter((key) => !equalBytes(key, seat.key));
  context.state.set(place, {
    ...agency,
    validatorKeys: [seat.key, ...earlier].slice(0, MAX_VALIDATOR_KEYS_REMEMBERED),
  });
}
