/**
 * The decision on a read: whether who asks may read these sections of a record for this purpose, now. Pure policy; what
 * follows from it (entry, counts, review) is the operation's (PROTOCOL access-decision).
 */
import { type AccessMode, type Record, type RecordType, type ResultCode, stateKey } from '../../block/index.ts';
import type { RecordId } from '../../codec/index.ts';
import type { ActorOf } from '../actor.ts';
import type { StateView } from '../operation.ts';
import { lifecycleState } from '../record-rules.ts';
import { rolesOf } from '../roles.ts';
import { type ConsentQuestion, covers, isRestricted } from './consents.ts';
import { mandateInForce } from './mandates.ts';

/** What is asked about one record, and by whom. */
export interface ReadQuestion {
  readonly reader: ActorOf<'officer' | 'subject'>;
  readonly recordId: RecordId;
  readonly record: Record;
  readonly type: RecordType;
  readonly sections: readonly string[];
  readonly purpose: string;
  /** Whether an emergency is invoked. */
  readonly isEmergency: boolean;
  readonly timeMs: number;
}

type Reader = RecordType['sections'][number]['readers'][number];

/** As what the reader asks. */
export function modeOf({ reader, record, isEmergency }: ReadQuestion): AccessMode {
  if (reader.type === 'officer') return isEmergency ? 'emergency' : 'ordinary';
  return reader.subjectId === record.subject ? 'own' : 'represented';
}

/** Whether the reader may read all of the sections: `ok`, or the first reason why not. */
export function decideRead(state: StateView, question: ReadQuestion): ResultCode {
  const { type, sections, reader } = question;
  if (type.visibility === 'public') return 'access.public';
  if (reader.type === 'subject') return decideForPerson(state, question, reader);
  // Not even in an emergency (ATTACK emergency-past-the-list): whom the members have named for the type, they have named for its emergencies too.
  if (type.readAgencies !== null && !type.readAgencies.includes(reader.agencyId)) return 'access.agency';
  if (!sections.every((name) => declares(type, name))) return 'access.no-section';
  // Not even in an emergency: there is nothing left to be read.
  if (question.record.erased !== null) return 'record.erased';
  return decideForOfficer(state, question, reader);
}

/** A person reads her own in every state of the record's life; who represents her reads as she would. */
function decideForPerson(
  state: StateView,
  { type, record, sections, isEmergency, timeMs }: ReadQuestion,
  { subject, subjectId }: ActorOf<'subject'>,
): ResultCode {
  if (!sections.every((name) => declares(type, name))) return 'access.no-section';
  if (record.erased !== null) return 'record.erased';
  if (subject.status !== 'active') return 'subject.closed';
  if (isEmergency) return 'access.emergency';
  if (subjectId === record.subject) return 'ok';
  return mandateInForce(state, record.subject, subjectId, timeMs) ? 'ok' : 'access.mandate';
}

function decideForOfficer(state: StateView, question: ReadQuestion, reader: ActorOf<'officer'>): ResultCode {
  const { type, record, sections, purpose } = question;
  const roles = rolesOf(reader);
  const hasDied = state.get(stateKey.subject(record.subject))?.status === 'closed';
  const rules = sections.map((name) => rulesFor(type, name, roles));
  if (hasDied && (question.isEmergency || rules.some((each) => each.length > 0 && !each.some(outlives)))) {
    return 'access.after-death';
  }
  if (!lifecycleState(type, record.state).readable) return 'access.state';
  if (question.isEmergency) {
    return type.emergency?.roles.some((role) => roles.includes(role)) ? 'ok' : 'access.emergency';
  }
  const needConsent: string[] = [];
  for (const [index, name] of sections.entries()) {
    const ofRole = (rules[index] as readonly Reader[]).filter((rule) => !hasDied || outlives(rule));
    if (ofRole.length === 0) return 'access.role';
    const ofPurpose = ofRole.filter(({ purposes }) => purposes.includes(purpose));
    if (ofPurpose.length === 0) return 'access.purpose';
    if (ofPurpose.every(({ consent }) => consent)) needConsent.push(name);
  }
  return decideByConsent(state, question, reader, needConsent);
}

/** The last step: what the type leaves to the person, and what she has closed. */
function decideByConsent(
  state: StateView,
  { recordId, record, sections, purpose, timeMs }: ReadQuestion,
  { agencyId, officerId }: ActorOf<'officer'>,
  needConsent: readonly string[],
): ResultCode {
  const restricted = isRestricted(state, recordId, record);
  const asked = restricted ? sections : needConsent;
  if (asked.length === 0) return 'ok';
  const consents = state.get(stateKey.consents(record.subject)) ?? [];
  const question = { recordId, type: record.type, agencyId, officerId, purpose, timeMs };
  const isCovered = (section: string) => {
    const one: ConsentQuestion = { ...question, section };
    return consents.some((consent) => covers(consent, one));
  };
  if (asked.every(isCovered)) return 'ok';
  return restricted ? 'access.restricted' : 'access.consent';
}

const declares = (type: RecordType, name: string): boolean => type.sections.some((each) => each.name === name);

const outlives = ({ afterDeath }: Reader): boolean => afterDeath;

function rulesFor(type: RecordType, section: string, roles: readonly string[]): readonly Reader[] {
  const readers = type.sections.find(({ name }) => name === section)?.readers ?? [];
  return readers.filter(({ role }) => roles.includes(role));
}
