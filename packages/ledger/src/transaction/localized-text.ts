/** A text in one or more languages, keyed by BCP 47 tag: names of agencies, record types, sections, programmes. */
import { type Shape, shape } from '../codec/index.ts';
import { AnnalsError } from '../errors/index.ts';

export type LocalizedText = { readonly [language: string]: string };

/** Twenty-four official languages of the European Union are the largest set met in practice. */
const MAX_LANGUAGES = 24;

const dictionary = shape.dictionary(
  shape.text(35, { pattern: /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/ }),
  shape.text(300),
  MAX_LANGUAGES,
);

function nonEmpty(value: LocalizedText): LocalizedText {
  for (const _ in value) return value;
  throw new AnnalsError('codec.shape', 'expected a text in at least one language');
}

/** At least one language, each text of 1 to 300 characters. */
export const localizedTextShape: Shape<LocalizedText> = {
  ...dictionary,
  fromCbor: (reader) => nonEmpty(dictionary.fromCbor(reader)),
  fromJson: (value: unknown) => nonEmpty(dictionary.fromJson(value)),
  jsonSchema: { ...dictionary.jsonSchema, minProperties: 1 },
};
