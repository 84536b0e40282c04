/** What a block says about persons, as events: looked up once for all who are told. */

import type { Record as RecordValue } from '@annals/ledger/block';
import {
  accessEntryShape,
  decodeAccessEntry,
  decodeHistoryEntry,
  historyEntryShape,
  stateKey,
} from '@annals/ledger/block';
import { formatId, type RecordId, type SubjectId } from '@annals/ledger/codec';
import { noticeShape } from '@annals/ledger/rest';
import type { AppliedBlock, CommittedBlock } from '../chain/index.ts';
import { noticesOfBlock } from '../notify/index.ts';
import type { Store } from '../store/store.ts';
import { eventText } from './event-text.ts';

type EventsBySubject = ReadonlyMap<SubjectId, readonly string[]>;

/** The entries about these persons: who read or tried to, and what changed in their records. */
export function entriesFor({ effects }: AppliedBlock, subjects: ReadonlySet<SubjectId>): EventsBySubject {
  const events = new Map<SubjectId, string[]>();
  for (const { log, index, entry } of effects.logs) {
    const [kind, id = ''] = log.split('/', 2);
    if (kind === 'access' && subjects.has(id as SubjectId)) {
      const read = accessEntryShape.toJson(decodeAccessEntry(entry));
      add(events, id as SubjectId, eventText('access', { index, entry: read }));
    } else if (kind === 'history') {
      const record = id as RecordId;
      const value = effects.values.get(stateKey.record(record)) as RecordValue | undefined;
      if (!value || !subjects.has(value.subject)) continue;
      const change = historyEntryShape.toJson(decodeHistoryEntry(entry));
      add(events, value.subject, eventText('record', { record: formatId('record', record), index, entry: change }));
    }
  }
  return events;
}

/** The notices to these persons. */
export async function noticesFor(
  store: Store,
  block: CommittedBlock,
  subjects: ReadonlySet<SubjectId>,
): Promise<EventsBySubject> {
  const events = new Map<SubjectId, string[]>();
  for (const { subject, notice } of await noticesOfBlock(store, block, (each) => subjects.has(each)))
    add(events, subject, eventText('notice', noticeShape.toJson(notice)));
  return events;
}

function add(events: Map<SubjectId, string[]>, subject: SubjectId, event: string): void {
  const those = events.get(subject) ?? [];
  those.push(event);
  events.set(subject, those);
}
