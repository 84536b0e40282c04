/** Why an operation on a person, an agency or an officer is refused. */
import type { CatalogueEntry } from './catalogue-entry.ts';

export const IDENTITY_CODES = {
  'person.exists': {
    http: 409,
    exit: 3,
    title: 'The subject is enrolled.',
    remedy: 'Nothing to do.',
  },
  'person.reported': {
    http: 409,
    exit: 3,
    title: 'The agency has reported this death itself.',
    remedy: 'Let a registrar of another agency say the same: two close a person, one alone does not.',
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
  'phrase.length': {
    http: 400,
    exit: 2,
    title: 'The phrase does not have 12 or 24 words.',
    remedy: 'Type all words of the phrase, in their order, with a space between them.',
  },
  'phrase.unknown-word': {
    http: 400,
    exit: 2,
    title: 'A word of the phrase is not in the list.',
    remedy: 'Compare the word that is named with the paper; its first four letters tell it from all others.',
  },
  'phrase.checksum': {
    http: 400,
    exit: 2,
    title: 'The words are no phrase together.',
    remedy: 'Compare every word and their order with the paper; one of them is another.',
  },
  'phrase.no-subject': {
    http: 404,
    exit: 4,
    title: 'Nobody is enrolled with this phrase.',
    remedy: 'Check that it is the right phrase and the right network; if a sector is not found, name it.',
  },
  'recovery.unknown': {
    http: 404,
    exit: 4,
    title: 'No recovery of this key is open.',
    remedy: 'Let the identity agency of the person request one.',
  },
  'recovery.held': {
    http: 409,
    exit: 3,
    title: 'Another agency has a recovery of this person open.',
    remedy: 'Let that agency complete it, or ask again when two waiting times have passed since it first asked.',
  },
  'recovery.other-key': {
    http: 409,
    exit: 3,
    title: 'The recovery that is open is for another key.',
    remedy: 'Look at it again, and compare the new key with what the person shows.',
  },
  'recovery.same-agency': {
    http: 403,
    exit: 3,
    title: 'The agency that asked for a recovery cannot approve it.',
    remedy: 'Let another agency see the person and approve it.',
  },
  'recovery.approved': {
    http: 409,
    exit: 3,
    title: 'The recovery has been approved.',
    remedy: 'Nothing to do: when its waiting time is over, the agency that asked for it can complete it.',
  },
  'recovery.not-approved': {
    http: 409,
    exit: 3,
    title: 'The recovery has not been approved by a second agency.',
    remedy: 'Let another agency see the person and approve it.',
  },
  'recovery.too-early': {
    http: 409,
    exit: 3,
    title: 'The waiting time of the recovery is not over.',
    remedy: 'Complete it after the time that it names; until then the person can object.',
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
