/** Carries out `programme.close`. */
import { stateKey } from '../../block/index.ts';
import { operation, refuse } from '../operation.ts';
import { requireOpen, requireRunner } from '../programme-rules.ts';

export const programmeClose = operation('programme.close', ['agency'], ({ state, timeMs }, body, actor) => {
  const place = stateKey.programme(body.programme);
  const programme = state.get(place);
  if (!programme) return refuse('programme.unknown', 'there is no such programme');
  requireRunner(programme, actor);
  requireOpen(programme);

  state.set(place, { ...programme, status: 'closed', closedMs: timeMs });
});
