/**
 * Writes the published vectors of the Merkle log and the state tree from their executable definitions, for other
 * implementations to test against. Run `node scripts/write-merkle-vectors.ts`; `vectors.test.ts` in the merkle room
 * holds ours to them.
 */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import {
  type ReferenceEntry,
  referenceConsistencyProof,
  referenceInclusionProof,
  referenceLogRoot,
  referenceTreeRoot,
} from '../packages/ledger/src/merkle/testing/reference.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const sha256 = (bytes: string | Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest());

const logEntries = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
  'ff'.repeat(100),
  '7265636f7264',
  '80',
];
const entries = logEntries.map((entry) => new Uint8Array(Buffer.from(entry, 'hex')));
const sizes = entries.map((_, i) => i + 1);
const log = {
  description:
    'Merkle log: RFC 9162 section 2.1 with SHA-256. Bytes are hexadecimal. Proofs run from the leaf to the root.',
  entries: logEntries,
  roots: [0, ...sizes].map((size) => hex(referenceLogRoot(entries.slice(0, size)))),
  inclusion: sizes.flatMap((size) =>
    entries
      .slice(0, size)
      .map((_, index) => ({ size, index, proof: referenceInclusionProof(index, entries.slice(0, size)).map(hex) })),
  ),
  consistency: sizes.flatMap((newSize) =>
    sizes.slice(0, newSize).map((oldSize) => ({
      oldSize,
      newSize,
      proof: referenceConsistencyProof(oldSize, entries.slice(0, newSize)).map(hex),
    })),
  ),
};

function treeRoot(state: ReadonlyMap<string, string>): string {
  const entriesOfState: ReferenceEntry[] = Array.from(state, ([key, value]) => ({
    keyHash: sha256(key),
    valueHash: sha256(Buffer.from(value, 'hex')),
  }));
  return hex(referenceTreeRoot(entriesOfState));
}

const state = new Map<string, string>();
const steps: { changes: { key: string; value: string | null }[]; root: string }[] = [];
function step(changes: { key: string; value: string | null }[]): void {
  for (const { key, value } of changes) {
    if (value === null) state.delete(key);
    else state.set(key, value);
  }
  steps.push({ changes, root: treeRoot(state) });
}
const numbered = (from: number, to: number, value: (i: number) => string | null) =>
  Array.from({ length: to - from }, (_, i) => ({ key: `record/${from + i}`, value: value(from + i) }));
step([]);
step([{ key: 'parameters', value: 'a0' }]);
step([{ key: 'validators', value: '' }]);
step([{ key: 'parameters', value: 'a1' }]);
step([{ key: '鍵', value: 'f6' }]);
step(numbered(0, 40, (i) => i.toString(16).padStart(4, '0')));
step(numbered(10, 30, (i) => (i % 2 === 0 ? null : '01')));
step(numbered(0, 40, () => null));
step([
  { key: 'parameters', value: null },
  { key: '鍵', value: null },
]);
step([{ key: 'validators', value: null }]);
const tree = {
  description:
    'State tree: key hash = SHA-256(UTF-8 of the key), value hash = SHA-256(value); no entry: 32 zero bytes; one: SHA-256(00 || key hash || value hash); several: SHA-256(01 || left || right). Values are hexadecimal; null removes the key. Each step continues the one before.',
  steps,
};

const folder = new URL('../test/vectors/', import.meta.url);
writeFileSync(new URL('merkle-log.json', folder), `${JSON.stringify(log, null, 2)}\n`);
writeFileSync(new URL('state-tree.json', folder), `${JSON.stringify(tree, null, 2)}\n`);
