import { describe, expect, test } from '@jest/globals';
import {
  type Agency,
  type Consent,
  type Mandate,
  type Officer,
  type Record,
  type Restriction,
  type ResultCode,
  type StateKey,
  type Subject,
  stateKey,
} from '../../block/index.ts';
import type { AgencyId, ConsentId, MandateId, OfficerId, RecordId, SubjectId } from '../../codec/index.ts';
import type { RecordType } from '../../transaction/index.ts';
import type { StateView } from '../operation.ts';
import { sampleType, sealedContent, subjectOf } from '../record-chain.fixture.ts';
import { agencyOf, keyOf } from '../sample-chain.fixture.ts';
import { decideRead, modeOf, type ReadQuestion } from './decide-read.ts';

const NOW = 1_000_000;
const ada = subjectOf('ada', 'health');
const bob = subjectOf('bob', 'health');
const clinic = agencyOf('clinic');
const recordId = '77'.repeat(20) as RecordId;
const [officerId, otherOfficer] = ['11', '22'].map((byte) => byte.repeat(20)) as [OfficerId, OfficerId];

const rule = (role: string, purposes: string[], consent: boolean, afterDeath: boolean) => ({
  role,
  purposes,
  consent,
  afterDeath,
});
const base = sampleType('medical-record');
const section = (name: string, readers: ReturnType<typeof rule>[]) =>
  ({ ...base.sections[0], name, readers }) as RecordType['sections'][number];

/** One open section, one that takes consent, and one that is for research and audit. */
const type: RecordType = {
  ...base,
  sections: [
    section('plain', [rule('doctor', ['treatment'], false, false), rule('archivist', ['audit'], false, true)]),
    section('delicate', [
      rule('doctor', ['treatment'], true, false),
      rule('doctor', ['transplant'], false, false),
      rule('archivist', ['audit'], true, true),
    ]),
  ],
  readAgencies: [clinic],
  emergency: { roles: ['doctor'], reviewRoles: ['reviewer'], reviewMs: 1_000 },
};

const record: Record = {
  type: type.name,
  typeVersion: 1,
  subject: ada,
  agency: clinic,
  officer: null,
  state: 'valid',
  version: 1,
  content: sealedContent(),
  erased: null,
  issuedMs: 0,
  changedMs: 0,
  history: { size: 0, peaks: [] },
};

const person = (name: string, status: Subject['status'] = 'active'): Subject => ({
  sector: 'health',
  key: keyOf(name),
  agency: clinic,
  enrolledMs: 0,
  status,
  reported: null,
  closedMs: status === 'closed' ? 1 : null,
});

const consent = (changes: Partial<Consent> = {}): Consent => ({
  id: '33'.repeat(20) as ConsentId,
  scope: { records: null, types: null, sections: null },
  agency: null,
  officer: null,
  purposes: null,
  fromMs: 0,
  untilMs: null,
  status: 'granted',
  by: ada,
  grantedMs: 0,
  endedMs: null,
  ...changes,
});

const mandate = (changes: Partial<Mandate> = {}): Mandate => ({
  id: '44'.repeat(20) as MandateId,
  representative: bob,
  kind: 'guardian',
  fromMs: 0,
  untilMs: NOW + 1,
  status: 'accepted',
  statements: [
    { agency: clinic, officer: null, timeMs: 0 },
    { agency: agencyOf('registry'), officer: null, timeMs: 0 },
  ],
  grantedMs: 0,
  offerUntilMs: NOW + 1,
  acceptedMs: 0,
  endedMs: null,
  ...changes,
});

const closed: Restriction = { scope: { of: 'record', record: recordId }, by: ada, sinceMs: 0 };

/** What a case changes in an ordinary read, which would be granted. */
interface Case {
  readonly roles?: readonly string[];
  readonly agency?: AgencyId;
  /** The roles that the members have given to her agency; without it, all that there are. */
  readonly given?: readonly string[];
  readonly sections?: readonly string[];
  readonly purpose?: string;
  readonly emergency?: boolean;
  readonly dead?: boolean;
  readonly record?: Partial<Record>;
  readonly type?: Partial<RecordType>;
  readonly consents?: readonly Consent[];
  readonly restrictions?: readonly Restriction[];
}

/** A state that holds what is given and counts what is looked for. */
function stateOf(values: ReadonlyMap<string, unknown>): { readonly state: StateView; readonly asked: string[] } {
  const asked: string[] = [];
  const get = (key: StateKey) => {
    asked.push(key);
    return values.get(key);
  };
  return { state: { get } as unknown as StateView, asked };
}

function officerAsks(changes: Case = {}) {
  const { dead = false, consents, restrictions } = changes;
  const values = new Map<string, unknown>([[stateKey.subject(ada), person('ada', dead ? 'closed' : 'active')]]);
  if (consents) values.set(stateKey.consents(ada), consents);
  if (restrictions) values.set(stateKey.restrictions(ada), restrictions);
  const question: ReadQuestion = {
    reader: {
      type: 'officer',
      agencyId: changes.agency ?? clinic,
      agency: { roles: changes.given ?? ['archivist', 'doctor', 'nurse'] } as Agency,
      officerId,
      officer: { roles: changes.roles ?? ['doctor'] } as Officer,
    },
    recordId,
    record: { ...record, ...changes.record },
    type: { ...type, ...changes.type },
    sections: changes.sections ?? ['plain'],
    purpose: changes.purpose ?? 'treatment',
    isEmergency: changes.emergency ?? false,
    timeMs: NOW,
  };
  const { state, asked } = stateOf(values);
  return { code: decideRead(state, question), mode: modeOf(question), asked };
}

const elsewhere = agencyOf('elsewhere');
const delicate = { sections: ['delicate'] };
const both = { sections: ['plain', 'delicate'] };
const sectionsOnly = (sections: readonly string[]) => ({ scope: { records: null, types: null, sections } });

describe('an officer reads', () => {
  test.each<[string, ResultCode, Case]>([
    ['in the ordinary way', 'ok', {}],
    ['a public record', 'access.public', { type: { visibility: 'public' } }],
    ['for an agency that the type does not name', 'access.agency', { agency: elsewhere }],
    ['for any agency when the type names none', 'ok', { agency: elsewhere, type: { readAgencies: null } }],
    ['a section that is not declared', 'access.no-section', { sections: ['plain', 'dental'] }],
    ['what is erased', 'record.erased', { record: { erased: 7 } }],
    ['in a state that is not readable', 'access.state', { record: { state: 'revoked' } }],
    ['without a role', 'access.role', { roles: ['nurse'] }],
    ['with a role that her agency has not been given', 'access.role', { given: ['nurse'] }],
    ['with a consent, for an agency without the role', 'access.role', { given: [], consents: [consent()] }],
    ['for another purpose', 'access.purpose', { purpose: 'audit' }],
    ['what takes consent, without one', 'access.consent', delicate],
    ['what takes consent for this purpose only, for another', 'ok', { ...delicate, purpose: 'transplant' }],
    ['what takes consent, with one', 'ok', { ...delicate, consents: [consent()] }],
    [
      'a consent for one section of two that need it not',
      'ok',
      { ...both, consents: [consent(sectionsOnly(['delicate']))] },
    ],
    [
      'with a consent for another section',
      'access.consent',
      { ...delicate, consents: [consent(sectionsOnly(['plain']))] },
    ],
    [
      'with a consent that has been withdrawn',
      'access.consent',
      { ...delicate, consents: [consent({ status: 'withdrawn' })] },
    ],
    ['in the last moment of a consent', 'ok', { ...delicate, consents: [consent({ untilMs: NOW + 1 })] }],
    ['at the end of a consent', 'access.consent', { ...delicate, consents: [consent({ untilMs: NOW })] }],
    ['in the first moment of a consent', 'ok', { ...delicate, consents: [consent({ fromMs: NOW })] }],
    ['before a consent begins', 'access.consent', { ...delicate, consents: [consent({ fromMs: NOW + 1 })] }],
    ['with a consent for her agency', 'ok', { ...delicate, consents: [consent({ agency: clinic })] }],
    [
      'with a consent for another agency',
      'access.consent',
      { ...delicate, consents: [consent({ agency: elsewhere })] },
    ],
    ['with a consent for her', 'ok', { ...delicate, consents: [consent({ officer: officerId })] }],
    [
      'with a consent for another officer',
      'access.consent',
      { ...delicate, consents: [consent({ officer: otherOfficer })] },
    ],
    ['with a consent for this purpose', 'ok', { ...delicate, consents: [consent({ purposes: ['treatment'] })] }],
    [
      'with a consent for another purpose',
      'access.consent',
      { ...delicate, consents: [consent({ purposes: ['research'] })] },
    ],
    [
      'with a consent for another record',
      'access.consent',
      {
        ...delicate,
        consents: [consent({ scope: { records: ['88'.repeat(20) as RecordId], types: null, sections: null } })],
      },
    ],
    [
      'with a consent for another type',
      'access.consent',
      { ...delicate, consents: [consent({ scope: { records: null, types: ['diploma'], sections: null } })] },
    ],
    [
      'with a consent for this record and type',
      'ok',
      { ...delicate, consents: [consent({ scope: { records: [recordId], types: [type.name], sections: null } })] },
    ],
    ['a consent gives no role', 'access.role', { roles: ['nurse'], consents: [consent()] }],
    ['what she has restricted', 'access.restricted', { restrictions: [closed] }],
    ['what she has restricted, with her consent', 'ok', { restrictions: [closed], consents: [consent()] }],
    [
      'what she has restricted with its type',
      'access.restricted',
      { restrictions: [{ ...closed, scope: { of: 'type', type: type.name } }] },
    ],
    ['another type restricted', 'ok', { restrictions: [{ ...closed, scope: { of: 'type', type: 'diploma' } }] }],
    [
      'two sections of what is restricted, with consents for both',
      'ok',
      {
        ...both,
        restrictions: [closed],
        consents: [consent(sectionsOnly(['plain'])), consent(sectionsOnly(['delicate']))],
      },
    ],
    [
      'two sections of what is restricted, with consent for one',
      'access.restricted',
      { ...both, restrictions: [closed], consents: [consent(sectionsOnly(['delicate']))] },
    ],
  ])('%s: %s', (_, code, changes) => {
    expect(officerAsks(changes)).toMatchObject({ code, mode: 'ordinary' });
  });

  test.each<[string, ResultCode, Case]>([
    ['what policy would grant as well', 'ok', {}],
    ['for an agency that the type does not name', 'access.agency', { agency: elsewhere }],
    ['for any agency when the type names none', 'ok', { agency: elsewhere, type: { readAgencies: null } }],
    ['with a role that her agency has not been given', 'access.emergency', { given: ['nurse'] }],
    ['for a purpose that the type does not know', 'ok', { purpose: 'rescue' }],
    ['what takes consent', 'ok', delicate],
    ['what she has restricted', 'ok', { restrictions: [closed] }],
    ['without a role for emergencies', 'access.emergency', { roles: ['archivist'], purpose: 'audit' }],
    ['of a type that knows none', 'access.emergency', { type: { emergency: null } }],
    ['a public record', 'access.public', { type: { visibility: 'public', emergency: null } }],
    ['a section that is not declared', 'access.no-section', { sections: ['dental'] }],
    ['what is erased', 'record.erased', { record: { erased: 7 } }],
    ['of one who has died', 'access.after-death', { dead: true }],
    ['in a state that is not readable', 'access.state', { record: { state: 'revoked' } }],
  ])('in an emergency, %s: %s (ATTACK emergency-past-the-list)', (_, code, changes) => {
    expect(officerAsks({ ...changes, emergency: true })).toMatchObject({ code, mode: 'emergency' });
  });

  test.each<[string, ResultCode, Case]>([
    ['by a rule that ends with her', 'access.after-death', {}],
    ['by a rule that outlives her', 'ok', { roles: ['archivist'], purpose: 'audit' }],
    [
      'by a rule that outlives her and takes consent',
      'access.consent',
      { ...delicate, roles: ['archivist'], purpose: 'audit' },
    ],
    [
      'with a consent that she gave in life',
      'ok',
      { ...delicate, roles: ['archivist'], purpose: 'audit', consents: [consent()] },
    ],
    [
      'what she had restricted',
      'access.restricted',
      { roles: ['archivist'], purpose: 'audit', restrictions: [closed] },
    ],
    ['with a role of each kind, for the purpose that ends', 'access.purpose', { roles: ['doctor', 'archivist'] }],
    ['without any role', 'access.role', { roles: ['nurse'] }],
    ['with a role that was withdrawn', 'access.role', { roles: ['archivist'], purpose: 'audit', given: ['doctor'] }],
    ['what is erased', 'record.erased', { record: { erased: 7 } }],
  ])('after her death, %s: %s', (_, code, changes) => {
    expect(officerAsks({ ...changes, dead: true }).code).toBe(code);
  });

  test('reads of persons who have decided nothing look for their decisions once, and for consents not at all', () => {
    expect(officerAsks(both).asked.filter((key) => key.startsWith('consents/'))).toHaveLength(1);
    const { asked } = officerAsks({});
    expect(asked).toEqual([stateKey.subject(ada), stateKey.restrictions(ada)]);
    expect(new Set(officerAsks({ ...both, consents: [consent()], restrictions: [closed] }).asked).size).toBe(3);
  });
});

describe('a person reads', () => {
  function asks(
    by: SubjectId,
    changes: Omit<Case, 'roles' | 'agency' | 'purpose'> & { mandates?: readonly Mandate[]; signerDead?: boolean } = {},
  ) {
    const own = by === ada;
    const signer = person(own ? 'ada' : 'bob', changes.signerDead ? 'closed' : 'active');
    const values = new Map<string, unknown>([
      [stateKey.subject(ada), person('ada', changes.dead ? 'closed' : 'active')],
      [stateKey.restrictions(ada), [closed]],
    ]);
    if (changes.mandates) values.set(stateKey.mandates(ada), changes.mandates);
    const question: ReadQuestion = {
      reader: { type: 'subject', subjectId: by, subject: signer },
      recordId,
      record: { ...record, ...changes.record },
      type: { ...type, ...changes.type },
      sections: changes.sections ?? ['plain', 'delicate'],
      purpose: 'own',
      isEmergency: changes.emergency ?? false,
      timeMs: NOW,
    };
    return { code: decideRead(stateOf(values).state, question), mode: modeOf(question) };
  }

  test.each<[string, ResultCode, Parameters<typeof asks>[1]]>([
    ['all of her own', 'ok', {}],
    ['her own in any state', 'ok', { record: { state: 'revoked' } }],
    ['a section that is not declared', 'access.no-section', { sections: ['dental'] }],
    ['what is erased', 'record.erased', { record: { erased: 7 } }],
    ['a public record', 'access.public', { type: { visibility: 'public' } }],
    ['in an emergency, which officers invoke', 'access.emergency', { emergency: true }],
    ['by the key of one who has died', 'subject.closed', { signerDead: true, dead: true }],
  ])('%s: %s', (_, code, changes) => {
    expect(asks(ada, changes)).toEqual({ code, mode: 'own' });
  });

  test.each<[string, ResultCode, Parameters<typeof asks>[1]]>([
    ['as a guardian', 'ok', { mandates: [mandate()] }],
    ['as a representative', 'ok', { mandates: [mandate({ kind: 'representative' })] }],
    ['without a mandate', 'access.mandate', {}],
    ['with a mandate of somebody else', 'access.mandate', { mandates: [mandate({ representative: ada })] }],
    [
      'with one of one agency',
      'access.mandate',
      { mandates: [mandate({ statements: mandate().statements.slice(1) })] },
    ],
    ['with one that was revoked', 'access.mandate', { mandates: [mandate({ status: 'revoked' })] }],
    ['before it begins', 'access.mandate', { mandates: [mandate({ fromMs: NOW + 1 })] }],
    ['in its first moment', 'ok', { mandates: [mandate({ fromMs: NOW })] }],
    ['on the day of majority', 'access.mandate', { mandates: [mandate({ untilMs: NOW })] }],
    ['for an estate while she lives', 'access.mandate', { mandates: [mandate({ kind: 'estate' })] }],
    ['for an estate after her death', 'ok', { mandates: [mandate({ kind: 'estate' })], dead: true }],
    ['as a guardian after her death', 'access.mandate', { mandates: [mandate()], dead: true }],
    [
      'as a representative after her death',
      'access.mandate',
      { mandates: [mandate({ kind: 'representative' })], dead: true },
    ],
    ['with one mandate of several', 'ok', { mandates: [mandate({ status: 'revoked' }), mandate()] }],
    ['by the key of a representative who has died', 'subject.closed', { mandates: [mandate()], signerDead: true }],
    ['what is erased', 'record.erased', { mandates: [mandate()], record: { erased: 7 } }],
    ['in an emergency', 'access.emergency', { mandates: [mandate()], emergency: true }],
  ])("somebody else's, %s: %s", (_, code, changes) => {
    expect(asks(bob, changes)).toEqual({ code, mode: 'represented' });
  });
});
