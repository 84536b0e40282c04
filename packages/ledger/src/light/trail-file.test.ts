import { expect, test } from '@jest/globals';
import type { SubjectId } from '../codec/index.ts';
import type { ProvenLog } from './proofs.ts';
import { HOLLOW_PROOF } from './testing/hollow-proof.ts';
import { TrailFileWriter, trailFileShape } from './trail-file.ts';

const proven: ProvenLog = {
  version: 1,
  ...HOLLOW_PROOF,
  from: 0,
  entries: [new Uint8Array([2, 3]), new Uint8Array([4, 5])],
};

test('a file holds what was put into it, an entry a line', () => {
  const trails = ['health', 'civil'].map((sector) => ({ subject: 'ab'.repeat(20) as SubjectId, sector, proven }));
  const writer = new TrailFileWriter();
  const text = [
    writer.begin(),
    ...trails.flatMap((trail) => [
      writer.beginTrail(trail),
      writer.entries(trail.proven.entries),
      writer.endTrail(trail.proven),
    ]),
    writer.end(),
  ].join('');
  expect(trailFileShape.fromJson(JSON.parse(text))).toEqual({ version: 1, trails });
  expect(text.split('\n').map((line) => line.trim())).toEqual(expect.arrayContaining(['"0203",', '"0405"']));
});

test.each([
  ['another version', { version: 2, trails: [] }],
  ['no trails', { version: 1 }],
  ['what it does not know', { version: 1, trails: [], more: 1 }],
])('%s is refused', (_name, value) => {
  expect(() => trailFileShape.fromJson(value)).toThrow();
});
