/**
 * A node that lies about what a name, a unit or a list stands for, to the `annals` command as people run it. It is asked
 * first; an honest one stands beside it, and what is signed or exits is what the ledger proves.
 */
import { readPeriodOf, stateKey } from '@annals/ledger/block';
import { type AgencyId, bytesToHex, formatId, parseId } from '@annals/ledger/codec';
import { generateSecretKey, publicKeyOf } from '@annals/ledger/crypto';
import { routes } from '@annals/ledger/rest';
import { agencyIdOf } from '@annals/ledger/transaction';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { CommandLine } from '../harness/command-line.ts';
import { type Answer, type Impostor, type Lie, LyingNode } from '../harness/lying-node.ts';
import { type Seat, TestNetwork } from '../harness/test-network.ts';

const PERIOD_MS = 4_000;
/** Periods that go by while a test runs. */
const PERIODS = 20;
const LATE = 'Land Board';

let network: TestNetwork;
let annals: CommandLine;
/** Is asked first, and lies. */
let liar: LyingNode;

const lying = () => annals.useNodes([liar.url, network.url(1)]);
const honest = () => annals.useNodes([network.url(1)]);
const ofSeat = (i: number): AgencyId => agencyIdOf(publicKeyOf((network.seats[i] as Seat).agencySecret));

beforeAll(async () => {
  network = await TestNetwork.start({ config: { heartbeatMs: 500 }, parameters: { reportPeriodMs: PERIOD_MS } });
  annals = await CommandLine.of(network, { registry: 0, education: 1, health: 2, welfare: 3 });
  liar = await LyingNode.start(network.url(0));
  honest();
  await annals.appoint({
    registrar: ['registrar', 'registry'],
    worker: ['case-worker', 'welfare'],
    payer: ['treasurer', 'welfare'],
  });
}, 300_000);
afterEach(() => liar.clear());
afterAll(async () => {
  annals?.remove();
  liar?.close();
  await network?.stop();
});

/** Which agency a proposal is about, as the second validator has it. */
async function proposed(proposal: string): Promise<AgencyId | null> {
  const { value } = await network
    .client(1)
    .call(routes.proposal, { params: { proposal: parseId('proposal', proposal) } });
  return 'agency' in value.action ? value.action.agency : null;
}

/** Gives two agencies of a list each other's name. */
function swapped(one: string, other: string): Lie {
  return (path, answer) => {
    if (!path.startsWith('/v1/agencies')) return answer;
    const items = answer.items as { readonly value: { name: { en: string } } }[];
    const [a, b] = [one, other].map((name) => items.find(({ value }) => value.name.en === name));
    if (a && b) [a.value.name, b.value.name] = [b.value.name, a.value.name];
    return answer;
  };
}

describe('an agency by its name', () => {
  test('ATTACK told-names: of the genesis document is the one that has it there', async () => {
    lying();
    liar.lie = swapped('Agency 3', 'Agency 4');
    const { proposal } = await annals.done('agency', 'suspend', 'Agency 4', '--as', 'registry');
    expect(await proposed(proposal)).toBe(ofSeat(3));
    await annals.done('person', 'enrol', 'liis', '--sector', 'health', '--as', 'registrar');
    const scope = ['--person', 'liis', '--sector', 'health', '--type', 'medical-record', '--purpose', 'research'];
    await annals.done('consent', 'grant', ...scope, '--agency', 'Agency 3');
    honest();
    const { consents } = await annals.done('consent', 'list', '--person', 'liis', '--sector', 'health');
    expect(consents).toMatchObject([{ agency: formatId('agency', ofSeat(2)) }]);
  }, 120_000);

  test('ATTACK told-names: that was admitted since is the one that the ledger proves', async () => {
    const before = await network.client(1).call(routes.provenValue, { params: { key: stateKey.agencies } });
    const old = routes.provenValue.response.toJson(before);
    const secret = generateSecretKey();
    const key = bytesToHex(publicKeyOf(secret));
    const admit = await annals.done('agency', 'admit', '--key', key, '--name', LATE, '--as', 'registry');
    await annals.done('proposal', 'vote', admit.proposal, '--approve', '--as', 'education');
    await annals.done('proposal', 'vote', admit.proposal, '--approve', '--as', 'health');
    lying();
    const suspends = async () => {
      const { proposal } = await annals.done('agency', 'suspend', 'land-board', '--as', 'registry');
      return proposed(proposal);
    };
    const lies: readonly Lie[] = [
      swapped('Agency 3', LATE),
      (path, answer) => (path.startsWith('/v1/agencies') ? { ...answer, items: [] } : answer),
      (path, answer) => (path.startsWith('/v1/values/agencies') ? old : answer),
      (path, answer) => (path.startsWith('/v1/values/agency%2F') ? altered(answer) : answer),
    ];
    for (const lie of lies) {
      liar.lie = lie;
      expect(await suspends()).toBe(agencyIdOf(publicKeyOf(secret)));
    }
    expect(await annals.refused('agency', 'suspend', 'sea-board', '--as', 'registry')).toBe('agency.unknown');
  }, 120_000);
});

/** Changes the last byte of a state value that is proven. */
function altered(answer: Answer): Answer {
  const { state } = answer.proven;
  if (state.value) state.value = `${state.value.slice(0, -2)}${state.value.endsWith('ff') ? 'fe' : 'ff'}`;
  return answer;
}

test('ATTACK told-names: an amount is in the currency of its programme, whatever a node calls it', async () => {
  honest();
  const roles = ['--grant-role', 'case-worker', '--pay-role', 'treasurer'];
  const budget = ['--currency', 'EUR', '--budget', '100000'];
  const opened = ['--name', 'Child benefit', '--sector', 'welfare', ...budget, ...roles];
  const { programme } = await annals.done('programme', 'open', ...opened, '--as', 'welfare');
  const { subject } = await annals.done('person', 'enrol', 'payee', '--sector', 'welfare', '--as', 'registrar');
  lying();
  liar.lie = (path, answer) => {
    if (path === `/v1/programmes/${programme}`) return { ...answer, value: { ...answer.value, currency: 'KWD' } };
    if (!path.includes('/entitlements') && !path.includes('/payments')) return answer;
    for (const { value } of answer.items ?? []) value.amount *= 10;
    return answer;
  };
  const of = ['--programme', programme];
  const span = ['--from', '2026-12', '--to', '2027-11'];
  const granted = await annals.done(
    'entitlement',
    'grant',
    ...of,
    ...span,
    ...['--subject', subject, '--amount', '120', '--as', 'worker'],
  );
  expect(granted).toMatchObject({ amount: 12_000, currency: 'EUR' });
  const due = ['--period', '2026-12', '--due', '2026-12-20', '--amount', '120'];
  const payment = ['--entitlement', granted.entitlement, ...due, '--as', 'payer'];
  expect((await annals.done('payment', 'schedule', ...of, ...payment)).amount).toBe(12_000);
  for (const whose of [
    ['--person', 'payee'],
    ['--subject', subject, '--as', 'payer'],
  ]) {
    expect((await annals.inWords('payment', 'list', ...whose)).out).toMatch(/\b120\.00 EUR/);
    expect((await annals.inWords('entitlement', 'list', ...whose)).out).toMatch(/\b120\.00 EUR/);
  }
  expect((await annals.inWords('programme', 'show', programme)).out).toContain('100000.00 EUR');
}, 120_000);

test('who confirms a guardian is told which mandate it is, and no other, whatever a node proves', async () => {
  honest();
  const [ward, guardian] = [
    await annals.done('person', 'enrol', 'ward', '--sector', 'education', '--as', 'registrar'),
    await annals.done('person', 'enrol', 'guardian', '--sector', 'education', '--as', 'registrar'),
  ];
  const who = ['--subject', ward.subject, '--representative', guardian.subject, '--sector', 'education'];
  const grant = ['mandate', 'grant', '--kind', 'guardian', ...who, '--until', '2030-12-31'];
  const first = await annals.done(...grant, '--as', 'registry');
  expect(first.confirmed).toBe(false);
  lying();
  let asked = 0;
  liar.lie = (path, answer) => {
    if (!decodeURIComponent(path).includes('/values/mandates/')) return answer;
    asked += 1;
    return altered(answer);
  };
  const second = await annals.done(...grant, '--as', 'education');
  expect({ mandate: second.mandate, confirmed: second.confirmed }).toEqual({ mandate: first.mandate, confirmed: true });
  expect(asked).toBeGreaterThan(0);
  honest();
  const { mandates } = await annals.done('mandate', 'list', '--person', 'ward', '--sector', 'education');
  expect(mandates.map(({ id }: Answer) => id)).toEqual([first.mandate]);
  // She who accepts it signs for whom she acts.
  lying();
  liar.lie = (path, answer) => {
    for (const offer of path.endsWith('/mandate-offers') ? answer.offers : []) offer.represented = guardian.subject;
    return decodeURIComponent(path).includes('/values/mandate-offers/') ? altered(answer) : answer;
  };
  const as = ['--person', 'guardian', '--sector', 'education'];
  expect((await annals.done('mandate', 'accept', first.mandate, ...as)).represented).toBe(ward.subject);
}, 120_000);

describe('who is silent', () => {
  const headMs = async () => (await network.client(1).call(routes.status)).timeMs;

  /** Proofs of the reports that there are not, made while there was time for them. */
  async function oldProofs(): Promise<ReadonlyMap<string, Answer>> {
    const { parameters } = network.genesis;
    const first = readPeriodOf(await headMs(), parameters);
    const proofs = new Map<string, Answer>();
    for (const { key } of network.genesis.agencies) {
      for (let period = first; period < first + PERIODS; period++) {
        const at = stateKey.readReport(agencyIdOf(key), period);
        const answer = await network.client(1).call(routes.provenValue, { params: { key: at } });
        proofs.set(at, routes.provenValue.response.toJson(answer));
      }
    }
    await network.until('time to report is over', async () => (await headMs()) >= (first + 2) * PERIOD_MS);
    return proofs;
  }

  test('ATTACK silence-hidden: is not left out, and not taken for one who still has time', async () => {
    const proofs = await oldProofs();
    let served = 0;
    const lies: readonly Impostor[] = [
      async ({ path }) =>
        path.startsWith('/v1/silence') || path.startsWith('/v1/agencies?') || path === '/v1/agencies'
          ? { status: 200, body: { items: [], next: null } }
          : undefined,
      async ({ path }) => {
        const key = decodeURIComponent(path.replace('/v1/values/', ''));
        const body = proofs.get(key);
        if (body) served++;
        return body && { status: 200, body };
      },
    ];
    lying();
    for (const lie of lies) {
      liar.impostor = lie;
      const { exit, json } = await annals.run('access', 'silence');
      expect(exit).toBe(6);
      const standings = new Map(json.agencies.map((each: Answer) => [each.agency, each.standing]));
      for (const i of [0, 1, 2, 3]) expect(standings.get(formatId('agency', ofSeat(i)))).toBe('missing');
    }
    expect(served).toBeGreaterThan(0);
  }, 120_000);
});
