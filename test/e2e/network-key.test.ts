/** The validators make the network key, and give a share to who comes late, whatever happens to some of them. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type StateKey, stateKey, type ValueKind, type ValueOf } from '@annals/ledger/block';
import { equalBytes } from '@annals/ledger/codec';
import { publicKeyOf } from '@annals/ledger/crypto';
import { trustGenesis, verifyValue } from '@annals/ledger/light';
import { routes } from '@annals/ledger/rest';
import { agencyIdOf } from '@annals/ledger/transaction';
import { afterEach, describe, expect, test } from '@jest/globals';
import { assertOneChain, settled } from '../harness/agreement.ts';
import { type Seat, TestNetwork } from '../harness/test-network.ts';

const LONG_MS = 120_000;
/** A round's time begins and ends with blocks, also on a chain that has nothing else to do. */
const HEARTBEATS = { heartbeatMs: 500 };

let network: TestNetwork;
afterEach(() => network?.stop());

const seatOf = (i: number) => network.seats[i] as Seat;
const agencyOf = (i: number) => agencyIdOf(publicKeyOf(seatOf(i).agencySecret));

/** A value of the state with its proof, verified from the genesis document. */
async function valueAt<K extends ValueKind>(i: number, key: StateKey<K>): Promise<ValueOf<K>> {
  const { proven } = await network.client(i).call(routes.provenValue, { params: { key } });
  const verdict = verifyValue(trustGenesis(network.genesis), key, proven);
  if (!verdict.ok) throw new Error(verdict.code);
  if (verdict.value === undefined) throw new Error(`there is no ${key}`);
  return verdict.value;
}

const keyAt = (i: number) => valueAt(i, stateKey.networkKey);
const outcomeAt = (i: number, epoch: number) => valueAt(i, stateKey.ceremonyOutcome(epoch));

/** The files that a node keeps of the network key. */
function kept(i: number): string[] {
  return readdirSync(join(network.dataFolder(i), 'key-share')).sort();
}

describe('the network key is made', () => {
  test(
    'by four, within moments of the start; each keeps its share and nothing else, and goes on with it after a restart',
    async () => {
      network = await TestNetwork.start();
      const { key, holders } = await keyAt(0);
      expect(key).toMatchObject({ epoch: 0, threshold: 3 });
      expect(holders.map(({ agency }) => agency)).toEqual([0, 1, 2, 3].map(agencyOf));
      expect(await outcomeAt(0, 0)).toMatchObject({ status: 'completed', faults: [] });
      for (const i of [0, 1, 2, 3]) {
        await network.until('what was of the ceremony is destroyed', () => kept(i).join() === 'share-0');
      }
      await network.kill(2);
      await network.startNode(2);
      await network.until('the third holds its share again', () => network.holdShares([2]));
      await assertOneChain(network, [0, 1, 2, 3]);
    },
    LONG_MS,
  );

  test(
    'once all are there: one that is down from the beginning is waited for, and named',
    async () => {
      network = await TestNetwork.prepare({ parameters: { ceremonyRoundMs: 2_000 }, config: HEARTBEATS });
      await Promise.all([0, 1, 2].map((i) => network.startNode(i)));
      const waitsFor = async () => {
        const { ceremony } = await network.client(0).call(routes.status);
        return ceremony?.round === 'joining' ? ceremony.missing : [];
      };
      await network.until('three have joined', async () => (await waitsFor()).length === 1);
      expect(await waitsFor()).toEqual([agencyOf(3)]);
      await network.startNode(3);
      await network.until('all hold a share', () => network.holdShares([0, 1, 2, 3]), 60_000);
      expect((await keyAt(3)).holders).toHaveLength(4);
    },
    LONG_MS,
  );

  test(
    'although all are killed again and again while they make it',
    async () => {
      network = await TestNetwork.prepare({ parameters: { ceremonyRoundMs: 4_000 }, config: HEARTBEATS });
      await Promise.all([0, 1, 2, 3].map((i) => network.startNode(i)));
      // Each at another moment of the ceremony; at any time three of them are up, or will be.
      for (const [i, pauseMs] of [300, 150, 100, 200, 50, 250].entries()) {
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
        await network.kill(i % 4);
        await network.startNode(i % 4);
      }
      await network.until('all hold a share', () => network.holdShares([0, 1, 2, 3]), 60_000);
      const { key } = await keyAt(0);
      // Nobody was made to look like a cheat.
      const { faults } = await outcomeAt(0, key.epoch);
      expect(faults.filter(({ type }) => type !== 'absent')).toEqual([]);
      await settled(network, [0, 1, 2, 3]);
      await assertOneChain(network, [0, 1, 2, 3]);
    },
    LONG_MS,
  );

  test(
    'anew after a failure: a validator that lost its disk asks for a share',
    async () => {
      network = await TestNetwork.start({ config: HEARTBEATS });
      const before = await keyAt(0);
      await network.kill(1);
      network.wipe(1);
      await network.startNode(1);
      await network.until('the second holds a share again', () => network.holdShares([0, 1, 2, 3]), 60_000);
      const after = await keyAt(1);
      expect(after.key.epoch).toBeGreaterThan(before.key.epoch);
      expect(equalBytes(after.key.publicKey, before.key.publicKey)).toBe(true);
    },
    LONG_MS,
  );
});
