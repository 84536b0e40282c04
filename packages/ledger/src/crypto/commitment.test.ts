import { describe, expect, test } from '@jest/globals';
import { encode } from '../codec/index.ts';
import { type CommittedField, commitFields, type FieldDisclosure, MAX_COMMITTED_FIELDS, verifyField } from './index.ts';

const fields: CommittedField[] = [
  ['name.given', encode('Ada')],
  ['born', encode('1815-12-10')],
  ['licence', encode(['b', 'c'])],
];
const { root, digests, salts } = commitFields(fields);
const disclose = (path: string): FieldDisclosure => ({
  path,
  value: fields.find(([name]) => name === path)?.[1] as Uint8Array,
  salt: salts.get(path) as Uint8Array,
  digests,
});
const born = disclose('born');

describe('a commitment to fields', () => {
  test('each field is disclosed alone', () => {
    for (const [path] of fields) expect(verifyField(root, disclose(path))).toBe(true);
  });

  test.each<[string, FieldDisclosure]>([
    ['another value', { ...born, value: encode('1815-12-11') }],
    ['another path', { ...born, path: 'died' }],
    ['the path of another field', { ...born, path: 'name.given' }],
    ['the salt of another field', { ...born, salt: disclose('licence').salt }],
    ['a salt that is longer', { ...born, salt: new Uint8Array(17) }],
    ['a digest left out', { ...born, digests: digests.slice(1) }],
    ['a digest added', { ...born, digests: [...digests, new Uint8Array(32).fill(255)] }],
    ['digests in another order', { ...born, digests: [...digests].reverse() }],
    ['a digest twice', { ...born, digests: [digests[0] as Uint8Array, ...digests] }],
    ['digests of another length', { ...born, digests: digests.map((one) => one.subarray(1)) }],
    ['no digests', { ...born, digests: [] }],
    ['text that cannot be encoded', { ...born, path: '\ud800' }],
  ])('%s is refused', (_name, disclosure) => {
    expect(verifyField(root, disclosure)).toBe(false);
  });

  test('another root is refused', () => {
    expect(verifyField(commitFields(fields).root, born)).toBe(false);
    expect(verifyField(root.subarray(1), born)).toBe(false);
  });

  test('a path and a value cannot trade bytes', () => {
    const one = commitFields([['ab', Uint8Array.of(1)]], (size) => new Uint8Array(size));
    const other = commitFields([['a', Uint8Array.of(0x62, 1)]], (size) => new Uint8Array(size));
    expect(one.root).not.toEqual(other.root);
  });

  test('equal values have different digests, and a second commitment another root', () => {
    const same = commitFields([
      ['a', encode(true)],
      ['b', encode(true)],
    ]);
    expect(same.digests[0]).not.toEqual(same.digests[1]);
    expect(commitFields(fields).root).not.toEqual(root);
  });

  test('no fields, too many, and a path given twice are refused', () => {
    const refused = expect.objectContaining({ code: 'commitment.fields' });
    expect(() => commitFields([])).toThrow(refused);
    expect(() => commitFields([...fields, ...fields])).toThrow(refused);
    const many = Array.from({ length: MAX_COMMITTED_FIELDS + 1 }, (_, i): CommittedField => [`${i}`, encode(i)]);
    expect(() => commitFields(many)).toThrow(refused);
    const most = commitFields(many.slice(1));
    expect(
      verifyField(most.root, {
        path: '7',
        value: encode(7),
        salt: most.salts.get('7') as Uint8Array,
        digests: most.digests,
      }),
    ).toBe(true);
  });
});
