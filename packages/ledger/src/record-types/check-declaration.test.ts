import { describe, expect, jest, test } from '@jest/globals';
import type { AgencyId } from '../codec/index.ts';
import { sampleRecordTypes } from '../sample/index.ts';
import type { RecordType } from '../transaction/index.ts';
import { checkDeclaration, checkRevision } from './check-declaration.ts';
import { unknownWord } from './words.ts';

const agency = (digit: string) => digit.repeat(40) as AgencyId;
const [registry, education, health, welfare, inspectorate] = ['1', '2', '3', '4', '5'].map(agency) as [
  AgencyId,
  AgencyId,
  AgencyId,
  AgencyId,
  AgencyId,
];
const types = sampleRecordTypes({ registry, education, health, welfare, inspectorate });
const [birth, , medical, , rules] = types as [RecordType, RecordType, RecordType, RecordType, RecordType];

const lifecycle = (changes: Partial<RecordType['lifecycle']>): Partial<RecordType> => ({
  lifecycle: { ...birth.lifecycle, ...changes },
});
const firstSection = (changes: Partial<RecordType['sections'][number]>): Partial<RecordType> => ({
  sections: birth.sections.map((section, index) => (index === 0 ? { ...section, ...changes } : section)),
});
const transition = { action: 'seal', from: ['valid'], to: 'suspended', roles: ['registrar'], agencies: null };
const state = { name: 'lost', title: { en: 'Lost' }, readable: false, changeable: false, live: false };

test.each(types)('the sample type $name is consistent', (type) => {
  expect(checkDeclaration(type)).toEqual({ ok: true });
});

const rule = (role: string, purposes: readonly string[], consent = false) => ({
  role,
  purposes,
  consent,
  afterDeath: false,
});

describe('a declaration is refused', () => {
  test.each<[string, RecordType, string]>([
    [
      'a section twice',
      { ...birth, sections: [...birth.sections, ...birth.sections] },
      'sections: identity is declared twice',
    ],
    ['a sealed section that nobody reads', { ...birth, ...firstSection({ readers: [] }) }, 'sections.identity.readers'],
    [
      'a role twice for one purpose',
      { ...birth, ...firstSection({ readers: [true, false].map((consent) => rule('registrar', ['audit'], consent)) }) },
      'registrar for audit stands twice',
    ],
    [
      'a purpose twice',
      { ...birth, ...firstSection({ readers: [rule('registrar', ['audit', 'audit'])] }) },
      'registrar for audit stands twice',
    ],
    ['readers of a public section', { ...rules, sections: birth.sections }, 'a public type has none'],
    ['a schema that is no JSON', { ...birth, ...firstSection({ schema: '{' }) }, 'sections.identity.schema: not JSON'],
    ['a schema that is not canonical', { ...birth, ...firstSection({ schema: '{ }' }) }, 'not the canonical'],
    [
      'a schema outside of the profile',
      { ...birth, ...firstSection({ schema: '{"$id":"x"}' }) },
      'schema: /$id: this keyword',
    ],
    [
      'schemas that are too long together',
      {
        ...medical,
        sections: medical.sections.map((section) => ({ ...section, schema: `{"title":"${'字'.repeat(1_000)}"}` })),
      },
      'where 8192 are allowed',
    ],
    ['an initial state that is not declared', { ...birth, ...lifecycle({ initial: 'draft' }) }, 'no state draft'],
    ['an initial state that is not live', { ...birth, ...lifecycle({ initial: 'revoked' }) }, 'revoked must be live'],
    [
      'a state twice',
      { ...birth, ...lifecycle({ states: [...birth.lifecycle.states, ...birth.lifecycle.states] }) },
      'valid is declared twice',
    ],
    [
      'a state that cannot be reached',
      { ...birth, ...lifecycle({ states: [...birth.lifecycle.states, state] }) },
      'lost cannot be reached',
    ],
    [
      'a transition to nowhere',
      { ...birth, ...lifecycle({ transitions: [{ ...transition, to: 'nowhere' }] }) },
      'seal: there is no state nowhere',
    ],
    [
      'a transition to itself',
      { ...birth, ...lifecycle({ transitions: [...birth.lifecycle.transitions, { ...transition, to: 'valid' }] }) },
      'from valid to itself',
    ],
    [
      'two ways to go by one action',
      {
        ...birth,
        ...lifecycle({ transitions: [...birth.lifecycle.transitions, transition, { ...transition, to: 'revoked' }] }),
      },
      'seal: is declared twice from valid',
    ],
    ['an issuer twice', { ...birth, issuers: [...birth.issuers, ...birth.issuers] }, 'issuers:'],
    ['a reading agency twice', { ...birth, readAgencies: [registry, registry] }, 'readAgencies: an agency'],
    ['reading agencies of a public type', { ...rules, readAgencies: [registry] }, 'everybody can read'],
    [
      'hidden reads of a type that passes to other persons',
      { ...birth, transferable: true, hidden: { courts: [registry], roles: ['judge'], maxMs: 86_400_000 } },
      'another person would be told',
    ],
    ['a notice twice', { ...birth, notices: [...birth.notices, ...birth.notices] }, 'notices: issued'],
  ])('%s', (_, type, because) => {
    expect(checkDeclaration(type)).toEqual({
      ok: false,
      code: 'type.invalid',
      message: expect.stringContaining(because),
    });
  });
});

describe('a revision', () => {
  const next = { ...birth, version: 2 };

  test('adds sections, states and readers', () => {
    const section = { ...(birth.sections[1] as RecordType['sections'][number]), name: 'witnesses' };
    const lose = { ...transition, action: 'lose', to: 'lost' };
    const revised: RecordType = {
      ...next,
      sections: [...birth.sections, section],
      lifecycle: {
        ...birth.lifecycle,
        states: [...birth.lifecycle.states, state],
        transitions: [...birth.lifecycle.transitions, lose],
      },
    };
    expect(checkRevision(birth, revised)).toEqual({ ok: true });
  });

  test.each<[string, RecordType, string]>([
    ['an inconsistent one', { ...next, ...lifecycle({ initial: 'draft' }) }, 'no state draft'],
    ['another name', { ...next, name: 'birth' }, 'name:'],
    ['a version left out', { ...next, version: 3 }, 'version: the next one is 2'],
    ['the same version', { ...next, version: 1 }, 'version:'],
    ['another sector', { ...next, sector: 'health' }, 'sector:'],
    // Hidden reads would, over two revisions, be told to who held the record before or after the person read about.
    ['one that passes to other persons now', { ...next, transferable: true }, 'transferable:'],
    ['a section gone', { ...next, sections: birth.sections.slice(0, 1) }, 'records may hold parents'],
    [
      'a state that is live no more',
      {
        ...next,
        ...lifecycle({
          states: birth.lifecycle.states.map((one) => (one.name === 'suspended' ? { ...one, live: false } : one)),
        }),
      },
      'records may be suspended',
    ],
    [
      'a state gone',
      {
        ...next,
        ...lifecycle({
          states: birth.lifecycle.states.filter(({ name }) => name !== 'suspended'),
          transitions: [{ ...transition, action: 'revoke', to: 'revoked' }],
        }),
      },
      'records may be suspended',
    ],
  ])('is refused: %s', (_, revised, because) => {
    expect(checkRevision(birth, revised)).toEqual({
      ok: false,
      code: 'type.invalid',
      message: expect.stringContaining(because),
    });
  });

  test('uniqueness can be lifted, not imposed', () => {
    expect(checkRevision(birth, { ...next, unique: false })).toEqual({ ok: true });
    expect(checkRevision(medical, { ...medical, version: 2, unique: true })).toMatchObject({ ok: false });
  });

  test('sealed stays sealed', () => {
    const opened = {
      ...next,
      visibility: 'public',
      readAgencies: null,
      sections: birth.sections.map((one) => ({ ...one, readers: [] })),
    } as const;
    expect(checkRevision(birth, opened)).toMatchObject({ ok: false, message: expect.stringContaining('visibility') });
  });
});

describe('ATTACK costly-declaration', () => {
  const WORDS = 32;
  const words = (prefix: string) => Array.from({ length: WORDS }, (_, i) => `${prefix}${i}`);
  const readers = words('r').map((role) => ({ role, purposes: words('p'), consent: false, afterDeath: false }));
  const manyReaders = (): RecordType => ({ ...medical, ...firstSectionOf(medical, { readers }) });
  function firstSectionOf(type: RecordType, changes: Partial<RecordType['sections'][number]>) {
    return { sections: type.sections.map((each, index) => (index === 0 ? { ...each, ...changes } : each)) };
  }

  test('a verdict is found once for each declaration, whoever asks', () => {
    let looks = 0;
    const counted: RecordType = {
      ...birth,
      get sections() {
        looks += 1;
        return birth.sections;
      },
    };
    const first = checkDeclaration(counted);
    const once = looks;
    expect(once).toBeGreaterThan(0);
    expect(checkDeclaration(counted)).toBe(first);
    expect(looks).toBe(once);
  });

  test('what is named twice is found without holding each name against each other', () => {
    const searched = jest.spyOn(Array.prototype, 'indexOf');
    const verdict = checkDeclaration(manyReaders());
    const { length } = searched.mock.calls;
    searched.mockRestore();
    expect(verdict).toEqual({ ok: true });
    expect(length).toBeLessThan(WORDS * WORDS);
  });

  test('a word is looked up once, however often it is named', () => {
    const looked: string[] = [];
    unknownWord(manyReaders(), (kind, name) => looked.push(`${kind} ${name}`) > 0);
    expect(looked.length).toBeGreaterThan(WORDS);
    expect(new Set(looked).size).toBe(looked.length);
  });
});
