/**
 * The declaration of a record type: what such a record holds, who may issue it, how it lives, who may read which part
 * of it for which purpose. It is data that the agencies decide on, so that a new kind of government record needs no
 * new release. That its parts fit together is checked by `checkDeclaration` of the room `record-types`.
 */
import { type Infer, shape } from '../codec/index.ts';
import { localizedTextShape } from './localized-text.ts';
import { rolesShape } from './payloads/officer-appoint.ts';

/** All JSON Schemas of a declaration together, so that a proposal that carries it stays within a transaction. */
export const MAX_SCHEMA_BYTES = 8_192;
/** Sections are what access is decided by; a record that needs more should be several types. */
export const MAX_SECTIONS = 16;
/** Life of a paper file has a handful of states; the bound keeps the lifecycle readable. */
export const MAX_STATES = 16;
export const MAX_TRANSITIONS = 32;
const MAX_AGENCIES_NAMED = 64;
const MAX_READERS = 32;
const MAX_PURPOSES = 32;
const MAX_NOTICES = 16;
const DAY_MS = 86_400_000;

/** Agencies by id; null where a rule says otherwise who is meant. */
const agenciesShape = shape.nullable(shape.list(shape.id('agency'), MAX_AGENCIES_NAMED, 1));

const sectionShape = shape.struct({
  name: shape.slug,
  title: localizedTextShape,
  /** Whether a record may come without it. */
  optional: shape.boolean,
  /** JSON Schema (draft 2020-12, the profile of `record-types`) as canonical JSON text. */
  schema: shape.text(MAX_SCHEMA_BYTES),
  /** Which roles may read it for which purposes. Empty in a public type, whose content stands in clear. */
  readers: shape.list(
    shape.struct({
      role: shape.slug,
      purposes: shape.list(shape.slug, MAX_PURPOSES, 1),
      /** Whether it also takes the person's consent. */
      consent: shape.boolean,
      /** Whether the rule outlives the person. */
      afterDeath: shape.boolean,
    }),
    MAX_READERS,
  ),
});

/** Emergency reads: what policy would refuse is granted, the person is told, and another agency reviews it. */
const emergencyShape = shape.struct({
  /** Who may, in an emergency. */
  roles: rolesShape,
  /** Who may review it, in another agency than the one that reads. */
  reviewRoles: rolesShape,
  /** How long after the read the review is due. */
  reviewMs: shape.integer(1_000, 366 * DAY_MS),
});

/** Hidden reads: under a court reference an entry's details are disclosed later, by the ledger itself. */
const hiddenShape = shape.struct({
  /** The agencies whose signature counts as the court's. */
  courts: shape.list(shape.id('agency'), MAX_AGENCIES_NAMED, 1),
  /** The roles of officers who may. */
  roles: rolesShape,
  /** How long after the read the disclosure is at the latest. */
  maxMs: shape.integer(1_000, 10 * 366 * DAY_MS),
});

const stateShape = shape.struct({
  name: shape.slug,
  title: localizedTextShape,
  /** Whether `access.read` is granted in this state. */
  readable: shape.boolean,
  /** Whether the record may be amended and transferred in this state. */
  changeable: shape.boolean,
  /** Whether the record counts where the type allows a subject only one. */
  live: shape.boolean,
});

const transitionShape = shape.struct({
  action: shape.slug,
  from: shape.list(shape.slug, MAX_STATES, 1),
  to: shape.slug,
  /** The roles in which it is done; an agency's own key acts in each that the agency has been given. */
  roles: rolesShape,
  /** The agencies that may do it; null: the one that issued the record. */
  agencies: agenciesShape,
});

export const recordTypeShape = shape.struct({
  name: shape.slug,
  /** 1 when defined, and one more with each revision. */
  version: shape.integer(1, 1_000_000),
  title: localizedTextShape,
  /** The sector whose pseudonyms its subjects are. */
  sector: shape.slug,
  /** Whether content is sealed, or stands on the ledger in clear because the law makes it public. */
  visibility: shape.oneOf('sealed', 'public'),
  sections: shape.list(sectionShape, MAX_SECTIONS, 1),
  /** Who may issue and amend: officers with one of the roles, of the agency named or, with null, of any. */
  issuers: shape.list(
    shape.struct({ agency: shape.nullable(shape.id('agency')), roles: rolesShape }),
    MAX_AGENCIES_NAMED,
    1,
  ),
  /** The agencies whose officers may read, in emergencies as well; null: each that has been given a role that may. */
  readAgencies: agenciesShape,
  /** Null: there are none. So in a public type. */
  emergency: shape.nullable(emergencyShape),
  /** Null: there are none. So in a public type. */
  hidden: shape.nullable(hiddenShape),
  /** The roles at the issuing agency in which it is erased. */
  erasure: shape.struct({ roles: rolesShape }),
  /** Who may stop erasure by a hold: officers with one of the roles, of these agencies; null: the issuing one. */
  holds: shape.struct({ agencies: agenciesShape, roles: rolesShape }),
  lifecycle: shape.struct({
    /** The state of a record that has just been issued. */
    initial: shape.slug,
    states: shape.list(stateShape, MAX_STATES, 1),
    transitions: shape.list(transitionShape, MAX_TRANSITIONS),
  }),
  /** Whether a record can pass to another subject. */
  transferable: shape.boolean,
  /** Whether a subject can hold only one live record of the type. */
  unique: shape.boolean,
  /** How long the content is kept after the record stopped being live. */
  retentionYears: shape.integer(1, 1_000),
  /** Of what the subject is told, and when. */
  notices: shape.list(
    shape.struct({
      on: shape.oneOf('issued', 'amended', 'transitioned', 'transferred', 'read', 'read-refused'),
      when: shape.oneOf('at-once', 'daily'),
    }),
    MAX_NOTICES,
  ),
});

export type RecordType = Infer<typeof recordTypeShape>;
export type RecordSection = RecordType['sections'][number];
export type RecordTransition = RecordType['lifecycle']['transitions'][number];
export type RecordState = RecordType['lifecycle']['states'][number];
