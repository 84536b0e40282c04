import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stateKey, thresholdCeremonyOf } from '@annals/ledger/block';
import { randomBytes } from '@annals/ledger/crypto';
import { crookedDealing } from '@annals/ledger/threshold/testing';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { agencyOf, CeremonyNetwork, REST_MS } from './ceremony-network.fixture.ts';
import { ShareFileFolder } from './share-file-folder.ts';

let network: CeremonyNetwork;
afterEach(() => network.stop());

async function begin(count: number, started = count): Promise<CeremonyNetwork> {
  network = new CeremonyNetwork(count);
  for (let i = 0; i < started; i++) await network.start(i);
  return network;
}

const holds = (i: number) => network.nodes.get(i)?.current() !== undefined;
const faultsAt = (epoch: number) => network.state.read(stateKey.ceremonyOutcome(epoch))?.faults ?? [];

describe('a ceremony as nodes go through it', () => {
  test.each([1, 4])('of %i: each holds its share, encrypted, and nothing else', async (count) => {
    const all = Array.from({ length: count }, (_, i) => i);
    await begin(count);
    await network.until(() => all.every(holds));
    expect(faultsAt(0)).toEqual([]);
    for (const i of all) expect(network.kept(i)).toEqual(['share-0']);
    const index = network.nodes.get(0)?.current()?.share.index;
    expect(index).toBe(1);
    await network.start(0);
    expect(holds(0)).toBe(true);
  });

  test('nothing is said before the node has caught up', async () => {
    await begin(4);
    network.isReady = false;
    for (let step = 0; step < 5; step++) await network.step();
    expect(network.ceremony.seats.every(({ key }) => key === null)).toBe(true);
  });

  // A ceremony of four is over after nine steps; each point of it is one at which a node may be killed.
  test.each([0, 1, 2, 3, 4, 5, 6, 7, 8])('a node that is killed after step %i goes on where it was', async (at) => {
    await begin(4);
    for (let step = 0; step < at; step++) await network.step();
    // Killed with something just begun.
    network.due(1);
    await network.start(1);
    await network.until(() => [0, 1, 2, 3].every(holds));
    expect(faultsAt(network.ceremony.epoch)).toEqual([]);
    await network.rest();
    expect(network.kept(1)).toEqual([`share-${network.ceremony.epoch}`]);
  });

  // ATTACK key-destroyed: in the end it was this, that shares went before others were there.
  test('a first key waits for all; shares that one has not confirmed stand by, and the older ones stay until it has', async () => {
    const all = [0, 1, 2, 3, 4, 5, 6];
    await begin(7, 6);
    for (let step = 0; step < 5; step++) await network.step();
    network.block([], 10 * REST_MS);
    await network.step();
    expect(network.ceremony.round).toBe('joining');
    await network.start(6);
    await network.until(() => all.every(holds));
    // The second has lost its disk, and the last is away: what is made for the others may not cost what there is.
    network.kill(1);
    network.wipe(1);
    await network.start(1);
    network.kill(6);
    network.block([], REST_MS);
    await network.until(() => network.state.read(stateKey.networkKeyStandby) !== undefined, 120);
    const { epoch } = network.ceremony;
    await network.rest();
    for (const i of [0, 2]) expect(network.kept(i)).toEqual(['share-0', `share-${epoch}`]);
    expect(network.kept(1)).toEqual([`share-${epoch}`]);
    expect(network.networkKey?.key.epoch).toBe(0);
    await network.start(6);
    network.block([], REST_MS);
    await network.until(() => (network.networkKey?.key.epoch ?? 0) > epoch && all.every(holds), 120);
    await network.rest();
    for (const i of all) expect(network.kept(i)).toEqual([`share-${network.ceremony.epoch}`]);
  }, 300_000);

  test('while the disk is full the share is not lost: it is taken once there is room, and the log says so once', async () => {
    await begin(1);
    const write = jest.spyOn(ShareFileFolder.prototype, 'write');
    await network.until(() => network.ceremony.round === 'dealing');
    write.mockImplementation(async ({ kind }) => {
      if (kind === 'share') throw new Error('ENOSPC: no space left on device, write');
    });
    await network.until(() => network.ceremony.round === 'confirming');
    for (let step = 0; step < 5; step++) await network.step();
    expect(network.ceremony.round).toBe('confirming');
    expect(holds(0)).toBe(false);
    expect(network.kept(0)).toContain('ceremony-0');
    expect(network.errors).toEqual(['a key ceremony cannot go on here']);
    write.mockRestore();
    await network.until(() => holds(0));
    expect(network.kept(0)).toEqual(['share-0']);
  });

  test('what was joined with and lost gives no share to this one, and harms nobody else', async () => {
    await begin(4);
    await network.until(() => network.ceremony.round === 'dealing');
    network.kill(2);
    network.wipe(2);
    await network.start(2);
    await network.until(() => network.ceremony.epoch > 0 && [0, 1, 2, 3].every(holds), 120);
    expect(network.state.read(stateKey.ceremonyOutcome(0))?.status).toBe('failed');
    expect(faultsAt(0).map(({ agency }) => agency)).toContain(agencyOf(2));
  });

  test('a restored folder of an earlier epoch gives nothing, is destroyed, and a share is asked for', async () => {
    await begin(4);
    await network.until(() => [0, 1, 2, 3].every(holds));
    const own = join(network.folder, '1', 'key-share');
    const backup = join(network.folder, 'backup');
    cpSync(own, backup, { recursive: true });
    network.kill(3);
    network.wipe(3);
    await network.start(3);
    network.block([], REST_MS);
    await network.until(() => network.ceremony.epoch > 0 && [0, 1, 2, 3].every(holds));
    network.kill(1);
    network.wipe(1);
    cpSync(backup, own, { recursive: true });
    await network.start(1);
    expect(holds(1)).toBe(false);
    await network.rest();
    expect(network.kept(1)).toEqual([]);
    await network.until(() => [0, 1, 2, 3].every(holds), 240);
  }, 300_000);

  test('a file that cannot be read is lost, and the node asks for a share', async () => {
    await begin(4);
    await network.until(() => [0, 1, 2, 3].every(holds));
    network.kill(1);
    writeFileSync(join(network.folder, '1', 'key-share', 'share-0'), 'rubbish');
    await network.start(1);
    expect(holds(1)).toBe(false);
    // Another network key does not open it either.
    await network.start(2, 'another');
    expect(holds(2)).toBe(false);
    await network.start(2);
    network.block([], REST_MS);
    await network.until(() => [0, 1, 2, 3].every(holds));
  });

  test('a bad share is complained of, also by one that was away when the others were, and its dealer is out', async () => {
    await begin(4);
    await network.until(() => [0, 1, 2, 3].every(holds));
    network.kill(1);
    network.wipe(1);
    await network.start(1);
    network.block([], REST_MS);
    await network.until(() => network.ceremony.round === 'dealing', 120);
    const { epoch } = network.ceremony;
    // The first deals badly to the third, which is away while the others respond, instead of what its node would deal.
    network.kill(0);
    const scheme = thresholdCeremonyOf(network.state.chain, network.ceremony);
    const { dealing } = crookedDealing(scheme, 1, [3], randomBytes, network.secretShareOf(0));
    network.block([network.sign(0, { kind: 'ceremony.deal', body: { agency: agencyOf(0), epoch, dealing } })]);
    await network.until(() => network.ceremony.dealt.length === 3);
    network.kill(2);
    await network.start(0);
    await network.until(() => network.ceremony.round === 'confirming');
    await network.start(2);
    await network.until(() => faultsOfRunning().some(({ type }) => type === 'bad-share'));
    expect(faultsOfRunning()).toContainEqual({
      round: 'responding',
      type: 'bad-share',
      agency: agencyOf(0),
      other: agencyOf(2),
    });
    // Without it there are too few: the second has no share to deal from. Nothing is lost, and the next one completes.
    expect(network.networkKey?.key.epoch).toBe(0);
    network.block([], 2 * REST_MS);
    await network.until(() => network.ceremony.epoch > epoch && [0, 1, 2, 3].every(holds), 120);
  }, 300_000);

  const faultsOfRunning = () => network.ceremony.faults;
});
