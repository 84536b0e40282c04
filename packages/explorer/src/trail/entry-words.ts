/** An entry of an access log in plain words: who opened what, for what, or why it was refused. */
import type { RecordType } from '@annals/ledger/transaction';
import type { Connection } from '../connection/connection.ts';
import type { Words } from '../context.ts';
import { explainPurpose, explainReason, explainRefusal } from '../explain.ts';
import { dateTime, listOf } from '../format/format.ts';
import { agencyName, sectionTitle, typeTitle } from '../parts/names.ts';
import type { LoggedEntry } from './trail-window.ts';

/** What the words are made from. */
export interface Naming {
  readonly words: Words;
  readonly connection: Connection;
  readonly types: readonly RecordType[];
}

/** The entry as one sentence, without its time. */
export function describeEntry({ words, connection, types }: Naming, { entry }: LoggedEntry): string {
  const { say, language } = words;
  const values = {
    agency: entry.agency ? agencyName(connection, language, entry.agency) : '',
    sections: listOf(
      language,
      entry.sections.map((each) => sectionTitle(types, language, entry.type, each)),
    ),
    type: typeTitle(types, language, entry.type),
    purpose: explainPurpose(words, entry.purpose),
    reason: entry.outcome === 'refused' ? explainRefusal(words, entry.code) : explainReason(words, entry.reason ?? ''),
  };
  if (entry.outcome === 'refused') return say(entry.agency ? 'read.refused' : 'read.refusedPerson', values);
  switch (entry.mode) {
    case 'own':
      return say('read.own', values);
    case 'represented':
      return say('read.represented', values);
    case 'emergency':
      return say('read.emergency', values);
    case 'hidden':
      return say('read.hidden', values);
    case 'ordinary':
      return say('read.granted', values);
  }
}

/** When a hidden read was disclosed, in words; undefined for every other. */
export function describeDisclosure({ words }: Naming, { entry }: LoggedEntry): string | undefined {
  const { disclosed } = entry;
  return disclosed ? words.say('read.disclosed', { time: dateTime(words.language, disclosed.timeMs) }) : undefined;
}
