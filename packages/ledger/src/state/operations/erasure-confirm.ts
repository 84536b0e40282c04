/** Carries out `erasure.confirm`: enters in the certificates who has destroyed the content. */
import { type Erasure, stateKey } from '../../block/index.ts';
import type { RecordId } from '../../codec/index.ts';
import { operation, refuse } from '../operation.ts';

export const erasureConfirm = operation('erasure.confirm', ['holder', 'agency'], (context, body, actor) => {
  const { state, timeMs, height } = context;
  const { agency } = body;
  if (actor.agencyId !== agency) refuse('tx.not-authorised', 'an agency confirms for itself only');
  const by = actor.type === 'agency' ? ('agency' as const) : ('node' as const);

  const open = new Map<RecordId, Erasure>();
  for (const record of body.records) {
    const erasure = state.get(stateKey.erasure(record));
    if (!erasure) return refuse('erasure.unknown', 'one of the records has not been erased');
    const isAsked = erasure.holders.includes(agency);
    if (isAsked && !erasure.confirmed.some((each) => each.agency === agency)) open.set(record, erasure);
  }
  if (open.size === 0) refuse('erasure.confirmed', 'the agency has confirmed all of these, or was not asked to');
  for (const [record, erasure] of open) {
    const confirmed = [...erasure.confirmed, { agency, by, timeMs, height }];
    state.set(stateKey.erasure(record), { ...erasure, confirmed });
  }
});
