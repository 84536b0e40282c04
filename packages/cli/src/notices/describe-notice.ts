/** A notice as people read it: when, what, and who. */
import { formatId } from '@annals/ledger/codec';
import type { Notice, NoticeKind } from '@annals/ledger/rest';
import { ownOfficers, shortId, timeText } from '../session/names.ts';
import type { Session } from '../session/session.ts';

const WHAT: Readonly<Record<NoticeKind, string>> = {
  read: 'read',
  'read-refused': 'reading refused',
  'emergency-read': 'read in an emergency',
  'hidden-read': 'hidden reading disclosed',
  'record-issued': 'record issued',
  'record-changed': 'record changed',
  'record-erased': 'record erased',
  'consent-changed': 'consent',
  'restriction-changed': 'restriction',
  'mandate-changed': 'mandate',
  recovery: 'recovery of the key',
  'key-changed': 'key replaced',
  'death-reported': 'death reported by one agency',
  closed: 'life event',
  'death-objected': 'objected: the report of the death counts no more',
};

/** Columns of a table: time, what, which record, who. */
export function noticeCells(
  session: Session,
  notice: Notice,
  agencies: ReadonlyMap<string, string>,
): readonly string[] {
  const { kind, what, timeMs, record, agency, officer, representative } = notice;
  const who = [
    agency === null ? null : (agencies.get(agency) ?? shortId('agency', agency)),
    officer === null ? null : (ownOfficers(session).get(officer) ?? shortId('officer', officer)),
    representative === null ? null : shortId('subject', representative),
  ].filter((part) => part !== null);
  return [
    timeText(timeMs),
    what === null ? WHAT[kind] : `${WHAT[kind]}: ${what}`,
    record === null ? '' : shortId('record', record),
    who.join(', '),
  ];
}

/** One line of the live view, with the record in full, to go on with. */
export function noticeLine(
  session: Session,
  sector: string,
  notice: Notice,
  agencies: ReadonlyMap<string, string>,
): string {
  const [time = '', what = '', , who = ''] = noticeCells(session, notice, agencies);
  const record = notice.record === null ? '' : formatId('record', notice.record);
  return [time, sector, what, who, record].filter((part) => part !== '').join('  ');
}
