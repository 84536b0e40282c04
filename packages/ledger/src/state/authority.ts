/**
 * Authority: in which capacity a signer acts. An agency signs with its key, an officer with a key that the acting
 * agency has appointed and whose term has not ended, a person with the present key of the subject that the body
 * names, a validator with the key of its seat. A holder is the agency that the body names, by the latest key of its
 * validator: it may hold a key share after it has given up its seat.
 */

import { stateKey } from '../block/index.ts';
import { type AgencyId, equalBytes, type SubjectId } from '../codec/index.ts';
import { officerIdOf, type Payload } from '../transaction/index.ts';
import type { Actor, ActorOf, ActorType } from './actor.ts';
import { type OperationContext, refuse, type StateView } from './operation.ts';

/** The signer in a capacity that the operation admits. Refuses with the reason when there is none. */
export function resolveActor(context: OperationContext, signers: readonly ActorType[]): Actor {
  const { payload } = context.transaction;
  const actor =
    payload.agency === null ? resolveAlone(context, payload, signers) : resolveFor(context, payload, payload.agency);
  if (!signers.includes(actor.type)) {
    refuse('tx.not-authorised', `${payload.kind} is signed by ${signers.join(' or ')}, not by ${actor.type}`);
  }
  return actor;
}

/** A signer that acts for an agency: the agency itself or an officer of it. */
function resolveFor(context: OperationContext, payload: Payload, agencyId: AgencyId): Actor {
  const agency = context.state.get(stateKey.agency(agencyId));
  if (!agency) return refuse('tx.signer-unknown', 'the acting agency is not a member');
  if (agency.status !== 'active') refuse('agency.suspended', 'the acting agency is suspended');
  if (equalBytes(agency.key, payload.signer)) return { type: 'agency', agencyId, agency };
  const officerId = officerIdOf(agencyId, payload.signer);
  const officer = context.state.get(stateKey.officer(officerId));
  if (officer?.status !== 'appointed') {
    return refuse('tx.signer-unknown', 'the signer is neither the acting agency nor an officer appointed by it');
  }
  if (context.timeMs >= officer.untilMs) refuse('officer.expired', 'the appointment of the officer has ended');
  return { type: 'officer', agencyId, agency, officerId, officer };
}

/** A signer that acts for no agency: a person or a validator. */
function resolveAlone(context: OperationContext, payload: Payload, signers: readonly ActorType[]): Actor {
  const { state } = context;
  if (signers.includes('subject')) {
    const actor = signingSubject(state, payload);
    if (actor) return actor;
  }
  if (signers.includes('validator')) {
    const validator = state.get(stateKey.validators)?.next.find((seat) => equalBytes(seat.key, payload.signer));
    if (validator) return { type: 'validator', validator };
  }
  if (signers.includes('holder')) {
    const actor = signingHolder(state, payload);
    if (actor) return actor;
  }
  return refuse('tx.signer-unknown', `the signer is not known as ${signers.join(' or ')}`);
}

/** The subject that the body names, when the signer holds its present key. */
export function signingSubject(state: Pick<StateView, 'get'>, payload: Payload): ActorOf<'subject'> | undefined {
  const { subject: subjectId } = payload.body as { readonly subject?: SubjectId | null };
  const subject = subjectId ? state.get(stateKey.subject(subjectId)) : undefined;
  if (!subjectId || !subject || !equalBytes(subject.key, payload.signer)) return undefined;
  return { type: 'subject', subjectId, subject };
}

/** The agency that the body names, when the signer holds the latest key of its validator. */
export function signingHolder(state: Pick<StateView, 'get'>, payload: Payload): ActorOf<'holder'> | undefined {
  const { agency: agencyId } = payload.body as { readonly agency?: AgencyId };
  const agency = agencyId ? state.get(stateKey.agency(agencyId)) : undefined;
  const [latest] = agency?.validatorKeys ?? [];
  if (!agencyId || !agency || !latest || !equalBytes(latest, payload.signer)) return undefined;
  return { type: 'holder', agencyId, agency };
}
