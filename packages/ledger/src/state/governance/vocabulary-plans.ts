/** Making roles and purposes known. A word is never taken back: declarations name it, and agencies have been given it. */
import { stateKey } from '../../block/index.ts';
import type { Plan } from './plan.ts';

export const planRoleDefine: Plan<'role.define'> =
  ({ state }, { name, title }) =>
  () =>
    state.set(stateKey.role(name), { title });

export const planPurposeDefine: Plan<'purpose.define'> =
  ({ state }, { name, title }) =>
  () =>
    state.set(stateKey.purpose(name), { title });
