/** What becomes of sealed content on this node's disk, block by block (LAW 10, PROTOCOL erasure). */
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordId } from '@annals/ledger/codec';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { silentLog } from '../log.ts';
import { SidecarSegments } from '../store/sidecar-segments.ts';
import { temporaryFolder } from '../store/testing/temporary-folder.ts';
import { ContentSettlement } from './index.ts';
import { ContentChain, type Sealed } from './testing/content-chain.ts';

let node: ContentChain;
let settlement: ContentSettlement;
let destroyed: RecordId[];
let timers: { readonly delayMs: number; readonly run: () => void }[];

const begin = () => {
  timers = [];
  settlement = new ContentSettlement({
    ...node,
    chain: node.chain,
    log: silentLog,
    later: (delayMs, run) => {
      const timer = { delayMs, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((each) => each !== timer);
      };
    },
    onDestroyed: (record) => destroyed.push(record),
  });
  settlement.start();
};

beforeEach(async () => {
  node = await ContentChain.open(temporaryFolder('settlement'));
  destroyed = [];
  begin();
});
afterEach(async () => {
  jest.restoreAllMocks();
  await settlement.stop();
  await node.close();
});

/** Waits until nothing is left to do. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 1_000; turn++) {
    if (node.sidecars.settledHeight === node.store.head.height) break;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Stops as a crash does for this room: whatever it had not begun is not done. */
async function restart(between: () => void | Promise<void> = () => undefined): Promise<void> {
  await settlement.stop();
  await node.close();
  await between();
  node = await ContentChain.open(node.folder, 100);
  begin();
  await settled();
}

const unsettled = async () => (await node.sidecars.unsettled({ after: null, limit: 100 })).items;
const fire = async (delayMs: number) => {
  for (const timer of timers.splice(0)) if (timer.delayMs === delayMs) timer.run();
  await settled();
};

describe('an erasure', () => {
  test('destroys every version, and tells so only then', async () => {
    const first = await node.issue();
    const second = node.sealed({ record: first.record, version: 1 });
    await node.bring(second);
    expect(await node.block(second.transaction)).toEqual(['ok']);
    const other = await node.issue();
    await settled();
    expect([first, second, other].map((each) => node.isOnDisk(each))).toEqual([true, true, true]);
    await node.block(node.erasing(first.record));
    await settled();
    expect([first, second, other].map((each) => node.isOnDisk(each))).toEqual([false, false, true]);
    expect(destroyed).toEqual([first.record]);
    await restart();
    expect([first, second].map(({ hash }) => node.sidecars.status(hash))).toEqual(['erased', 'erased']);
    expect(node.isOnDisk(other)).toBe(true);
  });

  test('that a crash kept from being carried out is carried out at the next start', async () => {
    const sealed = await node.issue();
    await settled();
    await settlement.stop();
    await node.block(node.erasing(sealed.record));
    expect(node.isOnDisk(sealed)).toBe(true);
    await restart();
    expect(node.isOnDisk(sealed)).toBe(false);
    expect(destroyed).toContain(sealed.record);
  });

  test('of content that was never fetched keeps it from being fetched', async () => {
    const sealed = node.sealed();
    await node.block(sealed.transaction);
    await settled();
    expect(node.sidecars.status(sealed.hash)).toBe('missing');
    await node.block(node.erasing(sealed.record));
    await settled();
    expect(node.sidecars.status(sealed.hash)).toBe('erased');
    await node.bring(sealed);
    expect(node.isOnDisk(sealed)).toBe(false);
    expect((await node.sidecars.missing({ after: null, limit: 10 })).items).toEqual([]);
  });

  test('takes with it what waits beside transactions about the record, on the disk and in memory', async () => {
    const sealed = await node.issue();
    const waiting = node.sealed({ record: sealed.record, version: 1 });
    const other = node.sealed();
    for (const { transaction, sidecar } of [waiting, other]) node.mempool.add({ transaction, sidecar });
    await node.bring(waiting, other);
    await node.block(node.erasing(sealed.record));
    await settled();
    expect([sealed, waiting, other].map((each) => node.isOnDisk(each))).toEqual([false, false, true]);
    expect(node.mempool.get(waiting.transaction.id)?.sidecar).toBeNull();
    expect(node.mempool.get(other.transaction.id)?.sidecar).toEqual(other.sidecar);
    // The ledger says why it is refused, and its content does not come back with it.
    expect(await node.block(waiting.transaction)).toEqual(['record.erased']);
    await node.bring(waiting);
    await settled();
    expect(node.isOnDisk(waiting)).toBe(false);
  });

  test('in the block that brought the content leaves nothing of it', async () => {
    const sealed = node.sealed();
    await node.bring(sealed);
    expect(await node.block(sealed.transaction, node.erasing(sealed.record))).toEqual(['ok', 'ok']);
    await settled();
    expect(node.isOnDisk(sealed)).toBe(false);
    expect(destroyed).toEqual([sealed.record]);
  });

  test('is not told of while the disk refuses, says why, and is made up for', async () => {
    const sealed = await node.issue();
    await settled();
    const destroy = jest.spyOn(SidecarSegments.prototype, 'destroy');
    destroy.mockRejectedValue(new Error('EROFS: read-only file system'));
    await node.block(node.erasing(sealed.record));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(settlement.problem).toContain('read-only file system');
    expect(destroyed).toEqual([]);
    // The chain goes on all the same, and however many blocks try, one attempt waits.
    for (let tries = 0; tries < 4; tries++) {
      await node.block();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(timers.filter(({ delayMs }) => delayMs === 5_000)).toHaveLength(1);
    destroy.mockRestore();
    await fire(5_000);
    expect(settlement.problem).toBeNull();
    expect(destroyed).toEqual([sealed.record]);
    expect(node.isOnDisk(sealed)).toBe(false);
  });
});

describe('a restored backup', () => {
  /** A record that is in a backup and erased after it. */
  async function backedUp(parts: readonly string[]): Promise<{ readonly sealed: Sealed; readonly backup: string }> {
    const sealed = await node.issue();
    const kept = await node.issue();
    await settled();
    await settlement.stop();
    await node.close();
    const backup = temporaryFolder('backup');
    for (const part of parts) cpSync(join(node.folder, part), join(backup, part), { recursive: true });
    node = await ContentChain.open(node.folder, 50);
    begin();
    await node.block(node.erasing(sealed.record));
    await settled();
    expect(node.isOnDisk(sealed)).toBe(false);
    expect(node.isOnDisk(kept)).toBe(true);
    return { sealed, backup };
  }
  const restore = (backup: string, part: string) => {
    rmSync(join(node.folder, part), { recursive: true });
    cpSync(join(backup, part), join(node.folder, part), { recursive: true });
  };

  test.each(['sidecars', 'sidecars/segments'])(
    'of %s brings erased content back for no longer than the start',
    async (part) => {
      const { sealed, backup } = await backedUp(['sidecars']);
      await restart(() => restore(backup, part));
      expect(node.isOnDisk(sealed)).toBe(false);
      expect(node.sidecars.status(sealed.hash)).toBe('erased');
    },
  );

  test('of everything does so until the erasure has come again from others', async () => {
    const { sealed, backup } = await backedUp(['sidecars', 'store']);
    const { transactions } = node.store.block(node.store.head.height) ?? { transactions: [] };
    expect(transactions).toHaveLength(1);
    await restart(() => {
      restore(backup, 'sidecars');
      restore(backup, 'store');
    });
    expect(node.isOnDisk(sealed)).toBe(true);
    await node.block(node.erasing(sealed.record));
    await settled();
    expect(node.isOnDisk(sealed)).toBe(false);
    expect(destroyed.at(-1)).toBe(sealed.record);
  });

  test('of the chain alone changes nothing', async () => {
    const { sealed, backup } = await backedUp(['store']);
    await restart(() => restore(backup, 'store'));
    expect(node.isOnDisk(sealed)).toBe(false);
    await node.block(node.erasing(sealed.record));
    await settled();
    expect(destroyed.at(-1)).toBe(sealed.record);
  });

  test('sidecars that are gone altogether are missing again, but for those that are erased', async () => {
    const { sealed } = await backedUp(['store']);
    const kept = await node.issue();
    await restart(() => rmSync(join(node.folder, 'sidecars'), { recursive: true }));
    expect(node.sidecars.status(kept.hash)).toBe('missing');
    expect(node.sidecars.status(sealed.hash)).toBe('erased');
  });
});

describe('content that no history names', () => {
  test('of a refused transaction is destroyed with its block', async () => {
    const sealed = await node.issue();
    const stale = node.sealed({ record: sealed.record, version: 7 });
    await node.bring(stale);
    expect(await node.block(stale.transaction)).toEqual(['record.wrong-version']);
    await settled();
    expect([sealed, stale].map((each) => node.isOnDisk(each))).toEqual([true, false]);
    expect(await unsettled()).toEqual([]);
  });

  test('of a refused transaction that names what is settled stays', async () => {
    const sealed = await node.issue();
    const again = { ...sealed, transaction: node.sealed({ record: sealed.record, version: 0 }).transaction };
    await node.bring(again);
    await settled();
    expect(await node.block(again.transaction)).toEqual(['record.wrong-version']);
    await settled();
    expect(node.isOnDisk(sealed)).toBe(true);
  });

  test('of a proposal that was not decided before a crash is destroyed after it, unless it waits', async () => {
    const [orphan, waiting] = [node.sealed(), node.sealed()];
    await node.bring(orphan, waiting);
    await settlement.stop();
    await node.close();
    node = await ContentChain.open(node.folder, 100);
    node.mempool.add({ transaction: waiting.transaction, sidecar: waiting.sidecar });
    begin();
    await settled();
    expect([orphan, waiting].map((each) => node.isOnDisk(each))).toEqual([false, true]);
    node.mempool.removeCommitted([waiting.transaction.id]);
    await fire(60_000);
    expect(node.isOnDisk(waiting)).toBe(false);
  });
});

describe('the intake', () => {
  test('takes a transaction about an erased record without its content, and with it drops it', async () => {
    const sealed = await node.issue();
    await node.block(node.erasing(sealed.record));
    for (const source of ['peer', 'proposal'] as const) {
      for (const withContent of [true, false]) {
        const { transaction, sidecar } = node.sealed({ record: sealed.record, version: 1 });
        const offered = { bytes: transaction.bytes, sidecar: withContent ? sidecar : null };
        expect(await node.intake.offer([offered], source)).toMatchObject([{ ok: true, isNew: true }]);
        expect(node.mempool.get(transaction.id)?.sidecar).toBeNull();
      }
    }
    const late = node.sealed({ record: sealed.record, version: 1 });
    const client = { bytes: late.transaction.bytes, sidecar: late.sidecar };
    expect(await node.intake.offer([client], 'client')).toMatchObject([{ ok: false, code: 'record.erased' }]);
  });

  test('still demands the content of others', async () => {
    const sealed = await node.issue();
    const { transaction } = node.sealed({ record: sealed.record, version: 1 });
    expect(await node.intake.offer([{ bytes: transaction.bytes, sidecar: null }], 'proposal')).toMatchObject([
      { ok: false, code: 'sidecar.mismatch' },
    ]);
  });
});
