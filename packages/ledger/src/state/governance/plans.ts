/** The registry of plans: one for every type of action that can be proposed. */
import type { ProposalAction, ProposalActionType } from '../../transaction/index.ts';
import type { OperationContext } from '../operation.ts';
import {
  planAgencyAdmit,
  planAgencyGiveRoles,
  planAgencyReinstate,
  planAgencySuspend,
  planAgencyWithdrawRoles,
} from './agency-plans.ts';
import { planParameterSet } from './parameter-plans.ts';
import type { Plan } from './plan.ts';
import { planRecordTypeDefine, planRecordTypeRevise } from './record-type-plans.ts';
import { planValidatorAdd, planValidatorRekey, planValidatorRemove } from './validator-plans.ts';
import { planPurposeDefine, planRoleDefine } from './vocabulary-plans.ts';

const PLANS: { readonly [T in ProposalActionType]: Plan<T> } = {
  'agency.admit': planAgencyAdmit,
  'agency.suspend': planAgencySuspend,
  'agency.reinstate': planAgencyReinstate,
  'agency.give-roles': planAgencyGiveRoles,
  'agency.withdraw-roles': planAgencyWithdrawRoles,
  'role.define': planRoleDefine,
  'purpose.define': planPurposeDefine,
  'validator.add': planValidatorAdd,
  'validator.remove': planValidatorRemove,
  'validator.rekey': planValidatorRekey,
  'record-type.define': planRecordTypeDefine,
  'record-type.revise': planRecordTypeRevise,
  'parameter.set': planParameterSet,
};

/** The plan of an action. Refuses with the reason when the action cannot be done in this state. */
export function planAction(context: OperationContext, action: ProposalAction): () => void {
  return (PLANS[action.type] as Plan<ProposalActionType>)(context, action);
}
