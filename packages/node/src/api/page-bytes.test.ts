/** Pages of large values, and a burst of requests for them over HTTP. */
import { stateKey } from '@annals/ledger/block';
import { emptyLog } from '@annals/ledger/merkle';
import { routes } from '@annals/ledger/rest';
import { inEveryOffice, sampleRecordTypes } from '@annals/ledger/sample';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Store } from '../store/store.ts';
import { API_LIMITS } from './limits.ts';
import { proveTrail } from './proofs.ts';
import { startApi } from './server.ts';
import { agencyOf, SingleNode } from './testing/single-node.ts';

const PROPOSALS = 30;

let node: SingleNode;
beforeAll(async () => {
  node = await SingleNode.start();
  const declared = sampleRecordTypes(inEveryOffice(agencyOf('registry'))).find(({ name }) => name === 'diploma');
  const title = { en: 'x'.repeat(40) };
  const roles = ['auditor', 'doctor', 'nurse', 'paramedic', 'registrar', 'reviewer', 'treasurer'];
  const purposes = ['audit', 'payment', 'research', 'treatment', 'admission', 'administration'];
  const readers = roles.map((role) => ({ role, purposes, consent: false, afterDeath: false }));
  const sections = Array.from({ length: 12 }, (_, i) => ({
    name: `s${i}`,
    title,
    optional: true,
    schema: '{"type":"object"}',
    readers,
  }));
  const declaration = { ...declared, name: 'x-costly', version: 1, title, sections, notices: [] };
  const propose = () =>
    node.transaction('proposal.create', 'registry', { action: { type: 'record-type.define', declaration } } as never);
  const { effects } = await node.commit(...Array.from({ length: PROPOSALS }, propose));
  expect(new Set(effects.results.map(({ code }) => code))).toEqual(new Set(['ok']));
});
afterAll(() => node.stop());

test('ATTACK pages-by-items: a page ends by its bytes, and the pages together hold all', async () => {
  const { store } = node.services;
  const ids = new Set<string>();
  let after: string | null = null;
  let pages = 0;
  do {
    const answer: Awaited<ReturnType<typeof page>> = await page(after);
    for (const { id } of answer.items) ids.add(id);
    const sizeBytes = answer.items.reduce(
      (sum, { id }) => sum + (store.state.get(stateKey.proposal(id))?.length ?? 0),
      0,
    );
    expect(sizeBytes).toBeLessThan(256 * 1024);
    pages += 1;
    after = answer.next;
  } while (after !== null);
  expect(ids.size).toBe(PROPOSALS);
  expect(pages).toBeGreaterThan(1);
});
const page = (after: string | null) => node.client.call(routes.proposals, { query: { after, limit: 200 } });

test('ATTACK burst-before-charge: over HTTP, a burst of one address is not begun before some of it is charged', async () => {
  let begun = 0;
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const { store } = node.services;
  let usedMs = 0;
  const slow: Store = new Proxy(store, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      if (name !== 'stateRange') return typeof value === 'function' ? value.bind(target) : value;
      return async (...args: Parameters<Store['stateRange']>) => {
        begun += 1;
        await released;
        const found = await target.stateRange(...args);
        // What is done with it is costly: as much as an address may use in a day.
        return {
          ...found,
          get items() {
            usedMs += 86_400 * API_LIMITS.workMs.ofOneAddress;
            return found.items;
          },
        };
      };
    },
  });
  const api = await startApi({ ...node.services, store: slow }, { host: '127.0.0.1', port: 0, usedMs: () => usedMs });
  try {
    const asked = Array.from({ length: 40 }, () => fetch(`${api.url}/v1/proposals?limit=200`));
    // These are answered meanwhile, so the others have come.
    for (let i = 0; i < 20; i++) expect((await fetch(`${api.url}/health`)).status).toBe(200);
    release();
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    expect(begun).toBe(API_LIMITS.turns.ofOneAddress);
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(40 - begun);
  } finally {
    await api.stop();
  }
});

test('ATTACK pages-by-items: a part of a log ends by its bytes', async () => {
  const subject = 'ab'.repeat(20) as never;
  const { store } = node.services;
  let read = 0;
  const long = new Proxy(store, {
    get: (target, name) => {
      if (name === 'state') {
        const decoded = new Map<string, unknown>([[`access-log/${subject}`, { ...emptyLog, size: 2_000 }]]);
        return { get: () => undefined, decoded, tree: target.state.tree };
      }
      if (name === 'logEntries')
        return async (_log: string, from: number, to: number) => {
          read += to - from;
          return Array.from({ length: to - from }, () => new Uint8Array(10_000));
        };
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const { proven, next } = await proveTrail(long, subject, 0);
  expect(next).toBe(proven.entries.length);
  expect(read).toBe(proven.entries.length);
  expect(proven.entries.length * 10_000).toBeLessThan(4 * 1024 * 1024);
});
