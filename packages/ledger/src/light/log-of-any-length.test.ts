/** Logs of any length in parts of any size: what is omitted, altered, added or moved shows, also across the borders. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bytesToHex, type SubjectId } from '../codec/index.ts';
import type { AnnalsError } from '../errors/index.ts';
import { appendManyToLog, emptyLog, type LogHead } from '../merkle/index.ts';
import { fetchLogInParts, LOG_PART_ENTRIES } from '../rest/index.ts';
import type { ProvenLog, ProvenLogHead } from './index.ts';
import { LogReading, TrailFileWriter, trailFileShape } from './index.ts';
import { readLogFile } from './log-file.ts';
import { HOLLOW_PROOF } from './testing/hollow-proof.ts';

const entriesOf = (count: number): readonly Uint8Array[] =>
  Array.from({ length: count }, (_, i) => new TextEncoder().encode(`entry ${i}`));
const headOf = (entries: readonly Uint8Array[]): LogHead => appendManyToLog(emptyLog, entries).head;

/** Cuts a list at places; places that are none are left out. */
function cut<T>(list: readonly T[], at: readonly number[]): readonly (readonly T[])[] {
  const borders = [0, ...[...new Set(at.map((place) => place % (list.length + 1)))].sort((a, b) => a - b), list.length];
  return borders.slice(1).map((end, i) => list.slice(borders[i], end));
}

const logs = fc.record({
  count: fc.integer({ min: 1, max: 200 }),
  at: fc.array(fc.nat(1_000), { maxLength: 8 }),
  where: fc.nat(1_000),
  other: fc.nat(1_000),
  how: fc.constantFrom('omit', 'alter', 'add', 'repeat', 'swap', 'move', 'swap parts'),
});

/** One lie about a log; the same log where it would change nothing. */
function lied(
  entries: readonly Uint8Array[],
  { how, where, other, at }: Omit<typeof logs extends fc.Arbitrary<infer L> ? L : never, 'count'>,
) {
  const i = where % entries.length;
  const j = other % entries.length;
  const changed = [...entries];
  const [a, b] = [entries[i] as Uint8Array, entries[j] as Uint8Array];
  switch (how) {
    case 'omit':
      changed.splice(i, 1);
      break;
    case 'alter':
      changed[i] = Uint8Array.from([...a, 0]);
      break;
    case 'add':
      changed.splice(i, 0, Uint8Array.of(1));
      break;
    case 'repeat':
      changed.splice(i, 0, a);
      break;
    case 'swap':
      changed[i] = b;
      changed[j] = a;
      break;
    case 'move':
      changed.splice(i, 1);
      changed.splice(j, 0, a);
      break;
    case 'swap parts':
      return [...cut(entries, at)].reverse().flat();
  }
  return changed;
}

const same = (a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean =>
  a.map(bytesToHex).join() === b.map(bytesToHex).join();

test('ATTACK overfull-log: in parts, a log leads to its head, and no other does', () => {
  fc.assert(
    fc.property(logs, ({ count, at, ...lie }) => {
      const entries = entriesOf(count);
      const take = (list: readonly Uint8Array[]): boolean => {
        const reading = new LogReading();
        for (const part of cut(list, at)) reading.take(part);
        return reading.leadsTo(headOf(entries)).ok;
      };
      const changed = lied(entries, { at, ...lie });
      return take(entries) && take(changed) === same(entries, changed);
    }),
  );
});

test('what was verified before is a part of what is taken anew, wherever the borders are', () => {
  fc.assert(
    fc.property(logs, fc.nat(1_000), ({ count, at, ...lie }, known) => {
      const entries = entriesOf(count);
      const before = entries.slice(0, known % (count + 1));
      const other = lied(entries, { at, ...lie });
      const anew = (list: readonly Uint8Array[]): boolean => {
        const reading = new LogReading({ passes: headOf(before) });
        for (const part of cut(list, at)) reading.take(part);
        return reading.leadsTo(headOf(list)).ok;
      };
      return anew(entries) && anew(other) === same(before, other.slice(0, before.length));
    }),
  );
});

const proof = HOLLOW_PROOF;

/** Fetches a log from a node that has these entries by now, and proves that it had those of the head. */
async function fetched(
  given: readonly Uint8Array[],
  head: LogHead,
  { partSize = LOG_PART_ENTRIES, asked = [] }: { readonly partSize?: number; readonly asked?: number[] } = {},
): Promise<number> {
  let taken = 0;
  await fetchLogInParts({
    fetchPart: async (from) => {
      asked.push(from);
      const entries = given.slice(from, from + partSize);
      const next = from + entries.length < given.length ? from + entries.length : null;
      return { proven: { version: 1, ...proof, from, entries } satisfies ProvenLog, next };
    },
    verifyHead: () => ({ ok: true, head }) as unknown as ProvenLogHead & { readonly ok: true },
    take: (entries, from) => {
      expect(from).toBe(taken);
      taken += entries.length;
    },
  });
  return taken;
}

test('ATTACK overfull-log: one that grows faster than it is fetched ends at the head that was proven first', async () => {
  const entries = entriesOf(2 * LOG_PART_ENTRIES + 500);
  const size = LOG_PART_ENTRIES + 123;
  const first = headOf(entries.slice(0, size));
  expect(await fetched(entries, first).catch((error: AnnalsError) => error.code)).toBe(size);
  expect(await fetched(entries, headOf(entries))).toBe(entries.length);
});

test('a node that holds entries back, or gives none, is refused', async () => {
  const entries = entriesOf(LOG_PART_ENTRIES + 100);
  await expect(fetched(entries.slice(0, -40), headOf(entries))).rejects.toMatchObject({ code: 'proof.trail' });
  await expect(fetched([], headOf(entries))).rejects.toMatchObject({ code: 'proof.trail' });
  await expect(fetched(entries, headOf(entries.slice(0, 5)))).rejects.toMatchObject({ code: 'proof.trail' });
});

test('ATTACK drawn-out-answer: a log that is drawn out, with fewer entries in a part than a part has, is refused at once', async () => {
  const entries = entriesOf(LOG_PART_ENTRIES + 100);
  const asked: number[] = [];
  const drawnOut = fetched(entries, headOf(entries), { partSize: 1, asked });
  await expect(drawnOut).rejects.toMatchObject({ code: 'node.bad-answer' });
  expect(asked).toEqual([0]);
});

/** The file of one log, in the ways in which it is and was written. */
function filesOf(entries: readonly Uint8Array[]): readonly string[] {
  const subject = 'ab'.repeat(20) as SubjectId;
  const trail = { subject, sector: 'health' };
  const writer = new TrailFileWriter();
  const now = [writer.begin(), writer.beginTrail(trail), writer.entries(entries), writer.endTrail(proof), writer.end()];
  const value = { version: 1, trails: [{ ...trail, proven: { version: 1, ...proof, from: 0, entries } }] } as const;
  const json = trailFileShape.toJson(value);
  return [now.join(''), JSON.stringify(json), `${JSON.stringify(json, null, 2)}\n`];
}

test('a file is read in pieces of any size, as it is and was written', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(60), fc.array(fc.nat(100_000), { maxLength: 20 }), async (count, at) => {
      const entries = entriesOf(count);
      for (const text of filesOf(entries)) {
        const taken: Uint8Array[] = [];
        const pieces = cut([...text], at).map((piece) => piece.join(''));
        const { value, logs } = await readLogFile(pieces, (log, some) => {
          expect(log).toBe(0);
          taken.push(...some);
        });
        expect(logs).toBe(1);
        expect(same(taken, entries)).toBe(true);
        expect(trailFileShape.fromJson(value)).toMatchObject({
          trails: [{ sector: 'health', proven: { ...proof, from: 0, entries: [] } }],
        });
      }
    }),
    { numRuns: 40 },
  );
});

test('ATTACK overfull-log: of a file with more entries than a proof may have, little is kept', async () => {
  const count = 100_000;
  let taken = 0;
  let most = 0;
  function* pieces(): Generator<string> {
    const writer = new TrailFileWriter();
    yield writer.begin() + writer.beginTrail({ subject: 'ab'.repeat(20) as SubjectId, sector: 'health' });
    for (let i = 0; i < count; i += 100) yield writer.entries(entriesOf(100));
    yield writer.endTrail(proof) + writer.end();
  }
  const { value } = await readLogFile(pieces(), (_, some) => {
    taken += some.length;
    most = Math.max(most, some.length);
  });
  expect(taken).toBe(count);
  expect(most).toBeLessThanOrEqual(1_000);
  expect(JSON.stringify(value).length).toBeLessThan(2_000);
});

test.each([
  ['that ends in the middle', '{"trails":[{"proven":{"entries":["00"'],
  ['that ends in a text', '{"a'],
  ['with an entry that is no text', '{"proven":{"entries":[7]}}'],
  ['with an entry that is no hexadecimal', '{"proven":{"entries":["xy"]}}'],
  ['with an entry without end', `{"proven":{"entries":["${'00'.repeat(100_000)}`],
  ['with a key without end', `{"${'k'.repeat(100_000)}`],
  ['that closes what was not open', '}'],
  ['that is nested without end', '['.repeat(1_000)],
  ['that is no JSON', 'no'],
])('a file %s is malformed', async (_, text) => {
  await expect(readLogFile([text], () => undefined)).rejects.toMatchObject({ code: 'proof.malformed' });
});

test('what looks like the entries of a log and is none stays where it is', async () => {
  const value = {
    entries: ['00'],
    proven: { entry: ['entries'], x: { entries: ['00'] } },
    a: '"entries":["00"]',
    b: 'proven\\',
  };
  const read = await readLogFile([JSON.stringify(value)], () => {
    throw new Error('there are no entries');
  });
  expect(read).toEqual({ value, logs: 0 });
});
