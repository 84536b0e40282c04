import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { newObjectId, officerIdOf, type ProposalAction, type Transaction } from '../transaction/index.ts';
import { agencyOf, asAgency, GENESIS_TIME_MS, keyOf, SampleChain, seatOf } from './sample-chain.fixture.ts';

const NAMES = ['ada', 'bea', 'cyd', 'dot'];
const name = fc.constantFrom(...NAMES);

const action: fc.Arbitrary<ProposalAction> = fc.oneof(
  name.map((each) => ({ type: 'agency.suspend' as const, agency: agencyOf(each) })),
  name.map((each) => ({ type: 'agency.reinstate' as const, agency: agencyOf(each) })),
  name.map((each) => ({ type: 'validator.remove' as const, agency: agencyOf(each) })),
  name.map((each) => ({ type: 'validator.add' as const, ...seatOf(each) })),
  fc.constant({
    type: 'agency.admit' as const,
    key: keyOf('dot'),
    name: { en: 'Dot' },
    issuesIdentities: true,
    quota: 5,
    roles: [],
  }),
  fc.nat(300).map((value) => ({ type: 'parameter.set' as const, name: 'validityWindow', value })),
);

/** What somebody does; most of it makes no sense in most states. */
type Step =
  | { readonly do: 'propose'; readonly by: string; readonly action: ProposalAction }
  | { readonly do: 'vote'; readonly by: string; readonly on: number; readonly approve: boolean }
  | { readonly do: 'appoint' | 'dismiss'; readonly by: string; readonly officer: string }
  | { readonly do: 'enrol'; readonly by: string; readonly officer: string; readonly person: string };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('propose' as const), by: name, action }),
  fc.record({ do: fc.constant('vote' as const), by: name, on: fc.nat(4), approve: fc.boolean() }),
  fc.record({
    do: fc.constantFrom('appoint' as const, 'dismiss' as const),
    by: name,
    officer: fc.constantFrom('o1', 'o2'),
  }),
  fc.record({
    do: fc.constant('enrol' as const),
    by: name,
    officer: fc.constantFrom('o1', 'o2'),
    person: fc.constantFrom('p1', 'p2'),
  }),
);

/** The transactions of the steps; votes name the proposals of earlier steps. */
function transactionsOf(chain: SampleChain, steps: readonly Step[]): Transaction[] {
  const proposals = [newObjectId('proposal', keyOf('nobody'), new Uint8Array(16))];
  return steps.map((each) => {
    switch (each.do) {
      case 'propose': {
        const made = chain.transaction('proposal.create', asAgency(each.by), { action: each.action });
        proposals.push(newObjectId('proposal', made.payload.signer, made.payload.salt));
        return made as unknown as Transaction;
      }
      case 'vote': {
        const proposal = proposals[each.on % proposals.length] as (typeof proposals)[number];
        return chain.transaction('proposal.vote', asAgency(each.by), {
          proposal,
          approve: each.approve,
        }) as unknown as Transaction;
      }
      case 'appoint': {
        const body = { key: keyOf(each.officer), roles: ['registrar'], untilMs: GENESIS_TIME_MS + 1e9 };
        return chain.transaction('officer.appoint', asAgency(each.by), body) as unknown as Transaction;
      }
      case 'dismiss': {
        const officer = officerIdOf(agencyOf(each.by), keyOf(each.officer));
        return chain.transaction('officer.dismiss', asAgency(each.by), { officer }) as unknown as Transaction;
      }
      default: {
        const body = chain.enrolment(each.person, 'civil', each.by);
        return chain.transaction(
          'person.enrol',
          { key: each.officer, agency: each.by },
          body,
        ) as unknown as Transaction;
      }
    }
  });
}

const newChain = () => new SampleChain(NAMES.slice(0, 3), { validators: ['ada', 'bea'] });

describe('LAW 9: whatever is submitted', () => {
  test('a refused transaction leaves the state root as it was, and one that is carried out does not', () => {
    const met = new Set<string>();
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
        const chain = newChain();
        // So that no block rotates the validator sets while it is compared, an empty one goes before each.
        for (const transaction of transactionsOf(chain, steps)) {
          chain.block();
          const before = chain.restRoot;
          const { results } = chain.block([transaction]);
          const code = results[0]?.code ?? '';
          met.add(code);
          expect(chain.restRoot === before).toBe(code !== 'ok');
        }
      }),
      { numRuns: 30, seed: 7 },
    );
    // The property would be empty if nothing were carried out, or nothing refused.
    expect(met.has('ok')).toBe(true);
    expect(met.size).toBeGreaterThan(6);
  });

  test('a block gives the state and results of its transactions without the refused ones between them', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 2, maxLength: 12 }), (steps) => {
        const chain = newChain();
        const transactions = transactionsOf(chain, steps);
        const whole = chain.execute(transactions);
        const carried = transactions.filter((_, i) => whole.results[i]?.code === 'ok');
        const alone = chain.execute(carried);
        expect(alone.results.every(({ code }) => code === 'ok')).toBe(true);
        expect(alone.stateRoot).toEqual(whole.stateRoot);
        expect(new Map([...alone.state].sort())).toEqual(new Map([...whole.state].sort()));
      }),
      { numRuns: 30, seed: 8 },
    );
  });
});
