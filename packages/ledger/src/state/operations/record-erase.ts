/**
 * Carries out `record.erase`: from this block on nobody is given the content, and whoever holds it destroys it. The
 * record, its history and its access log stay (LAW 10).
 */
import { stateKey } from '../../block/index.ts';
import type { AgencyId } from '../../codec/index.ts';
import { operation, refuse, type StateView } from '../operation.ts';
import { officerOf, writeRecord } from '../record-change.ts';
import { existingRecord, requireIssuingAgency, requireNotErased } from '../record-rules.ts';
import { hasRole } from '../roles.ts';

export const recordErase = operation('record.erase', ['officer', 'agency'], (context, body, actor) => {
  const { state, timeMs, height, transaction } = context;
  const { record, type } = existingRecord(state, body.record);
  requireIssuingAgency(record, actor.agencyId);
  if (!hasRole(actor, type.erasure.roles)) {
    refuse('tx.not-authorised', `the signer has no role that may erase records of the type ${type.name}`);
  }
  if (record.content.type === 'public') refuse('erasure.public', `records of the type ${type.name} are public`);
  requireNotErased(record);
  if (state.get(stateKey.hold(body.record))) refuse('record.held', 'the record is held');

  state.set(stateKey.erasure(body.record), {
    basis: body.basis,
    agency: actor.agencyId,
    officer: officerOf(actor),
    timeMs,
    height,
    transaction: transaction.id,
    // Every change of sealed content makes a version, and each version has its sidecar.
    sidecars: record.version,
    holders: holdersOfContent(state),
    confirmed: [],
  });
  const after = { ...record, erased: height };
  writeRecord(context, actor, body.record, after, { change: 'erased', basis: body.basis, content: null });
});

/**
 * Whose nodes were given the content: the agencies with a seat, in the order of their turns, then those that had one
 * before and may still have what it left on their disks. A suspended agency can confirm nothing and is not named.
 */
function holdersOfContent(state: StateView): AgencyId[] {
  const sets = state.get(stateKey.validators);
  const seats = [...(sets?.current ?? []), ...(sets?.next ?? [])].map(({ agency }) => agency);
  const former = (state.get(stateKey.agencies) ?? []).filter(
    (id) => (state.get(stateKey.agency(id))?.validatorKeys.length ?? 0) > 0,
  );
  return [...new Set([...seats, ...former])];
}
