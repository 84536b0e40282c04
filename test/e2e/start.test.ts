/** What a node finds on its disk decides whether it starts; what its clients send, whether it takes more. */

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { formatGenesis } from '@annals/ledger/block';
import { bytesToHex } from '@annals/ledger/codec';
import { randomBytes } from '@annals/ledger/crypto';
import { problemShape, routes, submissionShape } from '@annals/ledger/rest';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Actors, commit, type Signer, type Submittable } from '../harness/actors.ts';
import { assertNothingLost, assertOneChain, settled } from '../harness/agreement.ts';
import { type Seat, TestNetwork } from '../harness/test-network.ts';

const ALL = [0, 1, 2, 3];
const HEALTH = 2;

describe('a node that must not start', () => {
  let network: TestNetwork;
  beforeAll(async () => {
    network = await TestNetwork.start({ validators: 1 });
    const actors = new Actors(network.chain);
    const agency = actors.agency((network.seats[0] as Seat).agencySecret);
    await commit(network.client(0), [actors.enrol(agency, 'health').submit]);
  }, 300_000);
  afterAll(() => network?.stop());

  test('with a store of another chain: it says so and touches nothing', async () => {
    await network.stopNode(0);
    const genesis = formatGenesis({ ...network.genesis, name: 'another chain' });
    await expect(network.startNode(0, {}, genesis)).rejects.toThrow(/ended with 1/);
    expect(network.logOf(0)).toContain('store.other-chain');
    await network.startNode(0);
    expect((await network.client(0).call(routes.status)).height).toBeGreaterThan(0);
  });

  test('without its vote log on a chain that has history: it could vote a second time (FAILURES 2)', async () => {
    await network.kill(0);
    rmSync(join(network.dataFolder(0), 'votes.log'));
    await expect(network.startNode(0)).rejects.toThrow(/ended with 1/);
    expect(network.logOf(0)).toContain('vote-log.missing');
    rmSync(join(network.dataFolder(0), 'votes.log.mark'));
    await expect(network.startNode(0)).rejects.toThrow(/ended with 1/);
  });
});

describe('clients that send more than a network takes', () => {
  let network: TestNetwork;
  let actors: Actors;
  let doctor: Signer;
  let make: () => Submittable;

  beforeAll(async () => {
    network = await TestNetwork.start({ config: { maxMempoolBytes: 8 * 1024 * 1024 } });
    actors = new Actors(network.chain);
    const { agencySecret } = network.seats[HEALTH] as Seat;
    const health = actors.agency(agencySecret);
    const appointed = actors.appoint(health, ['doctor']);
    const { person, submit } = actors.enrol(health, 'health');
    doctor = appointed.officer;
    const [, done] = await commit(network.client(0), [appointed.submit, submit]);
    await settled(network, ALL, done?.height as number);
    const scan = Buffer.from(randomBytes(8_192)).toString('base64').repeat(45);
    const content = { general: { resources: [{ resourceType: 'DocumentReference', scan }] } };
    const networkKey = await network.networkKey();
    make = () => actors.issue(doctor, networkKey, 'medical-record', person, content).submit;
  }, 300_000);
  afterAll(() => network?.stop());

  async function offer(
    items: readonly Submittable[],
  ): Promise<{ status: number; retryAfter: string | null; body: unknown }> {
    const transactions = items.map(({ transaction, sidecar }) => ({
      transaction: bytesToHex(transaction.bytes),
      sidecar: sidecar && bytesToHex(sidecar),
    }));
    const response = await fetch(`${network.url(0)}/v1/transactions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ transactions, wait: 'accepted', timeoutMs: 0 }),
    });
    return { status: response.status, retryAfter: response.headers.get('retry-after'), body: await response.json() };
  }

  test('while no block can be made the mempool fills, 503 with Retry-After says so, and later all of it is committed', async () => {
    network.signal(1, 'SIGSTOP');
    network.signal(2, 'SIGSTOP');
    const accepted: Submittable[] = [];
    let busy: Awaited<ReturnType<typeof offer>> | undefined;
    while (!busy && accepted.length < 400) {
      const items = Array.from({ length: 2 }, make);
      const answer = await offer(items);
      if (answer.status === 200) accepted.push(...items);
      else busy = answer;
    }
    expect(busy).toMatchObject({ status: 503, retryAfter: expect.stringMatching(/^\d+$/) });
    expect(problemShape.fromJson(busy?.body).code).toBe('node.busy');
    network.signal(1, 'SIGCONT');
    network.signal(2, 'SIGCONT');
    await network.until(
      'the mempool is empty again',
      async () => (await network.client(0).call(routes.status)).mempoolTransactions === 0,
      60_000,
    );
    expect(accepted.length).toBeGreaterThan(2);
    const acknowledged = await Promise.all(
      accepted.slice(0, -2).map(async ({ transaction: { id } }) => {
        const { height, result } = await network.client(0).call(routes.transaction, { params: { id } });
        return { id, height, code: result.code, atMs: 0 };
      }),
    );
    await settled(network, ALL, 1, 60_000);
    await assertOneChain(network, ALL);
    await assertNothingLost(network, ALL, acknowledged);
  }, 300_000);

  test('an address that asks too often is told when to come again', async () => {
    const garbage = { transaction: new Uint8Array([1]), sidecar: null };
    const body = JSON.stringify(
      submissionShape.toJson({
        transactions: Array.from({ length: 500 }, () => garbage),
        wait: 'accepted',
        timeoutMs: 0,
      }),
    );
    const answers = await Promise.all(
      Array.from({ length: 12 }, async () => {
        const response = await fetch(`${network.url(3)}/v1/transactions`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body,
        });
        return {
          status: response.status,
          retryAfter: response.headers.get('retry-after'),
          body: await response.json(),
        };
      }),
    );
    const limited = answers.filter(({ status }) => status === 429);
    expect(limited.length).toBeGreaterThan(0);
    expect(limited[0]?.retryAfter).toMatch(/^\d+$/);
    expect(problemShape.fromJson(limited[0]?.body).code).toBe('node.rate-limited');
  });
});
