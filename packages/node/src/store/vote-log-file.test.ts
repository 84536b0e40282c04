import { copyFileSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { temporaryFolder } from './testing/temporary-folder.ts';
import { VoteLogFile } from './vote-log-file.ts';

const place = () => join(temporaryFolder('votes'), 'votes');
const entry = (i: number, size = 30) => new Uint8Array(size).fill(i);
const open = (path: string) => VoteLogFile.open(path, { mayBegin: false });

/** A log with these entries, each synced on its own, and closed. Gives the sizes of the file after each. */
async function written(path: string, count: number): Promise<number[]> {
  const log = await VoteLogFile.open(path, { mayBegin: true });
  const sizes = [statSync(path).size];
  for (let i = 1; i <= count; i++) {
    await log.append(entry(i));
    sizes.push(statSync(path).size);
  }
  await log.close();
  return sizes;
}

async function entriesOf(path: string): Promise<number[]> {
  const log = await open(path);
  await log.close();
  return log.entries().map((bytes) => bytes[0] as number);
}

describe('vote log', () => {
  test('entries come back in order', async () => {
    const path = place();
    await written(path, 3);
    expect(await entriesOf(path)).toEqual([1, 2, 3]);
  });

  test('is begun only where that is allowed', async () => {
    const path = place();
    await expect(open(path)).rejects.toMatchObject({ code: 'vote-log.missing' });
    expect(existsSync(path)).toBe(false);
    await written(path, 1);
    rmSync(path);
    // Its mark says that there was one: it cannot be begun again by mistake.
    await expect(VoteLogFile.open(path, { mayBegin: true })).rejects.toMatchObject({ code: 'vote-log.missing' });
  });

  test('appends that wait share a sync and all are there', async () => {
    const path = place();
    const log = await VoteLogFile.open(path, { mayBegin: true });
    await Promise.all(Array.from({ length: 50 }, (_, i) => log.append(entry(i))));
    await log.close();
    expect(await entriesOf(path)).toEqual(Array.from({ length: 50 }, (_, i) => i));
  });

  test('what was appended is kept as it was then', async () => {
    const path = place();
    const log = await VoteLogFile.open(path, { mayBegin: true });
    const bytes = entry(7);
    const appended = log.append(bytes);
    bytes.fill(9);
    await appended;
    await log.close();
    expect(await entriesOf(path)).toEqual([7]);
  });

  test('a frame that is torn at any byte was never acknowledged: it is cut, and what was before stays (FAILURES 2)', async () => {
    const path = place();
    const [, , before, after] = (await written(path, 3)) as [number, number, number, number];
    const whole = readFileSync(path);
    rmSync(`${path}.mark`);
    for (let size = before; size < after; size++) {
      writeFileSync(path, whole.subarray(0, size));
      const log = await open(path);
      expect(log.entries().map((bytes) => bytes[0])).toEqual([1, 2]);
      expect(log.cutBytes).toBe(size - before);
      await log.append(entry(4));
      await log.close();
      expect(await entriesOf(path)).toEqual([1, 2, 4]);
      rmSync(`${path}.mark`);
    }
    // The size of the file may be on the disk before the bytes are.
    writeFileSync(path, Buffer.concat([whole.subarray(0, before), Buffer.alloc(after - before)]));
    expect(await entriesOf(path)).toEqual([1, 2]);
  });

  test('with its mark, losing anything that was acknowledged is found at every byte (FAILURES 2)', async () => {
    const path = place();
    const sizes = await written(path, 3);
    const whole = readFileSync(path);
    for (let size = 0; size < whole.length; size++) {
      writeFileSync(path, whole.subarray(0, size));
      await expect(open(path)).rejects.toMatchObject({ code: 'vote-log.damaged' });
    }
    // A torn frame behind the mark is a crash during a write that nobody was told of.
    writeFileSync(path, Buffer.concat([whole, whole.subarray(sizes[2], -1)]));
    expect(await entriesOf(path)).toEqual([1, 2, 3]);
  });

  test('any flipped byte refuses to start: behind it an intact frame is found, or the mark says more (FAILURES 2)', async () => {
    const path = place();
    await written(path, 3);
    const whole = readFileSync(path);
    for (let at = 0; at < whole.length; at++) {
      const flipped = Buffer.from(whole);
      flipped[at] = (flipped[at] as number) ^ 0x40;
      writeFileSync(path, flipped);
      await expect(open(path)).rejects.toMatchObject({ code: 'vote-log.damaged' });
    }
  });

  test('a flipped byte in the middle is found without the mark as well', async () => {
    const path = place();
    const sizes = await written(path, 3);
    const whole = readFileSync(path);
    rmSync(`${path}.mark`);
    for (let at = 0; at < (sizes[2] as number); at++) {
      const flipped = Buffer.from(whole);
      flipped[at] = (flipped[at] as number) ^ 0x01;
      writeFileSync(path, flipped);
      await expect(open(path)).rejects.toMatchObject({ code: 'vote-log.damaged' });
    }
  });

  test('a reset replaces all entries with the next append', async () => {
    const path = place();
    const log = await VoteLogFile.open(path, { mayBegin: true });
    for (let i = 1; i <= 3; i++) await log.append(entry(i));
    await log.reset([entry(3)]);
    expect(log.entries().map((bytes) => bytes[0])).toEqual([3]);
    await log.append(entry(4));
    await log.close();
    expect(await entriesOf(path)).toEqual([3, 4]);
  });

  test('a reset while appends are under way loses none of the later ones', async () => {
    const path = place();
    const log = await VoteLogFile.open(path, { mayBegin: true });
    const appends = [log.append(entry(1)), log.append(entry(2))];
    await log.reset([entry(9)]);
    appends.push(log.append(entry(3)));
    await Promise.all(appends);
    await log.close();
    expect(await entriesOf(path)).toEqual([9, 3]);
  });

  test('a file that is mostly void is written anew; an older copy of it is refused', async () => {
    const path = place();
    const log = await VoteLogFile.open(path, { mayBegin: true, rewriteAboveBytes: 20_000 });
    for (let i = 0; i < 5; i++) await log.append(entry(1, 5_000));
    const before = statSync(path).size;
    copyFileSync(path, `${path}.copy`);
    await log.reset([entry(2)]);
    await Promise.all([log.append(entry(3)), log.append(entry(4))]);
    expect(statSync(path).size).toBeLessThan(1_000);
    expect(before).toBeGreaterThan(25_000);
    await log.append(entry(5));
    await log.close();
    expect(await entriesOf(path)).toEqual([2, 3, 4, 5]);
    copyFileSync(`${path}.copy`, path);
    await expect(open(path)).rejects.toMatchObject({ code: 'vote-log.damaged' });
    rmSync(`${path}.copy`);
    rmSync(path);
  });

  test('after a failed write nothing more is acknowledged', async () => {
    const path = place();
    const log = await VoteLogFile.open(path, { mayBegin: true });
    await log.append(entry(1));
    await log.close();
    await expect(log.append(entry(2))).rejects.toThrow();
    await expect(log.append(entry(3))).rejects.toThrow();
    expect(await entriesOf(path)).toEqual([1]);
  });
});
