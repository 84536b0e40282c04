import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { genesisState } from '@annals/ledger/state';
import { listKeystores } from '@annals/node/keystore';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { contextFiles, readContext } from '../context/context.ts';
import { nodeFiles, readGenesis, readNodeConfig } from '../node/node-folder.ts';
import { createNetwork, existingNetwork, moveTakenPorts } from './create-network.ts';
import { freePorts } from './ports.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'annals-network-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test.each([
  [1, 5],
  [2, 5],
  [6, 7],
])(
  '%i validators: a consistent genesis document of %i agencies, and a node folder for each',
  async (validators, agencies) => {
    const network = await createNetwork(folder, validators);
    const files = contextFiles(network.home);
    const genesis = readGenesis(files.genesis);
    expect([genesis.validators.length, genesis.agencies.length]).toEqual([validators, agencies]);
    expect(() => genesisState(genesis)).not.toThrow();
    const ports = network.nodes.flatMap((node) => {
      const { api, listen } = readNodeConfig(node);
      expect(readFileSync(nodeFiles(node).genesis, 'utf8')).toBe(readFileSync(files.genesis, 'utf8'));
      expect(listKeystores(nodeFiles(node).keys).map(({ label }) => label)).toEqual(['network', 'validator']);
      return [api.port, Number(listen[0]?.split('/').at(-1))];
    });
    expect(new Set(ports).size).toBe(2 * validators);
    expect(genesis.validators.map(({ address }) => address)).toEqual(
      network.nodes.map((node) => readNodeConfig(node).listen[0]),
    );
    expect(readContext(network.home)?.nodes).toHaveLength(validators);
    expect(statSync(files.password).mode & 0o777).toBe(0o600);
    expect(existingNetwork(folder)).toEqual(network);
  },
);

test('a folder without a network holds none, and two networks have nothing in common', async () => {
  expect(existingNetwork(folder)).toBeUndefined();
  const first = readGenesis(contextFiles((await createNetwork(join(folder, 'a'), 1)).home).genesis);
  const second = readGenesis(contextFiles((await createNetwork(join(folder, 'b'), 1)).home).genesis);
  expect(first.agencies[0]?.key).not.toEqual(second.agencies[0]?.key);
});

test('a network that is resumed keeps its API ports, except one that is taken', async () => {
  const network = await createNetwork(folder, 2);
  const portsNow = () => network.nodes.map((node) => readNodeConfig(node).api.port);
  const [first, second] = portsNow();
  await moveTakenPorts(network);
  expect(portsNow()).toEqual([first, second]);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(first, '127.0.0.1', resolve));
  await moveTakenPorts(network);
  await new Promise((resolve) => server.close(resolve));
  const [moved, kept] = portsNow();
  expect([moved === first, kept]).toEqual([false, second]);
  expect(readContext(network.home)?.nodes).toEqual([moved, kept].map((port) => `http://127.0.0.1:${port}`));
});

test('a preferred port is taken where it is free, and another where it is not', async () => {
  const [first = 0, second = 0] = await freePorts(2);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(first, '127.0.0.1', resolve));
  const [instead, asWanted, any] = await freePorts(3, [first, second]);
  await new Promise((resolve) => server.close(resolve));
  expect(asWanted).toBe(second);
  expect(new Set([first, instead, asWanted, any]).size).toBe(4);
});

test('free ports are free and different', async () => {
  const ports = await freePorts(20);
  expect(new Set(ports).size).toBe(20);
  for (const port of ports) expect(port).toBeGreaterThan(1_023);
});
