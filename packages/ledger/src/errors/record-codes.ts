/** Why an operation on a record or a record type is refused. */
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
    title: 'Records of this type cannot be transferred.',
    remedy: 'Revoke it and issue a new one.',
  },
  'record.no-action': {
    http: 422,
    exit: 3,
    title: 'The lifecycle of the type has no such action.',
    remedy: 'Use an action that the type declares.',
  },
  'record.same-holder': {
    http: 409,
    exit: 3,
    title: 'The subject holds this record already.',
    remedy: 'Nothing to do, or name another subject.',
  },
  'record.visibility': {
    http: 422,
    exit: 3,
    title: 'The type demands content of the other kind: sealed, or in clear.',
    remedy: 'Seal it, or send it in clear, as the visibility of the type says.',
  },
  'record.sealed-to': {
    http: 409,
    exit: 3,
    title: 'The content is sealed to another key than the present one of its subject.',
    remedy: 'Fetch her key with its proof and seal the content again; keys change by rotation and recovery.',
  },
  'record.content': {
    http: 422,
    exit: 2,
    title: "The content does not match the type's schema.",
    remedy: 'Correct the field that is named.',
  },
  'record.too-complex': {
    http: 422,
    exit: 2,
    title: 'Checking the content against the schema of its type takes more steps than its size allows.',
    remedy:
      'Send less of it in one record, or have the type declare a simpler schema: fewer alternatives for one place, shorter repetitions in patterns.',
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
  'sidecar.malformed': {
    http: 400,
    exit: 2,
    title: 'The bytes are not a sidecar.',
    remedy: 'Send the bytes that sealing gave, unchanged.',
  },
  'sidecar.no-seal': {
    http: 422,
    exit: 3,
    title: 'The section is not in the sealed content, or not sealed to this key.',
    remedy: 'Use a section that the record has and the key of its subject, or read it through the ledger.',
  },
  'sidecar.seal': {
    http: 422,
    exit: 3,
    title: 'A section is not sealed to the network with a proof for its place.',
    remedy: 'Seal the content again for this record and version; a seal cannot be copied or derived from another.',
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
    remedy: 'Ask with the present key of the subject; who may read it asks with `access.read`, which leaves an entry.',
  },
} as const satisfies Record<string, CatalogueEntry>;
