/**
 * Brings visits onto the ledger one after the other: while one is being committed, the next is sealed and signed. A
 * visit waits for the one before, since it reads what that one wrote.
 */
import type { RecordType } from '@annals/ledger/block';
import type { AgencyId, RecordId } from '@annals/ledger/codec';
import type { PublicKey } from '@annals/ledger/crypto';
import { AnnalsError, type ErrorCode } from '@annals/ledger/errors';
import type { Proven } from '@annals/ledger/light';
import { ownKey, readingBody, sealedContent } from '@annals/ledger/reading';
import { type AccessItem, MAX_ACCESS_ITEMS, newObjectId } from '@annals/ledger/transaction';
import type { Pseudonym } from '@annals/ledger/wallet';
import type { Session } from '../session/session.ts';
import type { Signer } from '../session/signer.ts';
import { buildSigned, type Committed, newSalt, refusal, type Submission, submitMany } from '../session/submit.ts';
import type { MedicalSection } from './clinical-record.ts';
import type { PractitionerOfficer } from './practitioners.ts';
import type { ClinicalRecord, Visit } from './visits.ts';

/** Codes that say that one resource does not fit a record: its schema, or its bounds. */
const UNFIT: ReadonlySet<string> = new Set<ErrorCode>([
  'record.content',
  'record.sections',
  'commitment.fields',
  'codec.too-large',
]);

/** The article of the sample country's health act that lets whoever treats a patient read. */
const BASIS = 'health-act/41';

export interface ImportedRecord {
  readonly id: RecordId;
  readonly resourceType: string;
  readonly section: MedicalSection;
}

export interface Imported {
  readonly records: readonly ImportedRecord[];
  /** `access.read` transactions, and what came of the items in them. */
  readonly readings: number;
  readonly granted: number;
  readonly refused: number;
  /** Resources that could not be issued, and why. */
  readonly problems: readonly string[];
  readonly height: number;
}

export interface ImportParts {
  readonly type: Proven<RecordType>;
  /** The agency that issues. */
  readonly agency: Signer;
  /** The public key of the network. */
  readonly networkKey: Proven<PublicKey>;
  readonly officers: ReadonlyMap<string, PractitionerOfficer>;
  readonly patient: Pseudonym;
}

export class VisitImporter {
  readonly #session: Session;
  readonly #parts: ImportParts;
  readonly #records: ImportedRecord[] = [];
  readonly #problems: string[] = [];
  #readings = 0;
  #granted = 0;
  #refused = 0;
  #height = 0;

  constructor(session: Session, parts: ImportParts) {
    this.#session = session;
    this.#parts = parts;
  }

  /** @throws AnnalsError when the ledger refuses a record. */
  async run(visits: readonly Visit[], onProgress: (done: number, total: number) => void): Promise<Imported> {
    const total = visits.reduce((sum, { records }) => sum + records.length, 0);
    this.#height = await this.#session.height();
    let underWay: Promise<void> = Promise.resolve();
    for (const visit of visits) {
      const submissions = this.#prepare(visit);
      await underWay;
      underWay = this.#submit(submissions);
      // A failure is met where it is awaited, after the next visit has been prepared.
      underWay.catch(() => {});
      onProgress(this.#records.length, total);
    }
    await underWay;
    return {
      records: this.#records,
      readings: this.#readings,
      granted: this.#granted,
      refused: this.#refused,
      problems: this.#problems,
      height: this.#height,
    };
  }

  /** What a visit puts on the ledger: reading first, then what came of it. */
  #prepare({ practitioner, purpose, records }: Visit): readonly Submission[] {
    const reading = this.#reading(this.#signer(practitioner), purpose);
    return [...reading, ...records.flatMap((record) => this.#issue(record))];
  }

  #signer(practitioner: string): Signer {
    const officer = this.#parts.officers.get(practitioner);
    if (!officer) throw new AnnalsError('officer.unknown', `no officer stands for ${practitioner}`);
    return officer.signer;
  }

  /** What a doctor looks at: what matters in an emergency, then what came last, as much as one request takes. */
  #reading(signer: Signer, purpose: Visit['purpose']): readonly Submission[] {
    const latestFirst = [...this.#records].reverse();
    const wanted = [
      ...latestFirst.filter(({ section }) => section === 'emergency'),
      ...latestFirst.filter(({ section }) => section === 'general'),
    ].slice(0, MAX_ACCESS_ITEMS);
    if (wanted.length === 0) return [];
    const items: AccessItem[] = wanted.map(({ id, section }) => ({ record: id, sections: [section] }));
    const salt = newSalt();
    const request = { items, purpose, basis: BASIS, emergency: null };
    const { body } = readingBody(this.#session.chain, { ...signer, subject: null }, salt, request);
    return [
      { transaction: buildSigned(this.#session, this.#height, signer, 'access.read', body, salt), sidecar: null },
    ];
  }

  #issue({ resource, section, practitioner }: ClinicalRecord): readonly Submission[] {
    const { type, agency, networkKey, patient } = this.#parts;
    const signer = this.#signer(practitioner);
    const sections = { [section]: { resources: [resource] } };
    const salt = newSalt();
    const id = newObjectId('record', signer.publicKey, salt);
    try {
      const facts = { type, subjectKey: ownKey(patient.secret), networkKey };
      const place = { chain: this.#session.chain, record: id, version: 1 };
      const { content, sidecar } = sealedContent(facts, place, sections);
      const body = { type: type.name, subject: patient.subject, content };
      const acting = { secret: signer.secret, agency: agency.agency as AgencyId };
      const transaction = buildSigned(this.#session, this.#height, acting, 'record.issue', body, salt);
      this.#records.push({ id, resourceType: resource.resourceType, section });
      return [{ transaction, sidecar }];
    } catch (error) {
      // A resource that a record cannot hold is told and left out, not the whole patient.
      if (!(error instanceof AnnalsError) || !UNFIT.has(error.code)) throw error;
      this.#problems.push(`${resource.resourceType} ${String(resource.id)}: ${error.message}`);
      return [];
    }
  }

  async #submit(submissions: readonly Submission[]): Promise<void> {
    for (const committed of await submitMany(this.#session, submissions)) this.#note(committed);
  }

  #note(committed: Committed): void {
    const { height, result } = committed;
    this.#height = Math.max(this.#height, height);
    if (result.items.length === 0) {
      if (result.code !== 'ok') throw refusal(committed);
      return;
    }
    this.#readings += 1;
    const granted = result.items.filter(({ code }) => code === 'ok').length;
    this.#granted += granted;
    this.#refused += result.items.length - granted;
  }
}
