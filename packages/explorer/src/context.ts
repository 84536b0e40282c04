/** What every part of the page needs: the language, the connection, and where to go. */
import { createContext, useContext } from 'react';
import type { Connection } from './connection/connection.ts';
import type { NodesReport } from './connection/use-nodes.ts';
import { fill, LANGUAGES, type Language, type MessageKey, type Variant, variantOf } from './messages/index.ts';
import type { Page } from './url.ts';

export interface Surroundings {
  readonly language: Language;
  readonly connection: Connection;
  readonly go: (page: Page) => void;
  /** What all nodes said when they were asked last. */
  readonly report: NodesReport | null;
  /** Asks this node before the others from now on. */
  readonly prefer: (node: string) => void;
  /** The case in which this part of the page speaks; null for the usual one. */
  readonly variant: Variant | null;
}

export const SurroundingsContext = createContext<Surroundings | undefined>(undefined);

export interface Words {
  readonly language: Language;
  /** A message in the language of the page, with its braces filled in. */
  readonly say: (key: MessageKey, values?: { readonly [name: string]: string | number }) => string;
}

/** Messages of a language, in the words of a case. */
export function wordsOf(language: Language, variant: Variant | null = null): Words {
  const { messages } = LANGUAGES[language];
  return { language, say: (key, values = {}) => fill(messages[variantOf(key, variant)], values) };
}

export function useSurroundings(): Surroundings & Words {
  const found = useContext(SurroundingsContext);
  if (!found) throw new Error('a part of the page stands outside the application');
  return { ...found, ...wordsOf(found.language, found.variant) };
}
