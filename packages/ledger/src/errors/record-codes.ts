import type { CatalogueEntry } from './catalogue-entry.ts';

export const RECORD_CODES = {
  'record.unknown': {
    http: 404,
    exit: 4,
    title: 'There is no such record.',
    remedy: 'Check the record id.',
  },
  'record.exists': {
    http: 409,
    exit: 3,
    title: 'There is a record with this id.',
    remedy: 'Use a fresh salt.',
  },
  'record.not-unique': {
    http: 409,
    exit: 3,
    title: 'The subject holds a record of this type, and the type allows only one.',
    remedy: 'Amend the one there is.',
  },
  'record.wrong-state': {
    http: 409,
    exit: 3,
    title: 'The record is not in a state in which this is allowed.',
    remedy: 'Look at its status and at the lifecycle of its type.',
  },
  'record.wrong-version': {
    http: 409,
    exit: 3,
    title: 'The record has been changed meanwhile.',
    remedy: 'Fetch the current version and apply the change to it.',
  },
  'record.not-transferable': {
    http: 422,
    exit: 3,
    title: 'Records of this type can not be transferred.',
    remedy: 'Revoke it and issue a new one.',
  },
  'record.content': {
    http: 422,
    exit: 2,
    title: "The content does not match the type's schema.",
    remedy: 'Correct the field that is named.',
  },
  'record.sections': {
    http: 422,
    exit: 2,
    title: "The sections do not match the type's sections.",
    remedy: 'Use the sections that the type declares.',
  },
  'sidecar.missing': {
    http: 404,
    exit: 4,
    title: 'The sealed content is not held here.',
    remedy: 'Ask another node, or wait until it has been fetched.',
  },
  'sidecar.mismatch': {
    http: 422,
    exit: 2,
    title: 'The sealed content does not match the hash in the transaction.',
    remedy: 'Send the exact bytes that were hashed.',
  },
  'sidecar.not-entitled': {
    http: 403,
    exit: 3,
    title: 'The key that asks is not entitled to the sealed content.',
    remedy: 'Ask with the key of the subject or of the issuing agency.',
  },
} as const satisfies Record<string, CatalogueEntry>;
