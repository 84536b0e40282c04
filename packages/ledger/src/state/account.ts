/**
 * Accounts: whom a transaction is counted against, in the quotas of a block and in the pool where it waits for one. An
 * agency is counted as the one that is named. Without an agency it is a validator, a person, or a key that the state
 * does not know (PROTOCOL block-validity).
 */
import { stateKey } from '../block/index.ts';
import { type AgencyId, bytesToHex, equalBytes } from '../codec/index.ts';
import type { Payload, Transaction } from '../transaction/index.ts';
import { signingHolder, signingSubject } from './authority.ts';
import type { StateView } from './operation.ts';
import { type StateSource, viewOf } from './source.ts';

/** No two accounts have one name. */
export type Account =
  | { readonly of: 'agency'; readonly name: AgencyId }
  | { readonly of: 'validator'; readonly name: string }
  /** All strangers are one account: keys cost nothing, so none of them gets one of its own. */
  | { readonly of: 'stranger'; readonly name: string }
  /** Persons share what is there for those whom the same agency has enrolled: its puppets take nobody else's. */
  | { readonly of: 'person'; readonly name: string; readonly enrolledBy: AgencyId };

const STRANGERS: Account = { of: 'stranger', name: 'strangers' };

/**
 * The account of a transaction in this state. A person's is that of her subject and not of her key: keys can be replaced
 * within one block.
 */
export function accountOf(source: StateSource, { payload }: Pick<Transaction, 'payload'>): Account {
  if (payload.agency !== null) return { of: 'agency', name: payload.agency };
  const state = viewOf(source);
  if (holdsSeat(state, payload) || signingHolder(state, payload)) {
    return { of: 'validator', name: `validator ${bytesToHex(payload.signer)}` };
  }
  const person = signingSubject(state, payload);
  if (!person) return STRANGERS;
  return { of: 'person', name: `person ${person.subjectId}`, enrolledBy: person.subject.agency };
}

/** Whether the signer has a seat in the present set of validators or in the next. */
function holdsSeat(state: Pick<StateView, 'get'>, { signer }: Payload): boolean {
  const { current = [], next = [] } = state.get(stateKey.validators) ?? {};
  return [current, next].some((seats) => seats.some(({ key }) => equalBytes(key, signer)));
}
