/**
 * Writes a change to a record: the new value, its entry in the record's history, and the pointer that holds a subject
 * to one live record of a unique type.
 */
import {
  contentReference,
  encodeHistoryEntry,
  type HistoryEntry,
  type Record,
  type RecordType,
  stateKey,
} from '../block/index.ts';
import type { RecordId } from '../codec/index.ts';
import type { RecordContent } from '../transaction/index.ts';
import type { OperationContext } from './operation.ts';
import { lifecycleState } from './record-rules.ts';
import type { AgencyActor } from './roles.ts';

/** What kind of change it is, and the content that it brings. */
export interface Change extends Pick<HistoryEntry, 'change'> {
  readonly content: RecordContent | null;
  /** Of a transition. */
  readonly action?: string;
  readonly reason?: string;
  /** Of a hold and of an erasure. */
  readonly basis?: string;
}

/** Makes `after` the record, with the change on its history. */
export function writeRecord(
  context: OperationContext,
  actor: AgencyActor,
  id: RecordId,
  after: Record,
  { change, content, action, reason, basis }: Change,
): void {
  const entry = encodeHistoryEntry({
    change,
    action: action ?? null,
    reason: reason ?? null,
    basis: basis ?? null,
    version: after.version,
    typeVersion: after.typeVersion,
    state: after.state,
    subject: after.subject,
    content: content && contentReference(content),
    agency: actor.agencyId,
    officer: officerOf(actor),
    timeMs: context.timeMs,
    height: context.height,
    transaction: context.transaction.id,
  });
  const history = context.state.append(`history/${id}`, after.history, entry);
  context.state.set(stateKey.record(id), { ...after, changedMs: context.timeMs, history });
}

/** The officer who signed; null when the agency signed itself. */
export function officerOf(actor: AgencyActor) {
  return actor.type === 'officer' ? actor.officerId : null;
}

/** Keeps the pointer to a subject's one live record true when a record changes from `before` to `after`. */
export function moveUnique(
  { state }: OperationContext,
  type: RecordType,
  id: RecordId,
  before: Record | undefined,
  after: Record,
): void {
  if (!type.unique) return;
  if (before && lifecycleState(type, before.state).live) state.delete(stateKey.unique(type.name, before.subject));
  if (lifecycleState(type, after.state).live) state.set(stateKey.unique(type.name, after.subject), id);
}
