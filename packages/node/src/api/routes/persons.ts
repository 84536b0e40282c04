/** How a person finds what is hers when she has nothing but a key, and how a recovery of her key is followed. */
import { stateKey } from '@annals/ledger/block';
import { MAX_SUBJECTS_OF_KEY } from '@annals/ledger/light';
import { subjectIdOf } from '@annals/ledger/transaction';
import type { NodeServices } from '../../services.ts';
import { requireFollower } from '../entitlement.ts';
import type { Handlers } from '../handler.ts';
import { known, proveSubjects } from '../proofs.ts';

export function personRoutes(services: NodeServices): Pick<Handlers, 'ownSubjects' | 'recovery'> {
  const { store } = services;
  return {
    ownSubjects: async ({ query: { sector }, prove }) => {
      const key = prove();
      const own = subjectIdOf(sector, key);
      const { items } = await store.related('subjects-of-key', own, { after: null, limit: MAX_SUBJECTS_OF_KEY });
      return { proven: proveSubjects(store, key, own, items) };
    },
    recovery: ({ params: { subject }, prove }) => {
      requireFollower(services, subject, prove());
      return known(store, stateKey.recovery(subject), 'recovery.unknown');
    },
  };
}
