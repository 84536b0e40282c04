/** Which resources become medical records, when and by whom they were made, and which section they belong in. */

import type { RecordType } from '@annals/ledger/block';
import type { JsonValue } from '@annals/ledger/codec';
import { listAt, type Resource, textAt, valueAt } from './bundle.ts';

export type MedicalSection = 'emergency' | 'general' | 'sensitive';

/** The types of resource that a section of the record type takes, as its schema says. */
export function resourceTypesOf(type: RecordType, section: string): ReadonlySet<string> {
  const schema = type.sections.find(({ name }) => name === section)?.schema;
  const parsed = schema === undefined ? null : (JSON.parse(schema) as JsonValue);
  const options = listAt(parsed ?? undefined, 'properties', 'resources', 'items', 'properties', 'resourceType', 'enum');
  return new Set(options.filter((each) => typeof each === 'string'));
}

/** Confidentiality codes of HL7 v3 that mean restricted and very restricted. */
const RESTRICTED = new Set(['R', 'V']);
/** Matters that touch a person more closely than others, by the words that code systems use for them. */
const CLOSE_MATTERS =
  /\b(hiv|abortion|pregnan|contracept|sexual|abuse|violence|suicid|depress|psych|alcohol|addict|overdose|drug (use|depend))/i;
/** What somebody who finds a person unconscious needs to know, as far as it holds still. */
const EMERGENCY = new Set(['AllergyIntolerance', 'Condition', 'Device', 'Immunization', 'MedicationRequest']);
const NO_LONGER = new Set([
  'resolved',
  'inactive',
  'remission',
  'completed',
  'stopped',
  'cancelled',
  'entered-in-error',
  'not-done',
]);

/** The section that a clinical resource belongs in. */
export function sectionOf(resource: Resource): MedicalSection {
  if (isSensitive(resource)) return 'sensitive';
  if (!EMERGENCY.has(resource.resourceType)) return 'general';
  // A vaccination is completed and holds still; a condition or prescription that has ended is history.
  if (resource.resourceType === 'Immunization') return 'emergency';
  const status = textAt(resource, 'clinicalStatus', 'coding', 0, 'code') ?? textAt(resource, 'status') ?? '';
  return NO_LONGER.has(status) ? 'general' : 'emergency';
}

function isSensitive(resource: Resource): boolean {
  if (listAt(resource, 'meta', 'security').some((label) => RESTRICTED.has(textAt(label, 'code') ?? ''))) return true;
  const categories = listAt(resource, 'category').flatMap((each) => listAt(each, 'coding'));
  if (categories.some((coding) => textAt(coding, 'code') === 'social-history')) return true;
  const concept = ['code', 'vaccineCode', 'medicationCodeableConcept', 'reasonCode'].flatMap((name) =>
    conceptTexts(resource[name]),
  );
  return concept.some((text) => CLOSE_MATTERS.test(text));
}

function conceptTexts(value: JsonValue | undefined): readonly string[] {
  const concepts = Array.isArray(value) ? value : [value];
  return concepts.flatMap((concept) => [
    textAt(concept, 'text') ?? '',
    ...listAt(concept, 'coding').map((coding) => textAt(coding, 'display') ?? ''),
  ]);
}

/** Where resources say when they happened, the first that is given. */
const TIMES: readonly (readonly (string | number)[])[] = [
  ['period', 'start'],
  ['effectiveDateTime'],
  ['effectivePeriod', 'start'],
  ['occurrenceDateTime'],
  ['performedDateTime'],
  ['performedPeriod', 'start'],
  ['onsetDateTime'],
  ['authoredOn'],
  ['started'],
  ['recordedDate'],
  ['issued'],
  ['date'],
  ['created'],
];

/** When it happened, in milliseconds since the epoch; null when it does not say. */
export function timeOf(resource: Resource): number | null {
  for (const path of TIMES) {
    const timeMs = Date.parse(textAt(resource, ...path) ?? '');
    if (Number.isFinite(timeMs)) return timeMs;
  }
  return null;
}

/** Where resources name who made them, the first that is given. */
const MAKERS: readonly (readonly (string | number)[])[] = [
  ['recorder', 'reference'],
  ['asserter', 'reference'],
  ['requester', 'reference'],
  ['performer', 0, 'reference'],
  ['performer', 0, 'actor', 'reference'],
  ['participant', 0, 'individual', 'reference'],
  ['author', 'reference'],
  ['author', 0, 'reference'],
];

/** The reference to the practitioner who made a resource, if it names one. */
export function practitionerOf(resource: Resource): string | undefined {
  for (const path of MAKERS) {
    const reference = textAt(resource, ...path);
    if (reference !== undefined && isPractitioner(reference, valueAt(resource, ...path.slice(0, -1)))) return reference;
  }
  return undefined;
}

/** Synthea names practitioners by URN, which does not say what it leads to; a reference may then tell its type. */
function isPractitioner(reference: string, value: JsonValue | undefined): boolean {
  const type = textAt(value, 'type') ?? /^([A-Za-z]+)[/?]/.exec(reference)?.[1];
  return type === undefined || type === 'Practitioner';
}
