/** Agencies, their officers, and what the agencies decide together. */
import { stateKey } from '@annals/ledger/block';
import type { AgencyId, ProposalId } from '@annals/ledger/codec';
import type { NodeServices } from '../../services.ts';
import type { Handlers } from '../handler.ts';
import { listRelated, listValues } from '../lists.ts';
import { known } from '../proofs.ts';

export function agencyRoutes({
  store,
}: NodeServices): Pick<Handlers, 'agencies' | 'agency' | 'officers' | 'officer' | 'proposals' | 'proposal'> {
  return {
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
