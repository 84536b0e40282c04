/**
 * The values that a transaction has read and written whole, and that can be longer than it is: a public record, a
 * proposal, the consents or mandates of a person. Whoever fills them with long transactions, or with many, has each
 * short one cost as much, so they count in the quotas of a block (PROTOCOL block-validity; ATTACK swollen-values).
 *
 * Not among them are values that are short however they are filled, those of which a block reads one whatever is in it,
 * as the present ceremony, and those that only the members' votes make long.
 */
import { type StateKey, stateKey } from '../block/index.ts';
import type { ProgrammeId, RecordId, SubjectId } from '../codec/index.ts';
import { type BodyOf, newObjectId, type Transaction } from '../transaction/index.ts';
import { representedLookedAt } from './policy/represented.ts';
import { readValue, type StateSource } from './source.ts';

type Named = Pick<Transaction, 'id' | 'payload'>;

/** The keys of those that the transaction leads to, in the state before its block; some may hold nothing. */
export function valuesNamed(source: StateSource, { id, payload }: Named): readonly StateKey[] {
  switch (payload.kind) {
    // One that has the salt of an earlier one finds that there, and is refused.
    case 'record.issue':
      return [stateKey.record(newObjectId('record', payload.signer, payload.salt))];
    case 'programme.open':
      return [stateKey.programme(newObjectId('programme', payload.signer, payload.salt))];
    case 'proposal.create':
      return [stateKey.proposal(newObjectId('proposal', payload.signer, payload.salt))];
    case 'access.read':
      return payload.body.items.flatMap(({ record }) => readAt(source, record, payload.body.subject));
    case 'record.amend':
    case 'record.transition':
    case 'record.transfer':
      return [stateKey.record(payload.body.record)];
    case 'record.hold':
    case 'record.release-hold':
    case 'record.erase':
      return [stateKey.record(payload.body.record), stateKey.hold(payload.body.record)];
    case 'erasure.confirm':
      return payload.body.records.map(stateKey.erasure);
    case 'access.review':
    case 'access.escalate':
      return [stateKey.review(payload.body.transaction)];
    case 'proposal.vote':
      return [stateKey.proposal(payload.body.proposal)];
    case 'mandate.grant':
      return [stateKey.mandates(payload.body.subject), stateKey.mandateOffers(payload.body.representative)];
    case 'mandate.accept':
      return [...answered(payload.body), ...lookedAt(source, payload.body.subject, id)];
    case 'mandate.decline':
      return answered(payload.body);
    case 'mandate.revoke':
      return [stateKey.mandates(payload.body.represented ?? payload.body.subject)];
    case 'consent.grant':
      return [...decidedIn('consents', payload.body), ...(payload.body.scope.records ?? []).map(stateKey.record)];
    case 'consent.withdraw':
      return decidedIn('consents', payload.body);
    case 'access.restrict':
      return [...decidedIn('restrictions', payload.body), ...recordOf(payload.body.scope)];
    case 'programme.close':
    case 'entitlement.grant':
      return [stateKey.programme(payload.body.programme)];
    case 'entitlement.end':
    case 'payment.schedule':
      return programmeOf(readValue(source, stateKey.entitlement(payload.body.entitlement)));
    case 'payment.confirm':
    case 'payment.return':
      return programmeOf(readValue(source, stateKey.payment(payload.body.payment)));
    default:
      return [];
  }
}

/** A record, and what decides whether it may be read: of an officer what the person has said, else who represents her. */
function readAt(source: StateSource, id: RecordId, reader: SubjectId | null): readonly StateKey[] {
  const place = stateKey.record(id);
  const subject = readValue(source, place)?.subject;
  if (subject === undefined) return [place];
  if (reader !== null) return [place, stateKey.mandates(subject)];
  return [place, stateKey.consents(subject), stateKey.restrictions(subject)];
}

/** Whose list a person decides in, and under whose mandate. */
function decidedIn(
  list: 'consents' | 'restrictions',
  { subject, represented }: Pick<BodyOf<'consent.grant'>, 'subject' | 'represented'>,
): readonly StateKey[] {
  const place = stateKey[list](represented ?? subject);
  return represented === null ? [place] : [place, stateKey.mandates(represented)];
}

function recordOf(scope: BodyOf<'access.restrict'>['scope']): readonly StateKey[] {
  return scope.of === 'record' ? [stateKey.record(scope.record)] : [];
}

function answered({ subject, represented }: BodyOf<'mandate.accept'>): readonly StateKey[] {
  return [stateKey.mandates(represented), stateKey.mandateOffers(subject), stateKey.represented(subject)];
}

/** Whose mandates say whether she still represents them, where she represents as many as may be. */
function lookedAt(source: StateSource, subject: SubjectId, id: Transaction['id']): readonly StateKey[] {
  const present = readValue(source, stateKey.represented(subject)) ?? [];
  return representedLookedAt(present, { id }).map(stateKey.mandates);
}

function programmeOf(value: { readonly programme: ProgrammeId } | undefined): readonly StateKey[] {
  return value ? [stateKey.programme(value.programme)] : [];
}
