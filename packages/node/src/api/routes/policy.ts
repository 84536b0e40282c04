/** What persons have decided, who acts for whom, emergency reads that wait for review, and the public counts of reads. */
import { stateKey } from '@annals/ledger/block';
import type { AgencyId } from '@annals/ledger/codec';
import { readValue } from '@annals/ledger/state';
import type { NodeServices } from '../../services.ts';
import { capacitiesOf, notEntitled, requireSpeaker } from '../entitlement.ts';
import type { Handlers } from '../handler.ts';
import { listRelated, listValues } from '../lists.ts';
import { known } from '../proofs.ts';

export function policyRoutes(
  services: NodeServices,
): Pick<
  Handlers,
  'consents' | 'restrictions' | 'mandates' | 'mandateOffers' | 'represented' | 'reviews' | 'accessCounts'
> {
  const { store } = services;
  return {
    consents: ({ params: { subject }, prove }) => {
      requireSpeaker(services, subject, prove());
      return { consents: readValue(store.state, stateKey.consents(subject)) ?? [] };
    },
    restrictions: ({ params: { subject }, prove }) => {
      requireSpeaker(services, subject, prove());
      return { restrictions: readValue(store.state, stateKey.restrictions(subject)) ?? [] };
    },
    mandates: ({ params: { subject }, prove }) => {
      requireSpeaker(services, subject, prove());
      return { mandates: readValue(store.state, stateKey.mandates(subject)) ?? [] };
    },
    mandateOffers: ({ params: { subject }, prove }) => {
      requireSpeaker(services, subject, prove());
      return { offers: readValue(store.state, stateKey.mandateOffers(subject)) ?? [] };
    },
    represented: ({ params: { subject }, prove }) => {
      requireSpeaker(services, subject, prove());
      const persons = readValue(store.state, stateKey.represented(subject)) ?? [];
      const represented = persons.map((person) => {
        const mandates = readValue(store.state, stateKey.mandates(person)) ?? [];
        return { subject: person, mandates: mandates.filter(({ representative }) => representative === subject) };
      });
      return { represented };
    },
    reviews: ({ params: { agency }, query, prove }) => {
      const key = prove();
      known(store, stateKey.agency(agency), 'agency.unknown');
      // Each review by itself is public, and another agency than the one that read makes it.
      if (capacitiesOf(services, key).length === 0) throw notEntitled();
      return listRelated(store, 'reviews-of-agency', agency, stateKey.review, query);
    },
    accessCounts: async ({ query }) => {
      const { items, next } = await listValues(store, 'access-counts', query);
      return { items: items.map(({ id, value }) => ({ agency: id as AgencyId, value })), next };
    },
  };
}
