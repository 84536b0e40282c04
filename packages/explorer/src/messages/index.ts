import { en, type MessageKey, type Messages } from './en.ts';
import { et } from './et.ts';
import { zhHant } from './zh-hant.ts';

export type { MessageKey, Messages } from './en.ts';

/** The languages of the explorer by BCP 47 tag, with the name that each has for itself. */
export const LANGUAGES = {
  en: { name: 'English', messages: en as Messages },
  'zh-Hant': { name: '繁體中文', messages: zhHant },
  et: { name: 'Eesti', messages: et },
} as const;

export type Language = keyof typeof LANGUAGES;

/** The language for what a browser prefers or an address names; English when there is none of them. */
export function chooseLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    if (/^zh\b/i.test(tag)) return 'zh-Hant';
    if (/^et\b/i.test(tag)) return 'et';
    if (/^en\b/i.test(tag)) return 'en';
  }
  return 'en';
}

/** Where messages differ: a document stands in place of a node, or somebody whom the reader represents in hers. */
export type Variant = 'document' | 'represented';

/** The message for a case, or the usual one where it has none of its own. */
export function variantOf(key: MessageKey, variant: Variant | null): MessageKey {
  const own = `${variant}.${key}`;
  return own in en ? (own as MessageKey) : key;
}

/** A message with its braces filled in. What is not given stays visible, so that it is noticed. */
export function fill(message: string, values: { readonly [name: string]: string | number }): string {
  return message.replace(/\{(\w+)\}/g, (braces, name: string) => (name in values ? String(values[name]) : braces));
}
