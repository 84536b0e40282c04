/** Welfare programmes: their budgets are everybody's to see. */
import { stateKey } from '@annals/ledger/block';
import type { ProgrammeId } from '@annals/ledger/codec';
import type { NodeServices } from '../../services.ts';
import type { Handlers } from '../handler.ts';
import { listValues } from '../lists.ts';
import { known } from '../proofs.ts';

export function programmeRoutes({ store }: NodeServices): Pick<Handlers, 'programmes' | 'programme'> {
  return {
    programmes: async ({ query }) => {
      const { items, next } = await listValues(store, 'programme', query);
      return { items: items.map(({ id, value }) => ({ id: id as ProgrammeId, value })), next };
    },
    programme: ({ params: { programme } }) => ({
      id: programme,
      value: known(store, stateKey.programme(programme), 'programme.unknown'),
    }),
  };
}
