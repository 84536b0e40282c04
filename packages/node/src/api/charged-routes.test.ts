/**
 * Every route of the table: what it costs is what is charged, whatever it waits for on the way. Cost is counted by a
 * clock of the thread that goes on with every read of the store and with every item that a read has given.
 */
import { formatId, type ProposalId } from '@annals/ledger/codec';
import { possessionHeader, type RouteName, routes } from '@annals/ledger/rest';
import { newObjectId, officerIdOf } from '@annals/ledger/transaction';
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { WorkTime } from '../serving/work-time.ts';
import { type Api, startApi } from './server.ts';
import { type AskedOfRoute, askRoute } from './testing/ask-route.ts';
import { commitLifeOfAda, type LifeOfAda } from './testing/life-of-ada.ts';
import { agencyOf, keyOf, SingleNode, secretOf, subjectOf } from './testing/single-node.ts';

const ada = subjectOf('ada', 'health');
const adaWelfare = subjectOf('ada', 'welfare');
/** What one step costs: far more than anything that is charged besides. */
const STEP_MS = 1_000;
/** As much as all of it costs. */
const PLENTY = { ofOneAddress: 1e12, ofStrangers: 1e12, ofMembers: 1e12 };

let usedMs = 0;
const step = (): void => {
  usedMs += STEP_MS;
};

/** A list of which each look at an item is a step. */
function costly<T extends object>(list: T): T {
  return new Proxy(list, {
    get: (target, name) => {
      if (typeof name === 'string' && /^\d+$/.test(name)) step();
      return Reflect.get(target, name);
    },
  });
}

/** What a read gave, with the lists in it costly. */
function given(value: unknown): unknown {
  if (Array.isArray(value)) return costly(value);
  const { items } = (value ?? {}) as { readonly items?: unknown };
  return Array.isArray(items) ? { ...(value as object), items: costly(items) } : value;
}

/** A part of the node of which each use is a step. */
function counted<T extends object>(part: T): T {
  return new Proxy(part, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') step();
      if (name === 'state') return counted(value as object);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        step();
        const outcome: unknown = Reflect.apply(value, target, args);
        return outcome instanceof Promise ? outcome.then(given) : outcome;
      };
    },
  });
}

let node: SingleNode;
let api: Api;
let ids: LifeOfAda & { readonly proposal: ProposalId };
beforeAll(async () => {
  node = await SingleNode.start();
  const life = await commitLifeOfAda(node);
  const create = node.transaction('proposal.create', 'registry', {
    action: { type: 'agency.suspend', agency: agencyOf('welfare') },
  });
  await node.commit(create);
  ids = { ...life, proposal: newObjectId('proposal', create.payload.signer, create.payload.salt) };
  const services = { ...node.services, store: counted(node.services.store), sidecars: counted(node.services.sidecars) };
  api = await startApi(services, { host: '127.0.0.1', port: 0, workMs: PLENTY, usedMs: () => usedMs });
});
afterAll(async () => {
  await api.stop();
  await node.stop();
});
afterEach(() => {
  jest.restoreAllMocks();
});

interface Asked extends AskedOfRoute {
  readonly signer?: string;
  /** The usual one is 200. */
  readonly status?: number;
  /** It reads nothing of the store. */
  readonly isFree?: true;
}

const page = { query: { after: null, limit: null } };
const about = (): Asked => ({ params: { subject: ada } });
const listed = (): Asked => page;

/** How each route is asked. A new route must say it here. */
const asked: { readonly [N in RouteName]: () => Asked } = {
  submit: () => ({
    body: {
      transactions: [{ transaction: node.enrolment('bob', 'education').bytes, sidecar: null }],
      wait: 'accepted',
      timeoutMs: 0,
    },
    isFree: true,
  }),
  transaction: () => ({ params: { id: ids.transaction } }),
  receipt: () => ({ params: { id: ids.transaction } }),
  blocks: listed,
  block: () => ({ params: { height: 1 } }),
  record: () => ({ params: { record: ids.record } }),
  recordHistory: () => ({ params: { record: ids.record }, query: { from: null } }),
  recordTypes: listed,
  recordType: () => ({ params: { name: 'medical-record' } }),
  sidecar: () => ({ params: { record: ids.record }, query: { version: null } }),
  erasure: () => ({ params: { record: ids.record } }),
  erasures: listed,
  presentable: () => ({ params: { record: ids.record } }),
  recordStanding: () => ({ params: { record: ids.record } }),
  openings: () => ({
    params: { transaction: ids.transaction },
    body: { from: 0, patienceMs: 0, epoch: null, disclosure: null },
    signer: 'doctor',
  }),
  roles: listed,
  purposes: listed,
  agencies: listed,
  agency: () => ({ params: { agency: agencyOf('health') } }),
  officers: () => ({ params: { agency: agencyOf('health') }, ...page }),
  officer: () => ({ params: { officer: officerIdOf(agencyOf('health'), keyOf('doctor')) } }),
  proposals: listed,
  proposal: () => ({ params: { proposal: ids.proposal } }),
  programmes: listed,
  programme: () => ({ params: { programme: ids.programme } }),
  entitlement: () => ({ params: { entitlement: ids.entitlement } }),
  payment: () => ({ params: { payment: ids.payment } }),
  subject: about,
  subjectRecords: () => ({ ...about(), ...page }),
  accessLog: () => ({ ...about(), query: { from: null } }),
  subjectEntitlements: () => ({ params: { subject: adaWelfare }, ...page }),
  subjectPayments: () => ({ params: { subject: adaWelfare }, ...page }),
  ownSubjects: () => ({ query: { sector: 'health' } }),
  recovery: () => ({ ...about(), status: 404 }),
  consents: about,
  restrictions: about,
  mandates: about,
  mandateOffers: about,
  represented: about,
  reviews: () => ({ params: { agency: agencyOf('health') }, ...page, signer: 'registry' }),
  accessCounts: listed,
  validators: () => ({ isFree: true }),
  evidence: listed,
  parameters: () => ({}),
  status: () => ({ isFree: true }),
  provenValue: () => ({ params: { key: 'parameters' } }),
  provenValueOfSubject: () => ({ params: { subject: ada, key: `subject/${ada}` } }),
  genesis: () => ({ isFree: true }),
  epochs: () => ({}),
  statistics: () => ({ query: { days: null }, isFree: true }),
  notices: () => ({ ...about(), ...page }),
  // This node sends no mails.
  subscription: () => ({ ...about(), status: 501 }),
  changeSubscription: () => ({ ...about(), body: { action: 'unsubscribe' }, status: 501 }),
  silence: listed,
  readReports: () => ({ params: { agency: agencyOf('health') }, ...page }),
  hiddenReads: listed,
};

async function ask(name: RouteName): Promise<number> {
  const { signer = 'ada', ...what } = asked[name]();
  const response = await askRoute({ url: api.url, node }, name, what, signer);
  await response.arrayBuffer();
  return response.status;
}

test.each(Object.keys(routes) as RouteName[])(
  'ATTACK uncharged-after-await: what %s costs is charged, after each wait as before',
  async (name) => {
    const { status = 200, isFree = false } = asked[name]();
    const spend = jest.spyOn(WorkTime.prototype, 'spend');
    const beganMs = usedMs;
    expect(await ask(name)).toBe(status);
    const costMs = usedMs - beganMs;
    if (!isFree) expect(costMs).toBeGreaterThan(0);
    const chargedMs = spend.mock.calls.reduce((sum, [, ms]) => sum + ms, 0);
    expect(Math.floor(chargedMs / STEP_MS)).toBe(costMs / STEP_MS);
  },
);

test('ATTACK uncharged-after-await: what telling a person of the past costs is charged', async () => {
  const path = `/v1/events?after=0&subject=${formatId('subject', ada)}`;
  const claim = { chain: node.chain.chain, method: 'GET', url: path, timeMs: node.nowMs };
  const spend = jest.spyOn(WorkTime.prototype, 'spend');
  const beganMs = usedMs;
  const gone = new AbortController();
  const headers = { authorization: possessionHeader(claim, secretOf('ada')) };
  const { body } = await fetch(`${api.url}${path}`, { headers, signal: gone.signal });
  const lastId = `id: ${node.chain.head.height}\n`;
  let told = '';
  for await (const part of body as unknown as AsyncIterable<Uint8Array>) {
    told += new TextDecoder().decode(part);
    if (told.includes(lastId)) break;
  }
  gone.abort();
  const costMs = usedMs - beganMs;
  expect(told).toContain('event: notice');
  const chargedMs = spend.mock.calls.reduce((sum, [, ms]) => sum + ms, 0);
  // Whether she may be told at all is looked at first, which is a step or two for each block.
  expect(costMs / STEP_MS).toBeGreaterThan(100);
  expect(chargedMs / STEP_MS).toBeGreaterThan((costMs / STEP_MS) * 0.8);
});
