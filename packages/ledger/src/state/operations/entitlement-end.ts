/** Carries out `entitlement.end`. */
import { stateKey } from '../../block/index.ts';
import { operation, refuse } from '../operation.ts';
import { requireEntitlement, requireProgramme } from '../programme-rules.ts';

export const entitlementEnd = operation('entitlement.end', ['officer', 'agency'], ({ state, timeMs }, body, actor) => {
  const entitlement = requireEntitlement(state, body.entitlement);
  requireProgramme(state, entitlement.programme, actor, 'grantRoles');
  if (body.lastPeriod >= entitlement.to) {
    refuse('entitlement.ended', `the entitlement ends with ${entitlement.to} already`);
  }

  state.set(stateKey.entitlement(body.entitlement), { ...entitlement, to: body.lastPeriod, endedMs: timeMs });
});
