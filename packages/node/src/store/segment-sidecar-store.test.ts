import { existsSync, readdirSync, readFileSync, readlinkSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { open as openFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bytesToHex, type TransactionId } from '@annals/ledger/codec';
import { sha256 } from '@annals/ledger/crypto';
import { describe, expect, jest, test } from '@jest/globals';
import { Database } from './database.ts';
import { SegmentSidecarStore, type SidecarOptions } from './segment-sidecar-store.ts';
import { encodeIndexed, SIDECAR_KEYSPACE, sidecarKey } from './sidecar-index.ts';
import { SidecarSegments } from './sidecar-segments.ts';
import type { Sidecar } from './store.ts';
import { allPages } from './testing/store-compliance.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const folderFor = () => temporaryFolder('sidecars');
const open = (folder: string, options: Partial<SidecarOptions> = {}) =>
  SegmentSidecarStore.open(folder, { maxBytes: 1 << 20, ...options });
const owner = 'ab'.repeat(32) as TransactionId;

function sidecar(text: string, size = 500): Sidecar {
  const bytes = new Uint8Array(Buffer.alloc(size, `${text} `));
  return { hash: sha256(bytes), bytes, owner };
}

/** What a block of this height decides. */
const block = (height: number, kept: readonly Sidecar[], refused: readonly Sidecar[] = []) => ({
  height,
  kept,
  refused,
});
const other = 'cd'.repeat(32) as TransactionId;
const everything = { after: null, limit: 100 } as const;

function filesOf(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Whether bytes stand anywhere in the files of a folder. */
const isOnDisk = (folder: string, bytes: Uint8Array) =>
  filesOf(folder).some((file) => readFileSync(file).includes(Buffer.from(bytes)));

/** Where Linux lists the open files of this process; elsewhere nothing does. */
const OPEN_FILES = '/proc/self/fd';

/** The segments that this process has open, as often as it has. */
function openSegments(folder: string): string[] {
  return readdirSync(OPEN_FILES).flatMap((number) => {
    try {
      const path = readlinkSync(join(OPEN_FILES, number));
      return path.startsWith(folder) && path.endsWith('.segment') ? [path] : [];
    } catch {
      return []; // Closed meanwhile, such as the one that reads this folder.
    }
  });
}

const segmentsOf = (folder: string) =>
  filesOf(folder)
    .filter((file) => file.endsWith('.segment'))
    .sort();

describe('sidecars', () => {
  test('come back, now and after the store is opened again', async () => {
    const folder = folderFor();
    const all = ['a', 'b', 'c'].map((text) => sidecar(text));
    const unknown = sidecar('x');
    for (const round of [1, 2]) {
      const store = await open(folder);
      if (round === 1) await store.put(all);
      for (const { hash, bytes } of all) {
        expect(store.has(hash)).toBe(true);
        expect(store.status(hash)).toBe('held');
        expect(store.owner(hash)).toBe(owner);
        expect(await store.get(hash)).toEqual(bytes);
      }
      expect(store.status(unknown.hash)).toBe('unknown');
      expect(store.has(unknown.hash)).toBe(false);
      expect(await store.get(unknown.hash)).toBeUndefined();
      expect(store.owner(unknown.hash)).toBeUndefined();
      expect(store.sizeBytes).toBe(1_500);
      await store.close();
    }
  });

  test('reads at once share one open file, and closing leaves none open', async () => {
    const folder = folderFor();
    const writer = await open(folder, { segmentBytes: 100 });
    const all = ['a', 'b', 'c'].map((text) => sidecar(text));
    for (const one of all) await writer.put([one]);
    await writer.close();
    const store = await open(folder, { segmentBytes: 100 });
    const reads = await Promise.all([...all, ...all].map(({ hash }) => store.get(hash)));
    expect(reads).toEqual([...all, ...all].map(({ bytes }) => bytes));
    if (existsSync(OPEN_FILES)) expect(openSegments(folder).sort()).toEqual(segmentsOf(folder));
    await store.close();
    if (existsSync(OPEN_FILES)) expect(openSegments(folder)).toEqual([]);
  });

  test('what comes twice, at once or later, is held once', async () => {
    const store = await open(folderFor());
    const one = sidecar('a');
    await Promise.all([store.put([one, one]), store.put([one])]);
    await store.put([one]);
    expect(store.sizeBytes).toBe(500);
    expect((await store.unsettled({ after: null, limit: 10 })).items).toEqual([{ hash: one.hash, owner }]);
    await store.close();
  });

  test('many puts at once are all there', async () => {
    const folder = folderFor();
    const store = await open(folder, { segmentBytes: 3_000 });
    const all = Array.from({ length: 60 }, (_, i) => sidecar(`many ${i}`));
    await Promise.all(all.map((each) => store.put([each])));
    await store.put([sidecar('one more')]);
    await store.put([sidecar('and one')]);
    expect(segmentsOf(folder).length).toBeGreaterThan(1);
    for (const { hash, bytes } of all) expect(await store.get(hash)).toEqual(bytes);
    const held = await allPages((page) => store.unsettled(page), 7);
    expect(held.items).toHaveLength(62);
    expect(held.pages).toBe(9);
    await store.close();
  });

  test('a put beyond the limit is refused and changes nothing', async () => {
    const store = await open(folderFor(), { maxBytes: 1_000 });
    await store.put([sidecar('a')]);
    const [fits, tooMuch] = [store.put([sidecar('b')]), store.put([sidecar('c')])];
    await expect(tooMuch).rejects.toMatchObject({ code: 'store.full' });
    await fits;
    expect(store.sizeBytes).toBe(1_000);
    expect(store.status(sidecar('c').hash)).toBe('unknown');
    // What is erased makes room.
    await store.erase(sidecar('a').hash);
    await store.put([sidecar('c')]);
    await store.close();
  });

  test('what blocks name and nobody has brought is missing until it comes', async () => {
    const folder = folderFor();
    const [a, b] = [sidecar('a'), sidecar('b')];
    let store = await open(folder);
    await store.put([a]);
    await store.settle(block(1, [a, b]));
    await store.close();
    store = await open(folder);
    expect(store.status(b.hash)).toBe('missing');
    expect(store.owner(b.hash)).toBe(owner);
    expect(await allPages((page) => store.missing(page), 10)).toEqual({ items: [{ hash: b.hash, owner }], pages: 1 });
    await store.put([b]);
    expect(store.status(b.hash)).toBe('held');
    expect((await store.missing({ after: null, limit: 10 })).items).toEqual([]);
    await store.close();
  });
});

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

describe('after a crash or damage', () => {
  test('pieces that the index does not know of are found again; a torn one, at any byte, is cut', async () => {
    const folder = folderFor();
    const [a, b] = [sidecar('a', 40), sidecar('b', 40)];
    const store = await open(folder);
    await store.put([a]);
    await store.put([b]);
    await store.close();
    const segment = segmentsOf(folder)[0] as string;
    const whole = readFileSync(segment);
    const pieceBytes = whole.length / 2;
    for (let size = pieceBytes; size <= whole.length; size += size < whole.length - 3 ? 7 : 1) {
      const index = await Database.open(`${folder}/index`, { cacheBytes: 1 << 20, writeBufferBytes: 1 << 20 });
      // As if a power failure had taken the whole index.
      const keys = [SIDECAR_KEYSPACE.held, SIDECAR_KEYSPACE.segment, SIDECAR_KEYSPACE.meta];
      for await (const found of index.keys({ from: new Uint8Array(0), to: undefined, limit: -1 }, 100)) {
        await index.write(
          found.filter((key) => keys.includes(key[0] as never)).map((key) => ({ key, value: null })),
          true,
        );
      }
      await index.close();
      writeFileSync(segment, whole);
      truncateSync(segment, size);
      const again = await open(folder);
      expect(await again.get(a.hash)).toEqual(a.bytes);
      expect(again.status(b.hash)).toBe(size === whole.length ? 'held' : 'unknown');
      expect(statSync(segment).size).toBe(size === whole.length ? size : pieceBytes);
      expect(again.sizeBytes).toBe(size === whole.length ? 80 : 40);
      await again.put([b]);
      expect(await again.get(b.hash)).toEqual(b.bytes);
      await again.close();
    }
  });

  test('any flipped byte of a piece is damage when it is read', async () => {
    const folder = folderFor();
    const one = sidecar('a', 40);
    const store = await open(folder);
    await store.put([one]);
    const segment = segmentsOf(folder)[0] as string;
    const whole = readFileSync(segment);
    for (let at = 0; at < whole.length; at++) {
      // The size in the head is only read to find pieces again.
      if (at >= 4 && at < 8) continue;
      writeFileSync(segment, whole.with(at, (whole[at] as number) ^ 1));
      await expect(store.get(one.hash)).rejects.toMatchObject({ code: 'store.damaged' });
    }
    writeFileSync(segment, whole);
    expect(await store.get(one.hash)).toEqual(one.bytes);
    await store.close();
  });

  test('another process that holds it is told apart from damage', async () => {
    const folder = folderFor();
    const store = await open(folder);
    await expect(open(folder)).rejects.toMatchObject({ code: 'store.locked' });
    await store.close();
  });

  test('the index says where things are, never what', () => {
    const place = { segment: 1, offset: 2 ** 40, sizeBytes: 9 };
    expect(bytesToHex(encodeIndexed({ place, owner, forget: true }))).toBe(
      `00000001${'010000000000'}0000000901${owner}`,
    );
  });
});
