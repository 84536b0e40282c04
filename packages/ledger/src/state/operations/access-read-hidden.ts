/**
 * Carries out `access.read-hidden`: checks the court's order, the reader key and that the package is sealed to the
 * network for this transaction, and keeps it until its date. What it hides the ledger does not know; holders of shares
 * do before they give one, and everybody will (LAW 2, LAW 3).
 */
import {
  type Agency,
  MAX_PENDING_HIDDEN_READS,
  MAX_PENDING_HIDDEN_READS_OF_AGENCY,
  type RecordType,
  stateKey,
} from '../../block/index.ts';
import { verifySignature } from '../../crypto/index.ts';
import { courtOrderDigest, hiddenContext } from '../../hidden/index.ts';
import { verifyNetworkSeal, verifyReaderKey } from '../../threshold/index.ts';
import { type BodyOf, hiddenReaderDigest } from '../../transaction/index.ts';
import type { ActorOf } from '../actor.ts';
import { type OperationContext, operation, refuse } from '../operation.ts';
import { countReads } from '../policy/access-counts.ts';
import { requireNetworkKey } from '../record-rules.ts';
import { hasRole } from '../roles.ts';

type Body = BodyOf<'access.read-hidden'>;

export const accessReadHidden = operation('access.read-hidden', ['officer'], (context, body, reader) => {
  const { chain, height, state, timeMs, transaction } = context;
  const { signer, salt } = transaction.payload;
  const { commitment } = body.package;
  const rules = requireHiddenRules(context, body, reader);
  const court = requireCourt(context, body, reader, rules);
  if (body.revealMs <= timeMs || body.revealMs > timeMs + rules.maxMs) {
    refuse('hidden.reveal-date', `the reveal date lies at most ${rules.maxMs} ms after the read`);
  }
  const pending = state.get(stateKey.hiddenPending) ?? [];
  const own = pending.filter(({ agency }) => agency === reader.agencyId).length;
  if (pending.length >= MAX_PENDING_HIDDEN_READS || own >= MAX_PENDING_HIDDEN_READS_OF_AGENCY) {
    refuse('hidden.full', `${own} hidden reads of this agency and ${pending.length} in all wait to be disclosed`);
  }
  const { key } = requireNetworkKey(state);
  // What is dear to check comes last, so that a refusal for other reasons costs little (ATTACK dear-refusals).
  const order = { chain, agency: reader.agencyId, type: body.type, commitment, revealMs: body.revealMs };
  if (!verifySignature(courtOrderDigest(order), body.courtSignature, court.key)) {
    refuse('hidden.order', 'the court has not signed this');
  }
  if (!verifyReaderKey(body.readerKey, hiddenReaderDigest(chain, signer, salt, commitment), body.readerProof)) {
    refuse('access.reader-key', 'it is not proven that somebody knows the secret of the reader key, for this request');
  }
  const place = hiddenContext({ ...order, signer, salt, court: body.court });
  if (!verifyNetworkSeal(key.publicKey, body.package.seal, place)) {
    refuse('hidden.seal', 'the package is not sealed to the network for this transaction');
  }
  const wait = { transaction: transaction.id, agency: reader.agencyId, revealMs: body.revealMs };
  state.set(stateKey.hiddenPending, [...pending, wait]);
  state.set(stateKey.hidden(transaction.id), {
    agency: reader.agencyId,
    officer: reader.officerId,
    court: body.court,
    type: body.type,
    context: place,
    package: body.package,
    readerKey: body.readerKey,
    revealMs: body.revealMs,
    timeMs,
    height,
    status: 'sealed',
    disclosed: null,
  });
  countReads(context, reader.agencyId, { granted: 1, refused: 0, hidden: 1 });
  return undefined;
});

type HiddenRules = NonNullable<RecordType['hidden']>;

function requireHiddenRules({ state }: OperationContext, body: Body, reader: ActorOf<'officer'>): HiddenRules {
  const type = state.get(stateKey.type(body.type));
  if (!type) return refuse('type.unknown', `there is no record type ${body.type}`);
  if (!type.hidden) return refuse('hidden.not-allowed', `the type ${type.name} allows no hidden reads`);
  const { roles } = type.hidden;
  if (!hasRole(reader, roles)) refuse('hidden.not-allowed', `it takes one of the roles ${roles.join(', ')}`);
  return type.hidden;
}

/** The court: another agency than the one that reads, so that it takes two. */
function requireCourt({ state }: OperationContext, body: Body, reader: ActorOf<'officer'>, rules: HiddenRules): Agency {
  const court = rules.courts.includes(body.court) ? state.get(stateKey.agency(body.court)) : undefined;
  if (!court) return refuse('hidden.court', 'the type does not name this agency as a court');
  if (court.status !== 'active') refuse('hidden.court', 'the court is suspended');
  if (body.court === reader.agencyId) refuse('hidden.court', 'nobody is her own court');
  return court;
}
