/**
 * Every route of the table that asks for a key: what it gives to keys that have no business with a person, whoever they
 * once were. A new route must say here what it gives them.
 */
import { formatId } from '@annals/ledger/codec';
import { type AnyRoute, type RouteName, routes, urlOf } from '@annals/ledger/rest';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type AskedOfRoute, askRoute } from './testing/ask-route.ts';
import { commitLifeOfAda, type LifeOfAda } from './testing/life-of-ada.ts';
import { agencyOf, SingleNode, START_MS, subjectOf } from './testing/single-node.ts';

const ada = subjectOf('ada', 'health');
const adaWelfare = subjectOf('ada', 'welfare');
const HOUR_MS = 3_600_000;

let node: SingleNode;
let ids: LifeOfAda;

beforeAll(async () => {
  node = await SingleNode.start();
  ids = await commitLifeOfAda(node);
});
afterAll(() => node.stop());

interface Asked extends AskedOfRoute {
  /** What an officer of an agency that has nothing to do with it gets, where that is not a refusal. */
  readonly officer?: 'the key to seal to' | 'what that role may read' | 'an empty list';
  /** What every key gets: what is about itself. */
  readonly anybody?: 'a proof that there is none of it';
  /** Whether who represents the person has the same by an entry, and not here. */
  readonly isHersAlone?: true;
}

const about = (subject = ada): Asked => ({ params: { subject } });
const page = { query: { after: null, limit: null } };

/** How each route is asked about Ada. */
const asked: { readonly [name in RouteName]?: () => Asked } = {
  openings: () => ({
    params: { transaction: ids.transaction },
    body: { from: 0, patienceMs: 0, epoch: null, disclosure: null },
    isHersAlone: true,
  }),
  ownSubjects: () => ({ query: { sector: 'education' }, anybody: 'a proof that there is none of it' }),
  recovery: () => ({ ...about(), isHersAlone: true }),
  consents: about,
  restrictions: about,
  mandates: about,
  mandateOffers: about,
  represented: about,
  // Reviews are by other agencies, and public one by one.
  reviews: () => ({ params: { agency: agencyOf('health') }, ...page, isHersAlone: true, officer: 'an empty list' }),
  presentable: () => ({ params: { record: ids.record }, isHersAlone: true }),
  notices: () => ({ ...about(), ...page }),
  subscription: () => ({ ...about(), isHersAlone: true }),
  changeSubscription: () => ({ ...about(), body: { action: 'unsubscribe' }, isHersAlone: true }),
  subject: () => ({ ...about(), officer: 'the key to seal to' }),
  subjectRecords: () => ({ ...about(), ...page, officer: 'what that role may read' }),
  accessLog: () => ({ ...about(), query: { from: null } }),
  subjectEntitlements: () => ({ ...about(adaWelfare), ...page, officer: 'an empty list' }),
  subjectPayments: () => ({ ...about(adaWelfare), ...page, officer: 'an empty list' }),
  entitlement: () => ({ params: { entitlement: ids.entitlement } }),
  payment: () => ({ params: { payment: ids.payment } }),
  sidecar: () => ({ params: { record: ids.record }, query: { version: null }, isHersAlone: true }),
  provenValueOfSubject: () => ({ params: { subject: ada, key: `consents/${ada}` } }),
};

const guarded = (Object.keys(routes) as RouteName[]).filter((name) => routes[name].access === 'key-possession');

/** Asks as a client does, with a valid proof of this key. */
async function ask(name: RouteName, signer: string): Promise<{ readonly status: number; readonly answer: object }> {
  const response = await askRoute({ url: node.url, node }, name, (asked[name] as () => Asked)(), signer);
  return { status: response.status, answer: (await response.json()) as object };
}

/** What is proven of a key that nobody has enrolled in the sector: the absence of the one subject that it would make. */
function expectProvenAbsence(answer: object, signer: string): void {
  const { own, others } = (answer as { proven: { own: { key: string; value: unknown }; others: unknown[] } }).proven;
  expect([own.key, own.value, others]).toEqual([`subject/${subjectOf(signer, 'education')}`, null, []]);
}

async function expectNothing(name: RouteName, signer: string): Promise<void> {
  const { anybody, officer } = (asked[name] as () => Asked)();
  const { status, answer } = await ask(name, signer);
  if (anybody) {
    expect(status).toBe(200);
    expectProvenAbsence(answer, signer);
  } else if (signer === 'rector' && officer) {
    expect(status).toBe(200);
    if (officer === 'an empty list') expect(answer).toEqual({ items: [], next: null });
  } else {
    expect([401, 403, 404]).toContain(status);
    expect((answer as { code: string }).code).toMatch(/^auth\.not-entitled$|^sidecar\.not-entitled$|\.unknown$/);
    // Neither her name on the chain nor anything else of her stands in the refusal but what was asked by.
    expect(JSON.stringify(answer)).not.toContain(formatId('subject', ada));
  }
}

test('every route that asks for a key is tried here', () => {
  expect(Object.keys(asked).sort()).toEqual(guarded.toSorted());
});

describe.each(guarded)('%s', (name) => {
  test('without a proof is refused', async () => {
    const route: AnyRoute = routes[name];
    const { params = {}, query = {}, body } = (asked[name] as () => Asked)();
    const response = await fetch(`${node.url}${urlOf(route, params, query)}`, {
      method: route.method,
      ...(route.body
        ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(route.body.toJson(body)) }
        : {}),
    });
    expect(response.status).toBe(401);
  });

  test.each(['nobody', 'rector'])('gives nothing to %s', (signer) => expectNothing(name, signer));

  test('gives nothing to who represented her until the mandate ended', async () => {
    const { isHersAlone, anybody } = (asked[name] as () => Asked)();
    if (!isHersAlone && !anybody) expect((await ask(name, 'bob')).status).toBe(200);
    const before = node.nowMs;
    node.nowMs = START_MS + HOUR_MS;
    await expectNothing(name, 'bob');
    node.nowMs = before;
  });
});

describe('after a death', () => {
  beforeAll(() =>
    node.commit(
      ...[ada, adaWelfare].flatMap((subject) =>
        (['registry', 'education'] as const).map((by) =>
          node.transaction('person.close', by, { subject, event: 'death' }),
        ),
      ),
    ),
  );

  test.each(guarded)('%s gives nothing to who has her key', (name) => expectNothing(name, 'ada'));
});
