/** `annals role` and `annals purpose`: the words that declarations and requests may use, and what people call them. */
import { type StateKey, stateKey } from '@annals/ledger/block';
import { AnnalsError } from '@annals/ledger/errors';
import { routes } from '@annals/ledger/rest';
import type { Answer } from '../output/answer.ts';
import { paragraphs, table } from '../output/table.ts';
import { toldToBeAll } from '../output/told.ts';
import { namesOf } from '../payments/programmes.ts';
import { localized } from '../session/names.ts';
import type { SubmitOptions } from '../session/perform.ts';
import type { Session } from '../session/session.ts';
import { propose } from './proposals.ts';

const LISTS = { role: routes.roles, purpose: routes.purposes } as const;

/** Which of the two kinds of words. */
export type WordKind = keyof typeof LISTS;

export async function listWords(session: Session, kind: WordKind): Promise<Answer> {
  const route = LISTS[kind];
  const { items, toldBy } = await session.provenList(
    (node, after) => node.call(route, { query: { after } }),
    ({ name }): StateKey<WordKind> => stateKey[kind](name),
  );
  const words = items.map(({ item: { name }, value: { title } }) => ({ name, title }));
  return {
    text: paragraphs(
      table(
        [kind.toUpperCase(), 'TITLE'],
        words.map(({ name, title }) => [name, localized(title, session.environment)]),
        `The members know no ${kind}.`,
      ),
      toldToBeAll(toldBy),
    ),
    json: words.map(({ name, title }) => ({ name, title })),
  };
}

interface DefineOptions extends SubmitOptions {
  readonly title: readonly string[];
}

/** Proposes a word that the members shall know, or another title of one. */
export async function defineWord(
  session: Session,
  { title, ...options }: DefineOptions,
  kind: WordKind,
  name: string,
): Promise<Answer> {
  if (title.length === 0) throw new AnnalsError('command.usage', 'say what people call it: --title en=...');
  return propose(session, options, { type: `${kind}.define`, name, title: namesOf(title) }, `know the ${kind} ${name}`);
}
