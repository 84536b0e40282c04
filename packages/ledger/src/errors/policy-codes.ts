/** Why what a person decides about her records, a mandate or a review is refused. */
import type { CatalogueEntry } from './catalogue-entry.ts';

export const POLICY_CODES = {
  'access.after-death': {
    http: 403,
    exit: 3,
    title: 'The person has died, and this is not read any more for this purpose.',
    remedy: 'Look in the record type which rules outlive a person; who settles the estate needs a mandate.',
  },
  'access.consent': {
    http: 403,
    exit: 3,
    title: 'This needs the consent of the person, and she has given none that covers it.',
    remedy: 'Ask her to grant it, or name the purpose that is true and needs none.',
  },
  'access.restricted': {
    http: 403,
    exit: 3,
    title: 'The person has restricted this record, and has given no consent that covers the read.',
    remedy: 'Ask her for her consent; in an emergency say so, and the read is reviewed.',
  },
  'access.emergency': {
    http: 403,
    exit: 3,
    title: 'No emergency can be invoked here: the type knows none, or not for this reader.',
    remedy: 'Ask an officer with one of the emergency roles of the record type.',
  },
  'access.review-roles': {
    http: 422,
    exit: 3,
    title: 'No role reviews emergency reads of this record and of those before it in the same request.',
    remedy: 'Ask for it in a request of its own, which is reviewed by itself.',
  },
  'access.mandate': {
    http: 403,
    exit: 3,
    title: 'There is no mandate in force to act for this person.',
    remedy: 'Let the person grant one, or a registrar enter it, and accept it; look at its dates.',
  },
  'consent.unknown': {
    http: 404,
    exit: 4,
    title: 'There is no such consent of this person.',
    remedy: 'List her consents; those that ended long ago are not kept.',
  },
  'consent.ended': {
    http: 409,
    exit: 3,
    title: 'The consent has ended.',
    remedy: 'Nothing to do.',
  },
  'consent.bad-term': {
    http: 422,
    exit: 3,
    title: 'The consent would never be in force.',
    remedy: 'Let it end in the future and after its beginning.',
  },
  'consent.exists': {
    http: 409,
    exit: 3,
    title: 'A consent of the person has this signer and salt.',
    remedy: 'Draw a fresh salt for each transaction.',
  },
  'consent.repeated': {
    http: 422,
    exit: 3,
    title: 'A record, type, section or purpose stands in the consent twice.',
    remedy: 'Name each once.',
  },
  'consent.too-many': {
    http: 409,
    exit: 3,
    title: 'The person has as many consents in force as are kept, or they name as much.',
    remedy: 'Withdraw one, or say the same in a broader one: a type in place of its records.',
  },
  'restriction.exists': {
    http: 409,
    exit: 3,
    title: 'This is restricted already.',
    remedy: 'Nothing to do.',
  },
  'restriction.unknown': {
    http: 404,
    exit: 4,
    title: 'There is no such restriction.',
    remedy: 'List the restrictions; one of a whole type is lifted for the whole type.',
  },
  'restriction.too-many': {
    http: 409,
    exit: 3,
    title: 'The person has as many restrictions as are kept.',
    remedy: 'Restrict a whole type in place of single records.',
  },
  'mandate.unknown': {
    http: 404,
    exit: 4,
    title: 'There is no such mandate of this person.',
    remedy: 'List her mandates; those that ended long ago are not kept.',
  },
  'mandate.not-offered': {
    http: 409,
    exit: 3,
    title: 'There is no offer of this mandate to answer: it was answered or withdrawn, or its time is over.',
    remedy: 'List the offers that wait for an answer; ask who granted it to grant it anew.',
  },
  'mandate.ended': {
    http: 409,
    exit: 3,
    title: 'The mandate has ended.',
    remedy: 'Nothing to do.',
  },
  'mandate.exists': {
    http: 409,
    exit: 3,
    title: 'There is such a mandate already: of this kind, from here, for the same person, or of this signer and salt.',
    remedy: 'Revoke your own first, to change its dates; draw a fresh salt for each transaction.',
  },
  'mandate.self': {
    http: 422,
    exit: 3,
    title: 'Nobody needs a mandate to act for herself.',
    remedy: 'Name the subject of the person who shall act.',
  },
  'mandate.bad-term': {
    http: 422,
    exit: 3,
    title: 'The mandate would never be in force.',
    remedy: 'Let it end in the future and after its beginning.',
  },
  'mandate.too-many': {
    http: 409,
    exit: 3,
    title:
      'As many mandates are in force as are kept, for the one or the other person, or as many agencies stand for this one.',
    remedy: 'Revoke one that is not needed any more.',
  },
  'review.unknown': {
    http: 404,
    exit: 4,
    title: 'There is no review of such a read.',
    remedy: 'Name the transaction of an emergency read that opened something.',
  },
  'review.same-agency': {
    http: 403,
    exit: 3,
    title: 'No agency reviews its own reads.',
    remedy: 'Let an officer of another agency review it, with one of the review roles of the record type.',
  },
  'review.own': {
    http: 403,
    exit: 3,
    title: 'Nobody reviews her own read.',
    remedy: 'Let another officer review it.',
  },
  'review.done': {
    http: 409,
    exit: 3,
    title: 'The read has been reviewed, or found overdue.',
    remedy: 'Nothing to do.',
  },
  'review.not-due': {
    http: 409,
    exit: 3,
    title: 'The review is not overdue.',
    remedy: 'Wait until its date.',
  },
} as const satisfies Record<string, CatalogueEntry>;
