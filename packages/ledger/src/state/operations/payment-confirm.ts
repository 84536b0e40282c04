/** Carries out `payment.confirm`. */
import { stateKey } from '../../block/index.ts';
import { operation, refuse } from '../operation.ts';
import { requirePayment, requireProgramme } from '../programme-rules.ts';

export const paymentConfirm = operation('payment.confirm', ['officer', 'agency'], ({ state, timeMs }, body, actor) => {
  const payment = requirePayment(state, body.payment);
  const programme = requireProgramme(state, payment.programme, actor, 'payRoles');
  if (payment.state !== 'scheduled') refuse('payment.wrong-state', `the payment is ${payment.state}`);

  state.set(stateKey.programme(payment.programme), {
    ...programme,
    scheduled: programme.scheduled - payment.amount,
    confirmed: programme.confirmed + payment.amount,
  });
  state.set(stateKey.payment(body.payment), {
    ...payment,
    state: 'confirmed',
    reference: body.reference,
    changedMs: timeMs,
  });
});
