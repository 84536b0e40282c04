/** Carries out `payment.schedule`: never above the budget, never twice for one period. */
import { stateKey } from '../../block/index.ts';
import { paymentIdOf } from '../../transaction/index.ts';
import { operation, refuse } from '../operation.ts';
import { remainingBudget, requireEntitlement, requireOpen, requireProgramme } from '../programme-rules.ts';
import { requireRecipient } from '../record-rules.ts';

export const paymentSchedule = operation(
  'payment.schedule',
  ['officer', 'agency'],
  ({ state, timeMs }, body, actor) => {
    const { period, amount, dueMs } = body;
    const entitlement = requireEntitlement(state, body.entitlement);
    const programme = requireProgramme(state, entitlement.programme, actor, 'payRoles');
    requireOpen(programme);
    requireRecipient(state, entitlement.subject, programme.sector);
    if (period < entitlement.from || period > entitlement.to) {
      refuse('entitlement.ended', `the entitlement covers ${entitlement.from} to ${entitlement.to}`);
    }
    if (amount > entitlement.amount)
      refuse('entitlement.amount', `at most ${entitlement.amount} is granted for a period`);
    const id = paymentIdOf(body.entitlement, period);
    const earlier = state.get(stateKey.payment(id));
    const paid = stateKey.paid(entitlement.programme, entitlement.subject, period);
    // Of several entitlements that overlap, one pays for a period.
    const latest = state.get(paid) ?? id;
    const live = state.get(stateKey.payment(latest));
    if (live && live.state !== 'returned') refuse('payment.duplicate', `the payment of ${period} is ${live.state}`);
    const remaining = remainingBudget(programme);
    if (amount > remaining) refuse('programme.over-budget', `${remaining} of the budget is left`);

    state.set(stateKey.programme(entitlement.programme), { ...programme, scheduled: programme.scheduled + amount });
    state.set(paid, id);
    state.set(stateKey.payment(id), {
      entitlement: body.entitlement,
      programme: entitlement.programme,
      subject: entitlement.subject,
      period,
      amount,
      dueMs,
      state: 'scheduled',
      attempt: (earlier?.attempt ?? 0) + 1,
      reference: null,
      reason: null,
      scheduledMs: timeMs,
      changedMs: timeMs,
    });
  },
);
