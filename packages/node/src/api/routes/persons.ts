/** How a person finds what is hers when she has nothing but a key, and how a recovery of her key is followed. */
import { stateKey } from '@annals/ledger/block';
import { equalBytes } from '@annals/ledger/codec';
import { readValue } from '@annals/ledger/state';
import { subjectIdOf } from '@annals/ledger/transaction';
import type { NodeServices } from '../../services.ts';
import { callersFor } from '../entitlement.ts';
import type { Handlers } from '../handler.ts';
import { listRelated } from '../lists.ts';
import { known } from '../proofs.ts';

/** Nobody gives one key to more subjects of a sector than this. */
const MAX_SUBJECTS_OF_KEY = 16;

export function personRoutes(services: NodeServices): Pick<Handlers, 'ownSubjects' | 'recovery'> {
  const { store } = services;
  return {
    ownSubjects: async ({ query: { sector }, prove }) => {
      const owner = subjectIdOf(sector, prove());
      const paging = { after: null, limit: MAX_SUBJECTS_OF_KEY };
      const { items } = await listRelated(store, 'subjects-of-key', owner, stateKey.subject, paging);
      return { subjects: items };
    },
    recovery: ({ params: { subject }, prove }) => {
      const key = prove();
      known(store, stateKey.subject(subject), 'subject.unknown');
      const recovery = readValue(store.state, stateKey.recovery(subject));
      // Whose key was replaced learns by whom; to her it would look like a ledger that has forgotten her otherwise.
      const wasReplaced = recovery?.status === 'completed' && equalBytes(recovery.replaces, key);
      if (!wasReplaced) callersFor(services, subject, key);
      return known(store, stateKey.recovery(subject), 'recovery.unknown');
    },
  };
}
