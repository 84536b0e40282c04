/** Why an operation on a person, an agency or an officer is refused. */
import type { CatalogueEntry } from './catalogue-entry.ts';

export const IDENTITY_CODES = {
  'person.exists': {
    http: 409,
    exit: 3,
    title: 'The subject is enrolled.',
    remedy: 'Nothing to do.',
  },
  'person.bad-proof': {
    http: 422,
    exit: 3,
    title: "The person's proof of possession does not verify.",
    remedy: 'Let her sign the enrolment with the key being enrolled.',
  },
  'subject.unknown': {
    http: 404,
    exit: 4,
    title: 'There is no such subject.',
    remedy: 'Check the subject id, or enrol the person in this sector first.',
  },
  'subject.closed': {
    http: 409,
    exit: 3,
    title: 'The subject is closed.',
    remedy: 'Nothing can be added to it.',
  },
  'subject.wrong-sector': {
    http: 422,
    exit: 3,
    title: 'The subject belongs to another sector.',
    remedy: 'Use the pseudonym of the sector that the record type names.',
  },
  'officer.unknown': {
    http: 404,
    exit: 4,
    title: 'There is no such officer.',
    remedy: 'Check the officer id.',
  },
  'officer.exists': {
    http: 409,
    exit: 3,
    title: 'The officer holds an appointment.',
    remedy: 'Dismiss first, or appoint with another key.',
  },
  'officer.expired': {
    http: 403,
    exit: 3,
    title: "The officer's appointment has ended.",
    remedy: 'The agency must appoint again.',
  },
  'officer.bad-term': {
    http: 422,
    exit: 3,
    title: 'The end date of the appointment is not in the future or too far away.',
    remedy: 'Choose an end date within the bound.',
  },
} as const satisfies Record<string, CatalogueEntry>;
