/** What the fields of a section are called: the `x-titles` in the JSON Schema of its type. */
import type { LocalizedText, RecordType } from '@annals/ledger/transaction';
import { localized } from '../format/format.ts';
import type { Language } from '../messages/index.ts';

export type FieldTitles = ReadonlyMap<string, string>;

/** The titles by field name; fields that the schema gives none keep their name. */
export function fieldTitles(
  types: readonly RecordType[],
  language: Language,
  type: string,
  section: string,
): FieldTitles {
  const titles = new Map<string, string>();
  const declared = types.find(({ name }) => name === type)?.sections.find(({ name }) => name === section);
  if (declared) collect(parsed(declared.schema), titles, language);
  return titles;
}

/** Declarations come from a node: a schema that is none gives no titles. */
function parsed(schema: string): unknown {
  try {
    return JSON.parse(schema);
  } catch {
    return undefined;
  }
}

function collect(schema: unknown, titles: Map<string, string>, language: Language): void {
  if (typeof schema !== 'object' || schema === null) return;
  const { properties, items } = schema as { readonly properties?: unknown; readonly items?: unknown };
  for (const [name, field] of Object.entries(properties ?? {})) {
    const title = (field as { readonly 'x-titles'?: LocalizedText } | null)?.['x-titles'];
    if (title) titles.set(name, localized(language, title));
    collect(field, titles, language);
  }
  collect(items, titles, language);
}
