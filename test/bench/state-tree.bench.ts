/**
 * Cost of the state tree: microseconds and pages for each changed key, in batches of 1,000, at growing sizes, with
 * the pages in memory. Run `node test/bench/state-tree.bench.ts [--ten-million] [--json]`.
 */
import { randomBytes } from 'node:crypto';
import { type TreeChange, updateTree } from '@annals/ledger/merkle';

const BATCH = 1_000;
const LOAD_BATCH = 20_000;
const MEASURED_BATCHES = 60;

interface Row {
  readonly keys: number;
  readonly microsecondsPerKey: number;
  readonly microsecondsPerNewKey: number;
  readonly pagesReadPerKey: number;
  readonly pagesWrittenPerKey: number;
  readonly bytesWrittenPerKey: number;
  readonly bytesHeldPerKey: number;
}

/** Keys are random 32-byte strings, made again from their number so that ten million need not be held. */
function keyOf(index: number): Uint8Array {
  const key = new Uint8Array(32);
  const words = new Uint32Array(key.buffer);
  let state = (index * 0x9e3779b1 + 0x85ebca6b) >>> 0;
  for (let i = 0; i < 8; i++) {
    state = Math.imul(state ^ (state >>> 16), 0x45d9f3b) >>> 0;
    state = (state + 0x9e3779b9 + i) >>> 0;
    words[i] = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) ^ index;
  }
  return key;
}

const pages = new Map<string, Uint8Array>();
let reads = 0;
const source = {
  get(path: string): Uint8Array | undefined {
    reads += 1;
    return pages.get(path);
  },
};

function apply(changed: ReadonlyMap<string, Uint8Array | null>): void {
  for (const [path, page] of changed) {
    if (page) pages.set(path, page);
    else pages.delete(path);
  }
}

function changesFrom(indices: Iterable<number>): TreeChange[] {
  return Array.from(indices, (index) => ({ keyHash: keyOf(index), valueHash: new Uint8Array(randomBytes(32)) }));
}

function* range(from: number, to: number): Iterable<number> {
  for (let i = from; i < to; i++) yield i;
}

let held = 0;

function grow(to: number): void {
  for (; held < to; held += LOAD_BATCH)
    apply(updateTree(source, changesFrom(range(held, Math.min(to, held + LOAD_BATCH)))).pages);
  held = to;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] as number;
}

function measure(keys: number): Row {
  grow(keys);
  const changed: number[] = [];
  const created: number[] = [];
  let readCount = 0;
  let writeCount = 0;
  let writeBytes = 0;
  for (let round = 0; round < MEASURED_BATCHES; round++) {
    const indices = new Set<number>();
    while (indices.size < BATCH) indices.add(Math.floor(Math.random() * keys));
    const changes = changesFrom(indices);
    reads = 0;
    const start = performance.now();
    const update = updateTree(source, changes);
    changed.push(((performance.now() - start) * 1_000) / BATCH);
    readCount += reads;
    writeCount += update.pages.size;
    for (const page of update.pages.values()) writeBytes += page?.length ?? 0;
    apply(update.pages);
    const insertions = changesFrom(range(1e9 + round * BATCH, 1e9 + (round + 1) * BATCH));
    const insertStart = performance.now();
    updateTree(source, insertions);
    created.push(((performance.now() - insertStart) * 1_000) / BATCH);
  }
  let heldBytes = 0;
  for (const page of pages.values()) heldBytes += page.length;
  const total = MEASURED_BATCHES * BATCH;
  return {
    keys,
    microsecondsPerKey: median(changed),
    microsecondsPerNewKey: median(created),
    pagesReadPerKey: readCount / total,
    pagesWrittenPerKey: writeCount / total,
    bytesWrittenPerKey: writeBytes / total,
    bytesHeldPerKey: heldBytes / keys,
  };
}

const sizes = [10_000, 100_000, 1_000_000, ...(process.argv.includes('--ten-million') ? [10_000_000] : [])];
for (const size of sizes) {
  const row = measure(size);
  if (process.argv.includes('--json')) {
    console.log(JSON.stringify(row));
    continue;
  }
  console.log(
    `${size.toLocaleString('en').padStart(10)} keys: ${row.microsecondsPerKey.toFixed(1)} us a changed key, ` +
      `${row.microsecondsPerNewKey.toFixed(1)} us a new key; ${row.pagesReadPerKey.toFixed(2)} pages read, ` +
      `${row.pagesWrittenPerKey.toFixed(2)} written (${row.bytesWrittenPerKey.toFixed(0)} B) a key; ${row.bytesHeldPerKey.toFixed(0)} B held a key`,
  );
}
