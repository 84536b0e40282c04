/** What the sample declarations have in common: languages, schemas of simple fields, and the usual lifecycle. */
import type { JsonValue } from '../codec/index.ts';
import { canonicalJson } from '../record-types/index.ts';
import type { LocalizedText, RecordSection, RecordType } from '../transaction/index.ts';

/** A text in English, Traditional Chinese and Estonian. */
export function inThree(english: string, chinese: string, estonian: string): LocalizedText {
  return { en: english, 'zh-Hant': chinese, et: estonian };
}

type FieldSchema = { readonly [keyword: string]: JsonValue };

/** A field's schema with its name in three languages. */
export function field(name: LocalizedText, schema: FieldSchema): FieldSchema {
  return { 'x-titles': name, ...schema };
}

/** Text of 1 to `maxLength` characters. */
export const text = (maxLength: number): FieldSchema => ({ type: 'string', minLength: 1, maxLength });
/** A day, such as `2019-04-23`. */
export const day: FieldSchema = { type: 'string', format: 'date' };
/** A calendar month, such as `2026-11`. */
export const month: FieldSchema = { type: 'string', pattern: '^[0-9]{4}-(0[1-9]|1[0-2])$' };

/** Canonical text of a schema for an object with these fields and no others; all but the `optional` are required. */
export function objectSchema(
  properties: { readonly [name: string]: FieldSchema },
  optional: readonly string[] = [],
): string {
  return canonicalJson({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties,
    required: Object.keys(properties).filter((name) => !optional.includes(name)),
    additionalProperties: false,
  });
}

/** Purposes for which no sample record is read without the person's consent. */
const WITH_CONSENT = ['research'];
/** Purposes that outlive the person: what was decided about her is still administered and audited. */
const AFTER_DEATH = ['administration', 'audit', 'payment'];

/** Who may read a section for what, as `{ role: purposes }`. */
export function readers(rules: { readonly [role: string]: readonly string[] }): RecordSection['readers'] {
  return Object.entries(rules).flatMap(([role, purposes]) =>
    [true, false].flatMap((consent) =>
      [true, false].flatMap((afterDeath) => {
        const fitting = purposes.filter(
          (purpose) => WITH_CONSENT.includes(purpose) === consent && AFTER_DEATH.includes(purpose) === afterDeath,
        );
        return fitting.length === 0 ? [] : [{ role, purposes: fitting, consent, afterDeath }];
      }),
    ),
  );
}

/** Who may erase a record on legal grounds, and who may stop that by a hold: those at the issuer who keep its records. */
export const usualErasure: Pick<RecordType, 'erasure' | 'holds'> = {
  erasure: { roles: ['registrar', 'records-officer'] },
  holds: { agencies: null, roles: ['registrar', 'records-officer'] },
};

/** A type whose policy knows no exceptions. */
export const noExceptions: Pick<RecordType, 'emergency' | 'hidden'> = { emergency: null, hidden: null };

/** A record is valid, can be suspended for a while, and is revoked once and for all; the issuer's officers decide. */
export function usualLifecycle(roles: readonly string[]): RecordType['lifecycle'] {
  const transition = (action: string, from: readonly string[], to: string) => ({
    action,
    from,
    to,
    roles,
    agencies: null,
  });
  return {
    initial: 'valid',
    states: [
      { name: 'valid', title: inThree('Valid', '有效', 'Kehtiv'), readable: true, changeable: true, live: true },
      {
        name: 'suspended',
        title: inThree('Suspended', '暫停效力', 'Peatatud'),
        readable: true,
        changeable: false,
        live: true,
      },
      {
        name: 'revoked',
        title: inThree('Revoked', '已撤銷', 'Tühistatud'),
        readable: false,
        changeable: false,
        live: false,
      },
    ],
    transitions: [
      transition('suspend', ['valid'], 'suspended'),
      transition('reinstate', ['suspended'], 'valid'),
      transition('revoke', ['valid', 'suspended'], 'revoked'),
    ],
  };
}

/** The person is told of every change and every refused attempt at once, and of reads once a day. */
export const usualNotices: RecordType['notices'] = [
  { on: 'issued', when: 'at-once' },
  { on: 'amended', when: 'at-once' },
  { on: 'transitioned', when: 'at-once' },
  { on: 'read', when: 'daily' },
  { on: 'read-refused', when: 'at-once' },
];
