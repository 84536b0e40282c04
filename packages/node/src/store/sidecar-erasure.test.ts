/** Destroying sealed content, and what blocks decide about it: nothing of what must go is left in any file (LAW 10). */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { open as openFile } from 'node:fs/promises';
import type { TransactionId } from '@annals/ledger/codec';
import { describe, expect, jest, test } from '@jest/globals';
import { Database } from './database.ts';
import { SIDECAR_KEYSPACE, sidecarKey } from './sidecar-index.ts';
import { SidecarSegments } from './sidecar-segments.ts';
import type { Sidecar } from './store.ts';
import { block, folderFor, isOnDisk, open, owner, segmentsOf, sidecar } from './testing/sidecar-folder.ts';

const other = 'cd'.repeat(32) as TransactionId;
const everything = { after: null, limit: 100 } as const;

describe('erasure (LAW 10)', () => {
  test('leaves nothing of the content in any file, at once, and is remembered', async () => {
    const folder = folderFor();
    const [secret, other] = [sidecar('secret'), sidecar('other')];
    let store = await open(folder);
    await store.put([secret, other]);
    expect(isOnDisk(folder, secret.bytes.subarray(0, 30))).toBe(true);
    expect(await store.erase(secret.hash)).toBe(true);
    expect(isOnDisk(folder, secret.bytes.subarray(0, 30))).toBe(false);
    expect(isOnDisk(folder, other.bytes)).toBe(true);
    for (const round of [1, 2]) {
      expect(store.status(secret.hash)).toBe('erased');
      expect(await store.get(secret.hash)).toBeUndefined();
      expect(await store.get(other.hash)).toEqual(other.bytes);
      expect(await store.erase(secret.hash)).toBe(false);
      // It does not come back, and is not looked for.
      await store.put([secret]);
      await store.settle(block(round, [secret]));
      expect(store.status(secret.hash)).toBe('erased');
      expect((await store.missing({ after: null, limit: 10 })).items).toEqual([]);
      expect(store.sizeBytes).toBe(500);
      await store.close();
      if (round === 1) store = await open(folder);
    }
    expect(isOnDisk(folder, secret.bytes.subarray(0, 30))).toBe(false);
  });

  test('of what is not there yet keeps it from coming', async () => {
    const store = await open(folderFor());
    const [missing, unknown] = [sidecar('a'), sidecar('b')];
    await store.settle(block(1, [missing]));
    for (const { hash } of [missing, unknown]) expect(await store.erase(hash)).toBe(false);
    await store.put([missing, unknown]);
    expect([missing, unknown].map(({ hash }) => store.status(hash))).toEqual(['erased', 'erased']);
    expect((await store.missing({ after: null, limit: 10 })).items).toEqual([]);
    await store.close();
  });

  test('what is discarded is gone as well, but may come again', async () => {
    const folder = folderFor();
    const store = await open(folder);
    const one = sidecar('a');
    await store.put([one]);
    expect(await store.discard(one)).toBe(true);
    expect(await store.discard(one)).toBe(false);
    expect(isOnDisk(folder, one.bytes.subarray(0, 30))).toBe(false);
    expect(store.status(one.hash)).toBe('unknown');
    await store.put([one]);
    expect(await store.get(one.hash)).toEqual(one.bytes);
    await store.close();
  });

  test('that a crash interrupted is finished at the next start', async () => {
    const folder = folderFor();
    const [secret, other] = [sidecar('secret'), sidecar('other')];
    const store = await open(folder);
    await store.put([secret, other]);
    await store.close();
    // As if the process had died right after noting what is to be destroyed.
    const index = await Database.open(`${folder}/index`, { cacheBytes: 1 << 20, writeBufferBytes: 1 << 20 });
    const held = index.get(sidecarKey(SIDECAR_KEYSPACE.held, secret.hash)) as Uint8Array;
    await index.write(
      [
        { key: sidecarKey(SIDECAR_KEYSPACE.held, secret.hash), value: null },
        { key: sidecarKey(SIDECAR_KEYSPACE.erasing, secret.hash), value: held },
      ],
      true,
    );
    await index.close();
    expect(isOnDisk(folder, secret.bytes.subarray(0, 30))).toBe(true);
    const again = await open(folder);
    expect(again.status(secret.hash)).toBe('erased');
    expect(again.sizeBytes).toBe(500);
    expect(isOnDisk(folder, secret.bytes.subarray(0, 30))).toBe(false);
    await again.close();
  });

  test('that the disk cut off is finished by the next attempt, and not taken for done', async () => {
    const folder = folderFor();
    const secret = sidecar('secret');
    const store = await open(folder);
    await store.put([secret]);
    const segment = segmentsOf(folder)[0] as string;
    const whole = readFileSync(segment);
    const destroy = jest.spyOn(SidecarSegments.prototype, 'destroy');
    destroy.mockRejectedValueOnce(Object.assign(new Error('read-only file system'), { code: 'EROFS' }));
    await expect(store.erase(secret.hash)).rejects.toMatchObject({ code: 'EROFS' });
    destroy.mockRestore();
    expect(readFileSync(segment)).toEqual(whole);
    expect(await store.get(secret.hash)).toBeUndefined();
    expect(await store.erase(secret.hash)).toBe(true);
    expect(isOnDisk(folder, secret.bytes.subarray(0, 30))).toBe(false);
    expect(store.sizeBytes).toBe(0);
    await store.close();
  });

  test('is repeated where a restored segment has brought the content back', async () => {
    const folder = folderFor();
    const [secret, kept] = [sidecar('secret'), sidecar('kept')];
    let store = await open(folder);
    await store.put([secret, kept]);
    const segment = segmentsOf(folder)[0] as string;
    const backup = readFileSync(segment);
    await store.erase(secret.hash);
    expect(await store.erase(secret.hash)).toBe(false);
    await store.close();
    writeFileSync(segment, backup);
    store = await open(folder);
    expect(isOnDisk(folder, secret.bytes.subarray(0, 30))).toBe(true);
    expect(await store.get(secret.hash)).toBeUndefined();
    expect(await store.erase(secret.hash)).toBe(true);
    expect(isOnDisk(folder, secret.bytes.subarray(0, 30))).toBe(false);
    expect(await store.get(kept.hash)).toEqual(kept.bytes);
    await store.close();
  });

  test('a put that the disk cut off leaves nothing behind', async () => {
    const folder = folderFor();
    const store = await open(folder);
    await store.put([sidecar('first')]);
    const sizeBytes = statSync(segmentsOf(folder)[0] as string).size;
    const handle = await openFile(segmentsOf(folder)[0] as string);
    const prototype = Object.getPrototypeOf(handle) as { datasync(): Promise<void> };
    await handle.close();
    const datasync = jest.spyOn(prototype, 'datasync');
    datasync.mockRejectedValueOnce(Object.assign(new Error('no space left'), { code: 'ENOSPC' }));
    await expect(store.put([sidecar('secret')])).rejects.toMatchObject({ code: 'ENOSPC' });
    datasync.mockRestore();
    expect(statSync(segmentsOf(folder)[0] as string).size).toBe(sizeBytes);
    expect(isOnDisk(folder, sidecar('secret').bytes.subarray(0, 30))).toBe(false);
    await store.put([sidecar('secret')]);
    await store.close();
  });

  test('a segment of which nothing is held any more is removed', async () => {
    const folder = folderFor();
    const store = await open(folder, { segmentBytes: 400 });
    const all = ['a', 'b', 'c'].map((text) => sidecar(text));
    for (const each of all) await store.put([each]);
    expect(segmentsOf(folder)).toHaveLength(3);
    await store.erase(all[0]?.hash as Uint8Array);
    await store.erase(all[2]?.hash as Uint8Array);
    // The last one is still written to.
    expect(segmentsOf(folder)).toHaveLength(2);
    expect(await store.get(all[1]?.hash as Uint8Array)).toEqual(all[1]?.bytes);
    await store.close();
  });
});

describe('what blocks decide', () => {
  test('what was carried out stays; what only refused transactions name is destroyed, and may come again', async () => {
    const folder = folderFor();
    const [kept, refused, waiting] = ['kept', 'refused', 'waiting'].map((text) => sidecar(text)) as [
      Sidecar,
      Sidecar,
      Sidecar,
    ];
    let store = await open(folder);
    await store.put([kept, refused, waiting]);
    await store.settle(block(7, [kept], [refused]));
    expect(isOnDisk(folder, refused.bytes.subarray(0, 30))).toBe(false);
    expect(store.status(refused.hash)).toBe('unknown');
    for (let round = 1; round <= 2; round++) {
      expect(store.settledHeight).toBe(7);
      expect((await store.unsettled(everything)).items).toEqual([{ hash: waiting.hash, owner }]);
      expect(await store.get(kept.hash)).toEqual(kept.bytes);
      // Settled content is at nobody's mercy any more.
      expect(await store.discard(kept)).toBe(false);
      await store.settle(block(7, [], [{ ...kept, owner: other }]));
      expect(await store.get(kept.hash)).toEqual(kept.bytes);
      await store.close();
      store = await open(folder);
    }
    await store.close();
  });

  test('what one transaction was refused for and another brings as well stays with the other', async () => {
    const store = await open(folderFor());
    const [same, both] = [sidecar('same'), sidecar('both')];
    await store.put([same]);
    await store.put([{ ...same, owner: other }]);
    expect(await store.discard(same)).toBe(false);
    await store.settle(block(1, [], [same]));
    expect(await store.get(same.hash)).toEqual(same.bytes);
    // Also in one block, whatever their order.
    await store.put([both]);
    await store.settle(block(2, [{ ...both, owner: other }], [both]));
    expect(await store.get(both.hash)).toEqual(both.bytes);
    await store.settle(block(3, [], [{ ...same, owner: other }]));
    expect(store.status(same.hash)).toBe('unknown');
    await store.close();
  });

  test('what was fetched for a committed block is settled from the start', async () => {
    const store = await open(folderFor());
    const one = sidecar('a');
    await store.settle(block(1, [one]));
    await store.put([one]);
    expect((await store.unsettled(everything)).items).toEqual([]);
    expect(await store.discard(one)).toBe(false);
    await store.close();
  });

  test('blocks without content are noted now and then, and a restart knows at least up to there', async () => {
    const folder = folderFor();
    let store = await open(folder);
    for (let height = 1; height <= 300; height++) await store.settle(block(height, []));
    expect(store.settledHeight).toBe(300);
    await store.close();
    store = await open(folder);
    expect(store.settledHeight).toBe(256);
    await store.settle(block(3, []));
    expect(store.settledHeight).toBe(256);
    await store.close();
  });
});
