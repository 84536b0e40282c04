import { existsSync, readdirSync, readFileSync, readlinkSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bytesToHex } from '@annals/ledger/codec';
import { describe, expect, test } from '@jest/globals';
import { Database } from './database.ts';
import { encodeIndexed, SIDECAR_KEYSPACE } from './sidecar-index.ts';
import { block, folderFor, open, owner, segmentsOf, sidecar } from './testing/sidecar-folder.ts';
import { allPages } from './testing/store-compliance.ts';

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
