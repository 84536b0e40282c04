/**
 * Whether one field of content, shown without the rest, is what its type says: it is held to the part of the schema that
 * its path leads to. What only the whole content would show, such as a field that is missing, nobody sees in a part.
 */
import type { JsonValue } from '../codec/index.ts';
import type { RecordType } from '../transaction/index.ts';
import { canonicalJson, isJsonMap } from './canonical-json.ts';
import { sectionProblem } from './content.ts';
import type { Fit } from './fit.ts';

type Schema = { readonly [keyword: string]: JsonValue };

/** Keywords that make what holds in a place depend on what stands in others. */
const DEPENDING = ['anyOf', 'oneOf', 'allOf', 'not', 'if'];

/** Where a path leads: to a schema, to where nothing may stand, or nowhere that can be judged alone. */
type Place =
  | { readonly type: 'schema'; readonly schema: Schema }
  | { readonly type: 'forbidden' }
  | { readonly type: 'open' };

/** Holds fields to a declaration. @param fields each by its JSON pointer, the first step being the section. */
export function fitOfFields(
  type: RecordType,
  fields: readonly { readonly path: string; readonly value: JsonValue }[],
): Fit {
  const reasons = fields.flatMap(({ path, value }) => {
    const message = fieldProblem(type, path, value);
    return message === undefined ? [] : [{ path, message }];
  });
  return reasons.length === 0 ? { fits: true } : { fits: false, reasons };
}

function fieldProblem(type: RecordType, path: string, value: JsonValue): string | undefined {
  const [name = '', ...steps] = path.split('/').slice(1).map(unescapeStep);
  const section = type.sections.find((each) => each.name === name);
  if (!section) return `${type.name} has no section ${name}`;
  const root = JSON.parse(section.schema) as JsonValue;
  if (!isJsonMap(root)) return undefined;
  const place = follow(root, root, steps);
  if (place.type === 'forbidden') return 'the type has no such field';
  if (place.type === 'open') return undefined;
  const defs = root.$defs === undefined ? {} : { $defs: root.$defs };
  return sectionProblem({ ...section, schema: canonicalJson({ ...place.schema, ...defs }) }, value)?.message;
}

/** RFC 6901. */
function unescapeStep(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~');
}

function follow(root: Schema, found: JsonValue | undefined, steps: readonly string[]): Place {
  const schema = resolved(root, found);
  if (schema === false) return { type: 'forbidden' };
  if (!isJsonMap(schema)) return { type: 'open' };
  const [step, ...rest] = steps;
  if (step === undefined) return { type: 'schema', schema };
  const next = nextOf(schema, step);
  if (next !== undefined) return follow(root, next, rest);
  return { type: 'open' };
}

/** What stands behind `$ref`; a declaration has no cycles of them. */
function resolved(root: Schema, schema: JsonValue | undefined): JsonValue | undefined {
  if (!isJsonMap(schema) || typeof schema.$ref !== 'string') return schema;
  const defs = root.$defs;
  return isJsonMap(defs) ? resolved(root, defs[schema.$ref.replace('#/$defs/', '')]) : undefined;
}

/** The schema of a part, false where none may stand, undefined where that cannot be told. */
function nextOf(schema: Schema, step: string): JsonValue | undefined {
  const { properties, prefixItems, items, additionalProperties } = schema;
  if (isJsonMap(properties) && Object.hasOwn(properties, step)) return properties[step];
  const index = /^(0|[1-9]\d*)$/.test(step) ? Number(step) : undefined;
  if (index !== undefined && (prefixItems !== undefined || items !== undefined)) {
    return (Array.isArray(prefixItems) ? (prefixItems as readonly JsonValue[])[index] : undefined) ?? items;
  }
  if (DEPENDING.some((keyword) => schema[keyword] !== undefined)) return undefined;
  return additionalProperties;
}
