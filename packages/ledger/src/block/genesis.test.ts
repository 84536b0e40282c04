import { describe, expect, test } from '@jest/globals';
import { publicKeyOf, sha256 } from '../crypto/index.ts';
import { agencyIdOf } from '../transaction/index.ts';
import { chainIdOf, checkGenesis, formatGenesis, type GenesisDocument, parseGenesis } from './genesis.ts';
import { DEFAULT_PARAMETERS } from './values/index.ts';

const key = (n: number) => publicKeyOf(sha256(Uint8Array.of(n)));
const agency = (n: number) => ({
  key: key(n),
  name: { en: `Agency ${n}` },
  issuesIdentities: n === 1,
  quota: 100,
  roles: ['registrar'],
});
const seat = (n: number) => ({
  agency: agencyIdOf(key(n)),
  key: key(n + 10),
  peer: `12D3Koo${n + 1}`,
  address: '/ip4/127.0.0.1/tcp/4001',
});

const genesis: GenesisDocument = {
  name: 'test',
  timeMs: 1_800_000_000_000,
  agencies: [agency(1), agency(2)],
  validators: [seat(1), seat(2)],
  vocabulary: { roles: [{ name: 'registrar', title: { en: 'Registrar' } }], purposes: [] },
  recordTypes: [],
  parameters: DEFAULT_PARAMETERS,
};

describe('the genesis document', () => {
  test('is read from JSON as it was written, with the same chain id', () => {
    const read = parseGenesis(formatGenesis(genesis));
    expect(read).toEqual(genesis);
    expect(chainIdOf(read)).toEqual(chainIdOf(genesis));
  });

  test('makes another chain for any difference', () => {
    const others = [
      { ...genesis, name: 'test2' },
      { ...genesis, timeMs: genesis.timeMs + 1 },
      { ...genesis, validators: [seat(2), seat(1)] },
      { ...genesis, parameters: { ...DEFAULT_PARAMETERS, personQuota: 1 } },
    ];
    expect(new Set([genesis, ...others].map((each) => chainIdOf(each).toString())).size).toBe(5);
  });

  test.each<[string, Partial<GenesisDocument>]>([
    ['two agencies have one key', { agencies: [agency(1), agency(2), agency(1)] }],
    ['two validators have one key', { validators: [seat(1), { ...seat(2), key: key(11) }] }],
    ['an agency holds two seats', { validators: [seat(1), { ...seat(1), key: key(30), peer: '12D3Koo9' }] }],
    ['two validators have one peer id', { validators: [seat(1), { ...seat(2), peer: '12D3Koo2' }] }],
    ['belongs to an agency that is not listed', { validators: [seat(3)] }],
    ['is no public key', { validators: [{ ...seat(1), key: new Uint8Array(33) }] }],
  ])('is refused when %s', (message, over) => {
    expect(() => checkGenesis({ ...genesis, ...over })).toThrow(
      expect.objectContaining({ code: 'genesis.invalid', message: expect.stringContaining(message) }),
    );
  });

  test('is refused with the path of the field that is wrong', () => {
    const json = JSON.parse(formatGenesis(genesis));
    expect(() =>
      parseGenesis(JSON.stringify({ ...json, parameters: { ...json.parameters, validityWindow: 1 } })),
    ).toThrow(/parameters\.? ?validityWindow|parameters.*validityWindow/);
    expect(() => parseGenesis(JSON.stringify({ ...json, validators: [] }))).toThrow('validators');
    expect(() => parseGenesis('{')).toThrow(expect.objectContaining({ code: 'codec.malformed' }));
  });
});
