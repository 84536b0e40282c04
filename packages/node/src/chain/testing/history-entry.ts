/** A change of a record, as its history has it, about which nothing else matters. */
import type { HistoryEntry } from '@annals/ledger/block';
import type { AgencyId } from '@annals/ledger/codec';

type Told = Pick<HistoryEntry, 'change' | 'subject' | 'timeMs' | 'height' | 'transaction'>;

export function historyEntry(agency: AgencyId, told: Told & Partial<HistoryEntry>): HistoryEntry {
  const { action = null, reason = null, basis = null, ...rest } = told;
  const usual = { version: 1, typeVersion: 1, state: 'valid', content: null, agency, officer: null } as const;
  return { action, reason, basis, ...usual, ...rest } as HistoryEntry;
}
