/**
 * The dates from and until which content is valid by its own words, such as the last day of a licence: a declaration
 * marks the field that holds one with the keyword `x-validity` (`from` or `until`) in its schema (PROTOCOL validity).
 */
import type { JsonValue } from '../codec/index.ts';
import type { RecordType } from '../transaction/index.ts';
import { isJsonMap } from './canonical-json.ts';
import { parseDateText } from './date-text.ts';

export const VALIDITY_MARKS = ['from', 'until'] as const;
type ValidityMark = (typeof VALIDITY_MARKS)[number];

/** Formats of text that say when. */
const DATE_FORMATS: readonly JsonValue[] = ['date', 'date-time'];

interface MarkedField {
  readonly mark: ValidityMark;
  /** JSON pointer, the first step being the section. */
  readonly path: string;
  /** Whether content that fits the schema always has it. */
  readonly isCertain: boolean;
  readonly isDate: boolean;
}

/** Where a type's content says when it is valid: JSON pointers, each null where no field says it. */
export type ValidityPaths = { readonly [mark in ValidityMark]: string | null };

/** In milliseconds since 1970; null: without a beginning, or without an end. */
export interface ValidityDates {
  readonly fromMs: number | null;
  /** It is valid before this. */
  readonly untilMs: number | null;
}

type Sections = Pick<RecordType, 'sections'>;

/** The paths of the fields that a declaration has marked. */
export function validityPaths(type: Sections): ValidityPaths {
  const fields = markedFields(type);
  const pathOf = (mark: ValidityMark) => fields.find((each) => each.mark === mark)?.path ?? null;
  return { from: pathOf('from'), until: pathOf('until') };
}

/** Why the marks of a declaration cannot be used, if so. */
export function validityProblem(type: RecordType): string | undefined {
  const fields = markedFields(type);
  for (const { mark, path, isCertain, isDate } of fields) {
    if (fields.filter((each) => each.mark === mark).length > 1) return `sections: x-validity "${mark}" stands twice`;
    if (!isDate) return `sections: ${path} says when content is valid, so it has the format date or date-time`;
    // Where it could be left out, nobody who is shown other fields could tell that it was not hidden.
    if (type.visibility === 'sealed' && !isCertain) return `sections: ${path} says when content is valid: require it`;
  }
  return undefined;
}

/**
 * The dates that content names.
 * @param valueAt the value of a field by its path; undefined where it is not shown.
 * @returns undefined when a marked field of a sealed type is not shown, or says no date.
 */
export function validityDates(
  type: RecordType,
  valueAt: (path: string) => JsonValue | undefined,
): ValidityDates | undefined {
  const { from, until } = validityPaths(type);
  const isOptional = type.visibility === 'public';
  const fromMs = dateAt(from, valueAt, isOptional, 'begin');
  const untilMs = dateAt(until, valueAt, isOptional, 'end');
  return fromMs === undefined || untilMs === undefined ? undefined : { fromMs, untilMs };
}

function dateAt(
  path: string | null,
  valueAt: (path: string) => JsonValue | undefined,
  isOptional: boolean,
  edge: 'begin' | 'end',
): number | null | undefined {
  if (path === null) return null;
  const value = valueAt(path);
  if (value === null || (value === undefined && isOptional)) return null;
  if (typeof value !== 'string') return undefined;
  // A day is named for the whole of it, by the clock of UTC as all times of the ledger.
  const date = parseDateText(value);
  return edge === 'end' ? date?.endMs : date?.beginMs;
}

function markedFields({ sections }: Sections): readonly MarkedField[] {
  return sections.flatMap(({ name, schema, optional }) =>
    fieldsUnder(JSON.parse(schema) as JsonValue, `/${name}`, !optional),
  );
}

function fieldsUnder(schema: JsonValue, path: string, isCertain: boolean): readonly MarkedField[] {
  if (!isJsonMap(schema)) return [];
  const mark = schema['x-validity'] as ValidityMark | undefined;
  const isDate = DATE_FORMATS.includes(schema.format ?? null);
  const required = Array.isArray(schema.required) ? schema.required : [];
  const properties = isJsonMap(schema.properties) ? schema.properties : {};
  return [
    ...(mark !== undefined && VALIDITY_MARKS.includes(mark) ? [{ mark, path, isCertain, isDate }] : []),
    ...Object.entries(properties).flatMap(([name, one]) =>
      fieldsUnder(one, `${path}/${escaped(name)}`, isCertain && required.includes(name)),
    ),
  ];
}

/** A name as a step of a JSON pointer (RFC 6901). */
function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
