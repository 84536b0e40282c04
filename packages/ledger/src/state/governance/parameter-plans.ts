/** Setting a parameter of the network. It holds from the next block on. */
import { isParameterName, PARAMETERS, stateKey } from '../../block/index.ts';
import { refuse } from '../operation.ts';
import { required } from '../state-view.ts';
import type { Plan } from './plan.ts';

export const planParameterSet: Plan<'parameter.set'> = (context, { name, value }) => {
  if (!isParameterName(name)) return refuse('proposal.invalid', `there is no parameter ${name}`);
  if (name === 'reportPeriodMs') refuse('proposal.invalid', `${name} is fixed at genesis: periods are numbered by it`);
  const { min, max } = PARAMETERS[name];
  if (value < min || value > max) refuse('proposal.invalid', `${name} lies between ${min} and ${max}`);
  return () => {
    // Read from the state: an earlier transaction of this block may have set another parameter.
    const present = required(context.state, stateKey.parameters);
    context.state.set(stateKey.parameters, { ...present, [name]: value });
  };
};
