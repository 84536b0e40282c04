/** What names stand for is what is proven, and not how it was before; each lie of one node, on a certified chain. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { readPeriodOf, type StateKey, stateKey } from '../block/index.ts';
import { type AgencyId, bytesToHex } from '../codec/index.ts';
import { AnnalsError } from '../errors/index.ts';
import { type ProvenValue, trustGenesis, verifyHeader } from '../light/index.ts';
import { AGENCIES, CertifiedChain } from '../light/testing/certified-chain.ts';
import { type RestClient, routes } from '../rest/index.ts';
import { agencyOf, asAgency, keyOf } from '../state/sample-chain.fixture.ts';
import { type LocalizedText, newObjectId, type ProposalAction } from '../transaction/index.ts';
import { fetchAgencies, fetchAgencyNames } from './agencies.ts';
import { fetchPresentValue, held, type Present } from './present-value.ts';
import { fetchReadReport } from './read-report.ts';

const PERIOD_MS = 10_000;
const LATE = agencyOf('land-board');

let chain: CertifiedChain;
let pauses: number;
beforeEach(() => {
  chain = new CertifiedChain({ reportPeriodMs: PERIOD_MS });
  chain.block();
  pauses = 0;
});

type Values = (key: StateKey) => ProvenValue;
type Told = readonly { readonly id: AgencyId; readonly value: { readonly name: LocalizedText } }[];

/** A node that proves values in its way, and tells of agencies as it likes. */
function nodeOf(values: Values, told: Told = []): RestClient {
  const call = async (route: unknown, given: { readonly params: { readonly key: StateKey } }) => {
    if (route === routes.provenValue) return { proven: values(given.params.key) };
    if (route === routes.agencies) return { items: told, next: null };
    throw new AnnalsError('node.internal', 'the test asks for nothing else');
  };
  const node = { baseUrl: 'http://node', isSilent: false, call, within: () => node } as unknown as RestClient;
  return node;
}

const honest: Values = (key) => chain.proveValue(key);

/** Whoever knows the head of the chain and asks these nodes; `meanwhile` happens while it pauses. */
function knowing(nodes: readonly RestClient[], meanwhile: () => void = () => {}): Present {
  const verdict = verifyHeader(trustGenesis(chain.genesis), chain.proveHeader());
  if (!verdict.ok) throw new Error(verdict.reason);
  const pause = async (): Promise<void> => {
    pauses += 1;
    meanwhile();
  };
  return { nodes, trusted: verdict.trusted, pause };
}

/** Answers as it was when this was made, for all of these keys. */
function old(...keys: readonly StateKey[]): Values {
  const kept = new Map<string, ProvenValue>(keys.map((key) => [key, chain.proveValue(key)]));
  return (key) => kept.get(key) ?? chain.proveValue(key);
}

const altered: Values = (key) => {
  const { state, ...proven } = chain.proveValue(key);
  return { ...proven, state: { ...state, value: state.value && Uint8Array.from([...state.value, 0]) } };
};

/** Has the members carry an action; as many of them as it takes. */
function carry(action: ProposalAction, voters: readonly string[] = ['hospice', 'court']): void {
  const create = chain.signed('proposal.create', asAgency('registry'), { action });
  const proposal = newObjectId('proposal', create.payload.signer, create.payload.salt);
  const votes = voters.map((name) => chain.signed('proposal.vote', asAgency(name), { proposal, approve: true }));
  chain.commit(create, ...votes);
}

const admit = () =>
  carry({
    type: 'agency.admit',
    key: keyOf('land-board'),
    name: { en: 'Land Board' },
    issuesIdentities: false,
    quota: 10,
    roles: [],
  });

describe('a value', () => {
  const key = stateKey.agency(LATE);

  test.each([
    ['that a node has altered', () => altered],
    ['as it was before', () => old(key)],
    ['of another key', () => () => chain.proveValue(stateKey.agency(agencyOf('court')))],
  ])('ATTACK told-names: %s is taken from the next node', async (_, lie) => {
    const liar = nodeOf(lie());
    admit();
    const { value, header } = await fetchPresentValue(knowing([liar, nodeOf(honest)]), key);
    expect(value).toMatchObject({ name: { en: 'Land Board' } });
    expect(header.height).toBe(chain.height);
    expect(pauses).toBe(0);
  });

  test('is asked for again while a node is a block behind, and not for ever', async () => {
    let behind = old(key);
    const node = nodeOf((asked) => behind(asked));
    admit();
    const present = knowing([node], () => {
      if (pauses === 2) behind = honest;
    });
    expect((await fetchPresentValue(present, key)).value).toMatchObject({ status: 'active' });
    expect(pauses).toBe(2);
    const stuck = nodeOf(old(key));
    chain.block();
    await expect(fetchPresentValue(knowing([stuck]), key)).rejects.toMatchObject({ code: 'proof.stale' });
    expect(pauses).toBeLessThan(100);
  });

  test('that there is not is said with the code that is asked for', async () => {
    const none = await fetchPresentValue(knowing([nodeOf(honest)]), key);
    expect(none.value).toBeUndefined();
    expect(() => held(none, 'agency.unknown')).toThrow(expect.objectContaining({ code: 'agency.unknown' }));
  });
});

describe('agencies', () => {
  const tell = (...items: readonly (readonly [string, string])[]): Told =>
    items.map(([name, en]) => ({ id: agencyOf(name), value: { name: { en } } }));
  const nameOf = async (present: Present, id: AgencyId) => (await fetchAgencyNames(present, chain.genesis)).get(id)?.en;

  test('ATTACK told-names: have the names of the genesis document, and of the state, whatever a node tells', async () => {
    admit();
    const told = tell(['court', 'hospice'], ['hospice', 'court'], ['land-board', 'court'], ['nobody', 'Nobody']);
    const present = knowing([nodeOf(honest, told)]);
    expect(await nameOf(present, agencyOf('court'))).toBe(
      chain.genesis.agencies.find(({ key }) => bytesToHex(key) === bytesToHex(keyOf('court')))?.name.en,
    );
    expect(await nameOf(present, LATE)).toBe('Land Board');
    expect(await nameOf(present, agencyOf('nobody'))).toBeUndefined();
    const proven = await fetchAgencies(present, chain.genesis);
    expect([...proven.keys()].sort()).toEqual([...AGENCIES, 'land-board'].map(agencyOf).sort());
  });

  test('ATTACK told-names: that are active are left out by no node; one that is suspended is shown where it is told', async () => {
    admit();
    const silent = knowing([nodeOf(honest, [])]);
    expect((await fetchAgencies(silent, chain.genesis)).has(LATE)).toBe(true);
    carry({ type: 'agency.suspend', agency: LATE }, ['hospice', 'court', 'treasury']);
    carry({ type: 'agency.suspend', agency: agencyOf('treasury') });
    const told = knowing([nodeOf(honest, tell(['land-board', 'x']))]);
    const proven = await fetchAgencies(told, chain.genesis);
    for (const id of [LATE, agencyOf('treasury')]) expect(proven.get(id)).toMatchObject({ status: 'suspended' });
  });

  test('ATTACK told-names: of which a node names thousands take no more proofs than may be', async () => {
    let proofs = 0;
    const node = nodeOf(
      (key) => {
        proofs += 1;
        return chain.proveValue(key);
      },
      Array.from({ length: 5_000 }, (_, i) => ({
        id: i.toString(16).padStart(40, '0') as AgencyId,
        value: { name: { en: 'x' } },
      })),
    );
    expect((await fetchAgencies(knowing([node]), chain.genesis)).size).toBe(4);
    expect(proofs).toBeLessThan(100);
  });

  test('are those of the genesis document before there is a block', async () => {
    const present = { ...knowing([]), trusted: trustGenesis(chain.genesis) };
    expect((await fetchAgencyNames(present, chain.genesis)).size).toBe(4);
  });
});

test('ATTACK silence-hidden: an old proof says only that there was time; the next node proves that it is over', async () => {
  const agency = agencyOf('hospice');
  const parameters = { reportPeriodMs: PERIOD_MS };
  const period = readPeriodOf(chain.timeMs, parameters);
  const liar = nodeOf(old(stateKey.readReport(agency, period), stateKey.agency(agency)));
  chain.block([], 2 * PERIOD_MS);
  const asked = { agency, period, parameters };
  const report = await fetchReadReport(knowing([liar, nodeOf(honest)]), asked);
  expect(report.standing).toBe('missing');
  await expect(fetchReadReport(knowing([liar]), asked)).rejects.toMatchObject({ code: 'proof.stale' });
});
