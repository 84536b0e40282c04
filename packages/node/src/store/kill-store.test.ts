import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hexToBytes } from '@annals/ledger/codec';
import { treeRoot } from '@annals/ledger/merkle';
import { expect, test } from '@jest/globals';
import { LevelStore } from './level-store.ts';
import { SegmentSidecarStore } from './segment-sidecar-store.ts';
import { genesisOf, subjectOf } from './testing/store-chain.ts';
import { allPages } from './testing/store-compliance.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';
import { VoteLogFile } from './vote-log-file.ts';

const CHILD = fileURLToPath(new URL('./testing/fill-store.ts', import.meta.url));
const ROUNDS = 6;
const BEGIN_WITHIN_MS = 15_000;

/** Fills the folder in a process of its own, kills it after some time, and gives what it acknowledged. */
async function fillAndKill(folder: string, salt: number, afterMs: number): Promise<string[]> {
  const child = spawn(process.execPath, [CHILD, folder, String(salt)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const closed = once(child, 'close');
  // Each of the three has begun, however slow the machine is.
  const isBusy = () => ['block ', 'vote ', 'erased '].every((what) => output.includes(what));
  const deadline = performance.now() + BEGIN_WITHIN_MS;
  while (!isBusy() && child.exitCode === null && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  child.kill('SIGKILL');
  await closed;
  expect(child.signalCode).toBe('SIGKILL');
  expect(isBusy()).toBe(true);
  // A line without its end was not written whole.
  return output.split('\n').slice(0, -1);
}

const named = (lines: readonly string[], what: string) =>
  lines.flatMap((line) => (line.startsWith(`${what} `) ? [line.slice(what.length + 1)] : []));

async function checkBlocks(folder: string, lines: readonly string[]): Promise<void> {
  const store = await LevelStore.open(`${folder}/store`, genesisOf());
  const acknowledged = Number(named(lines, 'block').at(-1));
  const { height } = store.head;
  // One more may have become durable without anybody hearing of it.
  expect([acknowledged, acknowledged + 1]).toContain(height);
  expect(treeRoot(store.state.tree)).toEqual(store.head.stateRoot);
  for (let each = 1; each <= height; each++) {
    const block = store.block(each);
    expect(block?.transactions.length).toBe(store.contents(each)?.ids.length);
  }
  const records = await allPages((page) => store.related('records-of-subject', subjectOf('ada'), page), 1_000);
  expect(records.items).toHaveLength(5 * (height - 1));
  expect(store.block(height + 1)).toBeUndefined();
  await store.close();
}

async function checkVotes(folder: string, lines: readonly string[]): Promise<void> {
  const log = await VoteLogFile.open(`${folder}/votes`, { mayBegin: false });
  const votes = log.entries().map((entry) => Number(Buffer.from(entry).toString()));
  const acknowledged = Number(named(lines, 'vote').at(-1));
  expect([acknowledged, acknowledged + 1]).toContain(votes.at(-1));
  const first = votes[0] as number;
  expect(votes).toEqual(votes.map((_, i) => first + i));
  await log.close();
}

async function checkSidecars(folder: string, lines: readonly string[]): Promise<void> {
  const sidecars = await SegmentSidecarStore.open(`${folder}/sidecars`, { maxBytes: 1 << 30, segmentBytes: 200_000 });
  const erasing = new Set(named(lines, 'erase'));
  const erased = new Set(named(lines, 'erased'));
  for (const name of named(lines, 'sidecar')) {
    const hash = hexToBytes(name);
    if (erased.has(name)) expect(sidecars.status(hash)).toBe('erased');
    else if (erasing.has(name)) expect(['erased', 'held']).toContain(sidecars.status(hash));
    else expect((await sidecars.get(hash))?.length).toBe(1_000);
  }
  const held = await allPages((page) => sidecars.unsettled(page), 1_000);
  expect(sidecars.sizeBytes).toBe(1_000 * held.items.length);
  await sidecars.close();
}

test('kill -9 at any moment loses nothing that was acknowledged, and leaves nothing half done (LAW 6, FAILURES 1)', async () => {
  const folder = temporaryFolder('kill');
  const lines: string[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    lines.push(...(await fillAndKill(folder, round * 1_000_000, (round * 67) % 200)));
    await checkBlocks(folder, lines);
    await checkVotes(folder, lines);
    await checkSidecars(folder, lines);
  }
  // What was erased is in no file any more.
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const bytes = Buffer.concat(files.map((file) => readFileSync(join(file.parentPath, file.name))));
  expect(bytes.includes(Buffer.alloc(100, `${1_000_000} 0 `))).toBe(true);
  expect(bytes.includes(Buffer.alloc(100, `${1_000_000} 2 `))).toBe(false);
}, 300_000);
