import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GenesisDocument } from '@annals/ledger/block';
import { agencyIdOf } from '@annals/ledger/transaction';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { configOf } from './config/index.ts';
import { localSigningKey } from './consensus/host/index.ts';
import { silentLog } from './log.ts';
import { peerIdOf } from './network/index.ts';
import { type NodeOptions, startNode } from './node.ts';
import { genesisOf, keyOf, secretOf } from './store/testing/store-chain.ts';

const SEATS = ['one', 'two', 'three', 'four'];

/** A genesis document with an agency and its seat for each of the names. */
function genesisWithSeats(): GenesisDocument {
  const { agencies, ...others } = genesisOf();
  const founders = SEATS.map((name) => ({
    key: keyOf(`agency of ${name}`),
    name: { en: name },
    issuesIdentities: false,
    quota: 10,
    roles: [],
  }));
  const validators = SEATS.map((name) => ({
    agency: agencyIdOf(keyOf(`agency of ${name}`)),
    key: keyOf(name),
    peer: peerIdOf(secretOf(`network of ${name}`)),
    address: '/ip4/127.0.0.1/tcp/1',
  }));
  return { ...others, agencies: [...agencies, ...founders], validators };
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'annals-node-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const optionsOf = (given: Partial<NodeOptions['config']> = {}): NodeOptions => ({
  config: configOf({
    role: 'validator',
    listen: ['/ip4/127.0.0.1/tcp/0'],
    api: { host: '127.0.0.1', port: 0 },
    ...given,
  }),
  genesis: genesisWithSeats(),
  dataFolder: folder,
  signingKey: localSigningKey(secretOf('one'), keyOf('one')),
  networkSecret: secretOf('network of one'),
  version: '0.0.0',
  log: silentLog,
});

test('a new validator that still waits for the others answers, says so, and can be stopped and started again', async () => {
  for (let round = 0; round < 2; round++) {
    const node = await startNode(optionsOf());
    const answer = await fetch(`${node.apiUrl}/v1/status`);
    expect(await answer.json()).toMatchObject({ height: 0, connected: 1, validators: 4, quorum: 3, state: 'stalled' });
    expect(node.services.isReady()).toBe(false);
    await node.stop();
    await expect(fetch(`${node.apiUrl}/v1/status`)).rejects.toThrow();
  }
});

test('a node that cannot start closes what it had opened', async () => {
  const running = await startNode(optionsOf());
  const port = Number(new URL(running.apiUrl).port);
  const other = join(folder, 'other');
  const taken = { ...optionsOf({ api: { host: '127.0.0.1', port } }), dataFolder: other };
  await expect(startNode(taken)).rejects.toMatchObject({ code: 'config.invalid' });
  await running.stop();
  // Its store is free again, and its port is ours.
  const again = await startNode(taken);
  await again.stop();
});
