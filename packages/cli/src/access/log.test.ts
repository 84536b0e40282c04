/** Files with access logs that are longer than what travels in one answer, or is shown at once. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatGenesis } from '@annals/ledger/block';
import { TrailFileWriter } from '@annals/ledger/light';
import { type LongTrail, longTrail } from '@annals/ledger/light/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type TestHome, testHome } from '../environment.fixture.ts';
import { MAX_SHOWN } from './shown-entries.ts';

const COUNT = MAX_SHOWN + 5_000;

let home: TestHome;
let trail: LongTrail;
beforeAll(() => {
  home = testHome();
  trail = longTrail(COUNT);
  writeFileSync(join(home.folder, 'genesis.json'), formatGenesis(trail.genesis));
});
afterAll(() => home.remove());

/** Writes a file of these entries, with the proof of the log. */
function save(entries: readonly Uint8Array[]): string {
  const writer = new TrailFileWriter();
  const { subject, proof } = trail;
  const parts = [writer.begin(), writer.beginTrail({ subject, sector: 'health' }), writer.entries(entries)];
  writeFileSync(join(home.folder, 'log.json'), [...parts, writer.endTrail(proof), writer.end()].join(''));
  return 'log.json';
}

async function verify(file: string, ...options: readonly string[]) {
  const { exit, out, error } = await home.run(
    'access',
    'verify',
    file,
    '--genesis',
    'genesis.json',
    '--json',
    ...options,
  );
  return {
    exit,
    log: out === '' ? null : JSON.parse(out).logs[0],
    code: error === '' ? null : JSON.parse(error).error.code,
  };
}

test('ATTACK overfull-log: a log that others have filled is verified whole, and its latest entries are shown', async () => {
  const file = save(trail.entries);
  const { exit, log } = await verify(file);
  expect({ exit, size: log.size, from: log.from, shown: log.entries.length }).toEqual({
    exit: 0,
    size: COUNT,
    from: COUNT - MAX_SHOWN + 1,
    shown: MAX_SHOWN,
  });
  const first = await verify(file, '--from', '1');
  expect(first.log).toMatchObject({ size: COUNT, from: 1 });
  expect(first.log.entries).toHaveLength(MAX_SHOWN);
  expect(log.entries[0].timeMs - first.log.entries[0].timeMs).toBe(COUNT - MAX_SHOWN);
  const last = await verify(file, '--from', String(COUNT));
  expect(last.log.entries).toEqual([log.entries.at(-1)]);
});

test('ATTACK overfull-log: for people it is said that it is a part', async () => {
  const { out } = await home.run(
    'access',
    'verify',
    save(trail.entries),
    '--genesis',
    'genesis.json',
    '--from',
    '24999',
  );
  expect(out).toContain(`All ${COUNT} are verified; shown are those from 24999 to ${COUNT}.`);
  expect(out).toContain('no entry is missing');
});

test.each<[string, (entries: readonly Uint8Array[]) => readonly Uint8Array[]]>([
  ['the first', (entries) => entries.slice(1)],
  ['one in the middle', (entries) => entries.toSpliced(COUNT / 2, 1)],
  ['the last', (entries) => entries.slice(0, -1)],
])('ATTACK overfull-log: %s that is missing shows', async (_, cut) => {
  expect(await verify(save(cut(trail.entries)))).toMatchObject({ exit: 6, code: 'proof.trail', log: null });
});

test.each<[string, (bytes: Uint8Array) => Uint8Array]>([
  ['altered', (bytes) => bytes.with(-1, (bytes.at(-1) ?? 0) ^ 1)],
  ['unreadable', (bytes) => bytes.slice(1)],
])('ATTACK overfull-log: one in the middle that is %s shows', async (_, change) => {
  const at = COUNT / 2;
  const entries = trail.entries.with(at, change(trail.entries[at] as Uint8Array));
  expect(await verify(save(entries))).toMatchObject({ exit: 6, code: 'proof.trail', log: null });
});

test.each(['0', '-1', 'x', '1.5'])('--from %s is no number of an entry', async (from) => {
  expect(await verify(save([]), '--from', from)).toMatchObject({ exit: 2, code: 'command.usage' });
});
