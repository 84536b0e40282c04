/** Carries out `entitlement.grant`. */
import { stateKey } from '../../block/index.ts';
import { monthNumber, newObjectId } from '../../transaction/index.ts';
import { operation, refuse } from '../operation.ts';
import { requireOpen, requireProgramme } from '../programme-rules.ts';
import { officerOf } from '../record-change.ts';
import { requireRecipient } from '../record-rules.ts';

/** A lifetime: longer grants are mistyped years. */
const MAX_PERIODS = 1_200;

export const entitlementGrant = operation('entitlement.grant', ['officer', 'agency'], (context, body, actor) => {
  const { state, timeMs, transaction } = context;
  const { subject, amount, from, to } = body;
  const programme = requireProgramme(state, body.programme, actor, 'grantRoles');
  requireOpen(programme);
  requireRecipient(state, subject, programme.sector);
  const periods = monthNumber(to) - monthNumber(from) + 1;
  if (periods < 1) refuse('entitlement.period', 'the last period lies before the first');
  if (periods > MAX_PERIODS)
    refuse('entitlement.period', `${periods} periods, at most ${MAX_PERIODS} are granted at once`);
  const place = stateKey.entitlement(newObjectId('entitlement', transaction.payload.signer, transaction.payload.salt));
  if (state.get(place)) refuse('entitlement.exists', 'there is an entitlement of this signer and salt');

  state.set(place, {
    programme: body.programme,
    subject,
    officer: officerOf(actor),
    amount,
    from,
    to,
    grantedMs: timeMs,
    endedMs: null,
  });
});
