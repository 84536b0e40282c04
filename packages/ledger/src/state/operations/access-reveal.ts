/**
 * Carries out `access.reveal`: makes the package of a hidden read again from what is disclosed, and enters the read in
 * the log of the person whom it was about, with its own time and height and those of the disclosure (LAW 3). Used or
 * not, it is entered.
 */
import { encodeAccessEntry, type HiddenRead, stateKey } from '../../block/index.ts';
import type { TransactionId } from '../../codec/index.ts';
import { isPackageOf } from '../../hidden/index.ts';
import { emptyLog } from '../../merkle/index.ts';
import type { HiddenDisclosure } from '../../transaction/index.ts';
import { decideHidden } from '../hidden-rules.ts';
import { type OperationContext, type Outcome, operation, refuse, type StateView } from '../operation.ts';
import { changeCounts } from '../policy/access-counts.ts';
import { requireNetworkKey } from '../record-rules.ts';

export const accessReveal = operation('access.reveal', ['validator'], (context, { transaction, disclosure }) => {
  const { state, time, timeMs, height } = context;
  const place = stateKey.hidden(transaction);
  const hidden = state.get(place);
  if (!hidden) return refuse('hidden.unknown', 'there is no such hidden read');
  if (hidden.status === 'disclosed') refuse('hidden.disclosed', 'it is disclosed already');
  if (!time.hasPassed(hidden.revealMs)) refuse('hidden.too-early', 'its reveal date has not come');
  const { key } = requireNetworkKey(state);
  if (!isPackageOf(key.publicKey, hidden.context, hidden.package, disclosure)) {
    refuse('hidden.mismatch', 'these are not the details from which the package was made');
  }
  const item = enter(context, transaction, hidden, disclosure);
  const disclosed = { transaction: context.transaction.id, timeMs, height, code: item.code };
  state.set(place, { ...hidden, status: 'disclosed', disclosed });
  forgetPending(state, transaction);
  changeCounts(state, hidden.agency, ({ hiddenUndisclosed }) => ({ hiddenUndisclosed: hiddenUndisclosed - 1 }));
  return { code: 'ok', items: [item] };
});

/** Writes the entry; for a record that does not exist there is nobody to write it for. */
function enter(
  { state, timeMs, height, transaction }: OperationContext,
  hiddenId: TransactionId,
  hidden: HiddenRead,
  disclosure: HiddenDisclosure,
): Outcome['items'][number] {
  const { details, version } = disclosure;
  const record = state.get(stateKey.record(details.record));
  const type = record && state.get(stateKey.type(record.type));
  const code = decideHidden(hidden, disclosure, record, type);
  if (!record) return { code, logIndex: null };
  const place = stateKey.accessLog(record.subject);
  const head = state.get(place) ?? emptyLog;
  const entry = encodeAccessEntry({
    record: details.record,
    type: record.type,
    version,
    sections: details.sections,
    agency: hidden.agency,
    officer: hidden.officer,
    representative: null,
    purpose: details.purpose,
    basis: details.basis,
    mode: 'hidden',
    reason: null,
    outcome: code === 'ok' ? 'granted' : 'refused',
    code,
    timeMs: hidden.timeMs,
    height: hidden.height,
    transaction: hiddenId,
    disclosed: { timeMs, height, transaction: transaction.id },
  });
  state.set(place, state.append(`access/${record.subject}`, head, entry));
  return { code, logIndex: head.size };
}

/** Takes a hidden read from the list of those that wait. */
export function forgetPending(state: StateView, transaction: TransactionId): void {
  const pending = state.get(stateKey.hiddenPending) ?? [];
  const others = pending.filter((each) => each.transaction !== transaction);
  if (others.length < pending.length) state.set(stateKey.hiddenPending, others);
}
