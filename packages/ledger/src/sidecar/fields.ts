/**
 * The fields of content that a commitment covers: every value that has no parts, by the section and a JSON pointer
 * (RFC 6901) into it, so that a person can show her date of birth and nothing else.
 */
import type { JsonValue } from '../codec/index.ts';
import type { CommittedField } from '../crypto/index.ts';
import { canonicalJson, isJsonMap } from '../record-types/index.ts';

const encoder = new TextEncoder();

/** The fields of one section, in the order of the canonical JSON. */
export function fieldsOf(section: string, content: JsonValue): readonly CommittedField[] {
  const fields: CommittedField[] = [];
  collect(`/${section}`, content, fields);
  return fields;
}

function collect(path: string, value: JsonValue, fields: CommittedField[]): void {
  const parts = partsOf(value);
  // An empty list or object has no parts that could stand for it.
  if (parts.length === 0) fields.push([path, encoder.encode(canonicalJson(value))]);
  for (const [name, part] of parts)
    collect(`${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, part, fields);
}

function partsOf(value: JsonValue): readonly (readonly [string, JsonValue])[] {
  if (Array.isArray(value)) return value.map((part: JsonValue, index) => [String(index), part]);
  if (!isJsonMap(value)) return [];
  return Object.keys(value)
    .sort()
    .map((name) => [name, value[name] as JsonValue]);
}
