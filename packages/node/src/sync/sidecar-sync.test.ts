/** Fetching sealed content that is missing: what is said when there is no room for it. */
import { encode } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SingleNode } from '../api/testing/single-node.ts';
import { type Log, silentLog } from '../log.ts';
import type { Network } from '../network/network.ts';
import { ManualTime } from '../notify/testing/manual-time.ts';
import type { SidecarStore } from '../store/store.ts';
import { SidecarSync } from './sidecar-sync.ts';

let node: SingleNode;
beforeAll(async () => {
  node = await SingleNode.start();
});
afterAll(() => node.stop());

test('a full store is said once, and once when there is room again; it is not asked for every second', async () => {
  await node.commit(node.appointment('doctor'), node.enrolment('ada', 'health'));
  const content = { emergency: { bloodGroup: 'A+' }, general: { summary: 'x' } };
  const { transaction, sidecar } = await node.issue(
    'doctor',
    'medical-record',
    { name: 'ada', sector: 'health' },
    content,
  );
  await node.commit(transaction);
  const time = new ManualTime(0);
  const said: string[] = [];
  const log: Log = { ...silentLog, info: (_, text) => said.push(text), warn: (_, text) => said.push(text) };
  let isFull = true;
  let requests = 0;
  let held = 0;
  const body = transaction.payload.body as { readonly content: { readonly sidecar: Uint8Array } };
  const missing = { hash: body.content.sidecar, owner: transaction.id };
  const sidecars = {
    missing: async () => ({ items: held === 0 ? [missing] : [], next: null }),
    put: async () => {
      if (isFull) throw new AnnalsError('store.full', 'no room');
      held += 1;
    },
  } as unknown as SidecarStore;
  const network = {
    onRequest: () => {},
    peers: () => [{ peer: 'peer', connected: true }],
    request: async () => {
      requests += 1;
      return encode([sidecar]);
    },
  } as unknown as Network;
  const sync = new SidecarSync({
    store: node.services.store,
    sidecars,
    network,
    log,
    later: time.later,
    isCatchingUp: () => false,
    mayGive: () => true,
  });
  sync.start();
  await time.pass(600_000);
  expect(said).toEqual(['there is no room for sealed content that is missing: raise maxSidecarBytes or add disk']);
  expect(requests).toBeLessThan(30);
  isFull = false;
  await time.pass(60_000);
  expect([held, said.at(-1)]).toEqual([1, 'there is room for sealed content again']);
  sync.stop();
});
