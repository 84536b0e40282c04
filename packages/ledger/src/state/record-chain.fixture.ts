/** A chain with the sample record types, officers of each agency and two persons, for tests of records and payments. */

import { expect } from '@jest/globals';
import { type ResultCode, stateKey, type TransactionResult } from '../block/index.ts';
import type { RecordId, SubjectId } from '../codec/index.ts';
import { sha256 } from '../crypto/index.ts';
import { sampleRecordTypes, sampleRolesOf } from '../sample/index.ts';
import { proveReaderKey } from '../threshold/index.ts';
import {
  type AccessItem,
  type BodyOf,
  buildTransaction,
  newObjectId,
  type RecordContent,
  type RecordType,
  readerDigest,
  type SealedContent,
  subjectIdOf,
  type Transaction,
  type TransactionKind,
} from '../transaction/index.ts';
import {
  agencyOf,
  asAgency,
  GENESIS_TIME_MS,
  keyOf,
  SampleChain,
  type Signer,
  secretOf,
} from './sample-chain.fixture.ts';

const AGENCIES = ['registry', 'education', 'health', 'welfare'];
const YEAR_MS = 365 * 86_400_000;

/** Officers by name, each with the agency and roles. */
const OFFICERS: { readonly [name: string]: readonly [agency: string, ...roles: string[]] } = {
  registrar: ['registry', 'registrar'],
  rector: ['education', 'registrar'],
  doctor: ['health', 'doctor'],
  nurse: ['health', 'nurse'],
  paramedic: ['health', 'paramedic'],
  archivist: ['health', 'records-officer'],
  reviewer: ['registry', 'reviewer'],
  'case-worker': ['welfare', 'case-worker'],
  treasurer: ['welfare', 'treasurer'],
};

/** An officer of {@link OFFICERS} as signer. */
export function officer(name: string): Signer {
  return { key: name, agency: OFFICERS[name]?.[0] ?? null };
}

export const SAMPLE_AGENCIES = {
  registry: agencyOf('registry'),
  education: agencyOf('education'),
  health: agencyOf('health'),
  welfare: agencyOf('welfare'),
};

/** Who does what: the registry reviews and audits as well. */
const OFFICES = { ...SAMPLE_AGENCIES, inspectorate: SAMPLE_AGENCIES.registry };

/** A declaration of the sample network, changed as a test needs it. */
export function sampleType(name: string, changes: Partial<RecordType> = {}): RecordType {
  const type = sampleRecordTypes(OFFICES).find((each) => each.name === name);
  if (!type) throw new Error(`the sample network has no type ${name}`);
  return { ...type, ...changes };
}

/** Two persons, Ada and Bob, have a pseudonym with this key name in each of the sectors. */
const SECTORS = ['civil', 'education', 'health', 'welfare', 'public-body'];
export const subjectOf = (person: string, sector: string): SubjectId =>
  subjectIdOf(sector, keyOf(`${person}/${sector}`));

/** Sealed content that nobody has to be able to open, to the key of this name. */
export function sealedContent(name = 'content', keyName = 'ada/health'): SealedContent {
  const bytes = new TextEncoder().encode(name);
  return { type: 'sealed', sidecar: sha256(bytes), commitment: sha256(sha256(bytes)), sealedTo: keyOf(keyName) };
}

export class RecordChain extends SampleChain {
  #readings = 0;

  constructor(extraTypes: readonly RecordType[] = []) {
    super(AGENCIES, {
      recordTypes: [...sampleRecordTypes(OFFICES), ...extraTypes],
      rolesOf: (name) => sampleRolesOf(OFFICES, agencyOf(name)),
    });
    const untilMs = GENESIS_TIME_MS + YEAR_MS;
    const appointments = Object.entries(OFFICERS).map(([name, [agency, ...roles]]) =>
      this.signed('officer.appoint', asAgency(agency), { key: keyOf(name), roles, untilMs }),
    );
    const enrolments = ['ada', 'bob'].flatMap((person) =>
      SECTORS.map((sector) =>
        this.signed('person.enrol', asAgency('registry'), this.enrolment(`${person}/${sector}`, sector, 'registry')),
      ),
    );
    const { results } = this.block([...appointments, ...enrolments]);
    expect(results.filter(({ code }) => code !== 'ok')).toEqual([]);
  }

  signed<K extends TransactionKind>(kind: K, signer: Signer, body: BodyOf<K>): Transaction {
    return this.transaction(kind, signer, body) as unknown as Transaction;
  }

  /** Executes one transaction in a block of its own. */
  run(transaction: Transaction): TransactionResult {
    return this.block([transaction]).results[0] as TransactionResult;
  }

  /** Executes one that must be carried out. */
  carry<K extends TransactionKind>(kind: K, signer: Signer, body: BodyOf<K>): Transaction {
    const transaction = this.signed(kind, signer, body);
    expect(this.run(transaction)).toEqual({ code: 'ok', items: [] });
    return transaction;
  }

  /** Executes one that must be refused with this code and change nothing (LAW 9). */
  refuse<K extends TransactionKind>(code: ResultCode, kind: K, signer: Signer, body: BodyOf<K>): void {
    const before = this.restRoot;
    const effects = this.block([this.signed(kind, signer, body)]);
    expect(effects.results).toEqual([{ code, items: [] }]);
    expect(effects.messages[0]).toEqual(expect.any(String));
    expect(effects.logs).toEqual([]);
    expect([...effects.state.keys()]).toEqual([stateKey.clock]);
    expect(this.restRoot).toBe(before);
  }

  /** Issues a record and gives its id. */
  issue(signer: Signer, type: string, subject: SubjectId, content: RecordContent = this.sealedFor(subject)): RecordId {
    return createdBy('record', this.carry('record.issue', signer, { type, subject, content }));
  }

  /** Sealed content to the present key of a subject. */
  sealedFor(subject: SubjectId, name = 'content'): RecordContent {
    const sealedTo = this.state.read(stateKey.subject(subject))?.key ?? keyOf('nobody');
    return { ...sealedContent(name), sealedTo };
  }

  record(id: RecordId) {
    const record = this.state.read(stateKey.record(id));
    if (!record) throw new Error('there is no such record');
    return record;
  }

  /** A request to read. The reader key signs it, or what `signs` makes of it. */
  reading(
    signer: Signer,
    items: readonly AccessItem[],
    changes: Partial<BodyOf<'access.read'>> = {},
    signs: typeof readerDigest = readerDigest,
  ): Transaction {
    this.#readings += 1;
    const salt = sha256(new TextEncoder().encode(`reading ${this.#readings}`)).subarray(0, 16);
    const digest = signs(this.state.chain, keyOf(signer.key), salt, items);
    const body: BodyOf<'access.read'> = {
      subject: null,
      items,
      purpose: 'treatment',
      basis: 'health-act/41',
      emergency: null,
      readerKey: keyOf('reader'),
      readerProof: proveReaderKey(secretOf('reader'), digest),
      ...changes,
    };
    return buildTransaction({
      chain: this.state.chain,
      kind: 'access.read',
      body,
      agency: signer.agency === null ? null : agencyOf(signer.agency),
      lastValid: this.height + 100,
      salt,
      signerSecret: secretOf(signer.key),
    }) as unknown as Transaction;
  }
}

/** The id of what a transaction creates. */
export function createdBy<K extends 'record' | 'programme' | 'entitlement'>(kind: K, { payload }: Transaction) {
  return newObjectId(kind, payload.signer, payload.salt);
}
