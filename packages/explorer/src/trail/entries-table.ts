/** Entries of access logs as a table for a spreadsheet. */
import { formatId } from '@annals/ledger/codec';
import { explainPurpose, explainSector } from '../explain.ts';
import { csv } from '../format/csv.ts';
import { isoTime } from '../format/format.ts';
import { agencyName, sectionTitle, typeTitle } from '../parts/names.ts';
import { describeEntry, type Naming } from './entry-words.ts';
import type { LoggedEntry } from './trail-window.ts';

const HEAD = [
  'fact.time',
  'fact.sector',
  'fact.outcome',
  'fact.mode',
  'fact.agency',
  'fact.officer',
  'fact.type',
  'fact.sections',
  'fact.purpose',
  'fact.basis',
  'fact.inWords',
  'fact.record',
  'fact.transaction',
] as const;

/** CSV with a head, an entry a row. */
export function entriesAsCsv(naming: Naming, entries: readonly LoggedEntry[]): string {
  const { words, connection, types } = naming;
  const { say, language } = words;
  const rows = entries.map((logged) => {
    const { sector, entry } = logged;
    return [
      isoTime(entry.timeMs),
      explainSector(words, sector),
      say(`outcome.${entry.outcome}`),
      say(`mode.${entry.mode}`),
      entry.agency ? agencyName(connection, language, entry.agency) : '',
      entry.officer ? formatId('officer', entry.officer) : '',
      typeTitle(types, language, entry.type),
      entry.sections.map((each) => sectionTitle(types, language, entry.type, each)).join('; '),
      explainPurpose(words, entry.purpose),
      entry.basis,
      describeEntry(naming, logged),
      formatId('record', entry.record),
      formatId('transaction', entry.transaction),
    ];
  });
  return csv([HEAD.map((key) => say(key)), ...rows]);
}
