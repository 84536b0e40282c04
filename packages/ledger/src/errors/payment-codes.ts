/** Why an operation on a programme, an entitlement or a payment is refused. */
import type { CatalogueEntry } from './catalogue-entry.ts';

export const PAYMENT_CODES = {
  'programme.unknown': {
    http: 404,
    exit: 4,
    title: 'There is no such programme.',
    remedy: 'Check the programme id.',
  },
  'programme.exists': {
    http: 409,
    exit: 3,
    title: 'There is a programme with this id.',
    remedy: 'Use a fresh salt.',
  },
  'programme.closed': {
    http: 409,
    exit: 3,
    title: 'The programme is closed.',
    remedy: 'Choose an open programme.',
  },
  'programme.over-budget': {
    http: 422,
    exit: 3,
    title: 'The payment would exceed the budget of the programme.',
    remedy: 'Schedule less, or have the agency open a further programme.',
  },
  'entitlement.unknown': {
    http: 404,
    exit: 4,
    title: 'There is no such entitlement.',
    remedy: 'Check the entitlement id.',
  },
  'entitlement.exists': {
    http: 409,
    exit: 3,
    title: 'There is an entitlement with this id.',
    remedy: 'Use a fresh salt.',
  },
  'entitlement.ended': {
    http: 409,
    exit: 3,
    title: 'The entitlement does not cover this period.',
    remedy: 'Choose a period within it.',
  },
  'entitlement.period': {
    http: 422,
    exit: 3,
    title: 'The periods are in the wrong order or too far apart.',
    remedy: 'Name a first period and a last one that is not before it, within the bound.',
  },
  'entitlement.amount': {
    http: 422,
    exit: 3,
    title: 'The amount exceeds what the entitlement grants for a period.',
    remedy: 'Schedule at most the granted amount.',
  },
  'payment.unknown': {
    http: 404,
    exit: 4,
    title: 'There is no such payment.',
    remedy: 'Check the payment id.',
  },
  'payment.duplicate': {
    http: 409,
    exit: 3,
    title: 'The period has been scheduled or paid already.',
    remedy: 'Nothing to do; a returned payment may be scheduled again.',
  },
  'payment.wrong-state': {
    http: 409,
    exit: 3,
    title: 'The payment is not in a state in which this is allowed.',
    remedy: 'Look at its status.',
  },
} as const satisfies Record<string, CatalogueEntry>;
