import { expect, test } from '@jest/globals';
import type { BlockHash, SubjectId } from '../codec/index.ts';
import type { ProvenLog } from './proofs.ts';
import { TrailFileWriter, trailFileShape } from './trail-file.ts';

const proven: ProvenLog = {
  version: 1,
  proof: {
    header: new Uint8Array([1]),
    certificate: {
      height: 1,
      view: 0,
      block: '00'.repeat(32) as BlockHash,
      signatures: [{ index: 0, signature: new Uint8Array(64) }],
    },
    epochs: [],
  },
  state: { key: 'access-log/00', value: null, membership: { siblings: [], other: null } },
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
