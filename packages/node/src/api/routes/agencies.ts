/** Agencies, their officers, the roles and purposes that they know, and what they decide together. */
import { stateKey } from '@annals/ledger/block';
import type { AgencyId, ProposalId } from '@annals/ledger/codec';
import type { NodeServices } from '../../services.ts';
import type { Page } from '../../store/store.ts';
import type { Handlers } from '../handler.ts';
import { type Listed, listRelated, listValues } from '../lists.ts';
import { known } from '../proofs.ts';

const wordsOf = ({ items, next }: Page<Listed<'role' | 'purpose'>>) => ({
  items: items.map(({ id, value: { title } }) => ({ name: id, title })),
  next,
});

export function agencyRoutes({
  store,
}: NodeServices): Pick<
  Handlers,
  'roles' | 'purposes' | 'agencies' | 'agency' | 'officers' | 'officer' | 'proposals' | 'proposal'
> {
  return {
    roles: async ({ query }) => wordsOf(await listValues(store, 'role', query)),
    purposes: async ({ query }) => wordsOf(await listValues(store, 'purpose', query)),
    agencies: async ({ query }) => {
      const { items, next } = await listValues(store, 'agency', query);
      return { items: items.map(({ id, value }) => ({ id: id as AgencyId, value })), next };
    },
    agency: ({ params: { agency } }) => ({
      id: agency,
      value: known(store, stateKey.agency(agency), 'agency.unknown'),
    }),
    officers: ({ params: { agency }, query }) => {
      known(store, stateKey.agency(agency), 'agency.unknown');
      return listRelated(store, 'officers-of-agency', agency, stateKey.officer, query);
    },
    officer: ({ params: { officer } }) => ({
      id: officer,
      value: known(store, stateKey.officer(officer), 'officer.unknown'),
    }),
    proposals: async ({ query }) => {
      const { items, next } = await listValues(store, 'proposal', query);
      return { items: items.map(({ id, value }) => ({ id: id as ProposalId, value })), next };
    },
    proposal: ({ params: { proposal } }) => ({
      id: proposal,
      value: known(store, stateKey.proposal(proposal), 'proposal.unknown'),
    }),
  };
}
