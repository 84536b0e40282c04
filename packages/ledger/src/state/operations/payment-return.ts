/** Carries out `payment.return`, of a payment that is scheduled or confirmed. */
import { stateKey } from '../../block/index.ts';
import { operation, refuse } from '../operation.ts';
import { requirePayment, requireProgramme } from '../programme-rules.ts';

export const paymentReturn = operation('payment.return', ['officer', 'agency'], ({ state, timeMs }, body, actor) => {
  const payment = requirePayment(state, body.payment);
  const programme = requireProgramme(state, payment.programme, actor, 'payRoles');
  if (payment.state === 'returned') return refuse('payment.wrong-state', 'the payment has been returned');

  // The sum that holds it is named as its state is: scheduled or confirmed.
  const sum = payment.state;
  state.set(stateKey.programme(payment.programme), { ...programme, [sum]: programme[sum] - payment.amount });
  state.set(stateKey.payment(body.payment), { ...payment, state: 'returned', reason: body.reason, changedMs: timeMs });
});
