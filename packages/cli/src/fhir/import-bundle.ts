/**
 * `annals import fhir`: the life of a patient as medical records. Her practitioners become officers, each visit's
 * practitioner first reads what a visit would read and then issues what came of it, in the order of time. Names and
 * identifiers go into her wallet and into sealed content, nowhere else (LAW 1).
 */
import type { RecordType } from '@annals/ledger/block';
import { type AgencyId, formatId, type JsonValue } from '@annals/ledger/codec';
import { AnnalsError, invariant } from '@annals/ledger/errors';
import type { Transaction } from '@annals/ledger/transaction';
import { committedKey, type Wallet } from '@annals/ledger/wallet';
import { listKeystores } from '@annals/node/keystore';
import { readJson } from '../context/files.ts';
import { recordType } from '../governance/record-types.ts';
import { enrolmentBody } from '../identity/enrolment.ts';
import type { Answer } from '../output/answer.ts';
import { fields, paragraphs, table } from '../output/table.ts';
import { agencies } from '../session/names.ts';
import type { Session } from '../session/session.ts';
import { openSigner, type Signer } from '../session/signer.ts';
import { buildSigned, refusal, submitMany } from '../session/submit.ts';
import { createWallet, keepWallet } from '../wallet/wallet.ts';
import { type Bundle, humanName, readBundle } from './bundle.ts';
import { type MedicalSection, resourceTypesOf } from './clinical-record.ts';
import { labelOf } from './label.ts';
import { officersFor, type PractitionerOfficer } from './practitioners.ts';
import { type Imported, VisitImporter } from './visit-importer.ts';
import { type History, historyOf } from './visits.ts';

const MAX_BUNDLE_BYTES = 64 * 1024 * 1024;
const RECORD_TYPE = 'medical-record';
const SECTOR = 'health';

interface ImportOptions {
  readonly person?: string;
  readonly agencyKey?: string;
  readonly registrar?: string;
}

export async function importBundle(session: Session, options: ImportOptions, file: string): Promise<Answer> {
  const startedMs = session.environment.nowMs();
  const bundle = readBundle(readJson(session.path(file), MAX_BUNDLE_BYTES));
  const name = humanName(bundle.patient) ?? 'unnamed';
  const label = options.person ?? labelOf(name);
  const type = await recordType(session, RECORD_TYPE);
  const takes = new Map(type.sections.map((section) => [section.name, resourceTypesOf(type, section.name)]));
  const history = historyOf(bundle, (section, resourceType) => takes.get(section)?.has(resourceType) ?? false);
  const agency = await healthAgency(session, type, options.agencyKey);
  // Refuses a patient who was imported before, while nothing is on the ledger yet.
  const wallet = await createWallet(session, label, { en: name });
  const officers = await begin(session, { bundle, history, wallet, agency, registrar: options.registrar });
  await keepWallet(session, label, wallet);
  const progress = session.progress();
  const patient = wallet.enrolled(SECTOR);
  const networkKey = await session.networkKey();
  const importer = new VisitImporter(session, { type, agency, networkKey, officers, patient });
  const imported = await importer.run(history.visits, (done, total) => progress.update('Records:', done, total));
  progress.end();
  return describe({
    label,
    name,
    wallet,
    history,
    officers,
    imported,
    tookMs: session.environment.nowMs() - startedMs,
  });
}

interface Beginning {
  readonly bundle: Bundle;
  readonly history: History;
  readonly wallet: Wallet;
  readonly agency: Signer;
  readonly registrar: string | undefined;
}

/** Enrols the patient and appoints her practitioners, before there is anything that they could do. */
async function begin(session: Session, beginning: Beginning): Promise<ReadonlyMap<string, PractitionerOfficer>> {
  const { bundle, history, wallet, agency } = beginning;
  const registrar = await identityAgency(session, beginning.registrar);
  const officers = await officersFor(session, bundle, history.practitioners, agency.agency as AgencyId);
  const height = await session.height();
  const transactions: Transaction[] = [
    buildSigned(
      session,
      height,
      registrar,
      'person.enrol',
      enrolmentBody(session.chain, wallet.pseudonym(SECTOR), registrar),
    ),
  ];
  for (const { signer, appointUntilMs } of officers.values()) {
    if (appointUntilMs === null) continue;
    const body = { key: signer.publicKey, roles: ['doctor'], untilMs: appointUntilMs };
    transactions.push(buildSigned(session, height, agency, 'officer.appoint', body));
  }
  const committed = await submitMany(
    session,
    transactions.map((transaction) => ({ transaction, sidecar: null })),
  );
  for (const each of committed) if (each.result.code !== 'ok') throw refusal(each);
  const [enrolled] = committed;
  invariant(enrolled, 'she was enrolled first');
  wallet.noteHeld(committedKey(wallet, wallet.first(SECTOR), enrolled.receipt));
  return officers;
}

/** The key of an agency that issues medical records. */
async function healthAgency(session: Session, type: RecordType, label: string | undefined): Promise<Signer> {
  const issuers = type.issuers.map(({ agency }) => agency);
  const own = listKeystores(session.files.keys).filter(
    (key) => key.kind === 'agency' && (issuers.includes(null) || issuers.includes(key.agency)),
  );
  const [first] = own;
  if (label === undefined && (!first || own.length > 1)) {
    throw new AnnalsError('command.usage', `name the key of an agency that issues ${type.name}s with --agency-key`);
  }
  return openSigner(session, { kinds: ['agency'], label: label ?? first?.label });
}

/** A key that may enrol persons. */
async function identityAgency(session: Session, label: string | undefined): Promise<Signer> {
  if (label !== undefined) return openSigner(session, { kinds: ['officer', 'agency'], label });
  const known = await agencies(session);
  const own = listKeystores(session.files.keys).find(
    ({ kind, agency }) => kind === 'agency' && agency !== null && known.get(agency)?.issuesIdentities === true,
  );
  if (own) return openSigner(session, { kinds: ['agency'], label: own.label });
  throw new AnnalsError('command.usage', 'name a key that may enrol persons with --registrar');
}

interface Summary {
  readonly label: string;
  readonly name: string;
  readonly wallet: Wallet;
  readonly history: History;
  readonly officers: ReadonlyMap<string, PractitionerOfficer>;
  readonly imported: Imported;
  readonly tookMs: number;
}

function describe({ label, name, wallet, history, officers, imported, tookMs }: Summary): Answer {
  const { subject } = wallet.enrolled(SECTOR);
  const sections: readonly MedicalSection[] = ['emergency', 'general', 'sensitive'];
  const types = [...new Set(imported.records.map(({ resourceType }) => resourceType))].sort();
  const count = (resourceType: string, section: MedicalSection) =>
    imported.records.filter((each) => each.resourceType === resourceType && each.section === section).length;
  const leftOut = [...history.leftOut].map(([type, number]) => `${number} ${type}`).join(', ');
  return {
    text: paragraphs(
      `${name} is on the ledger as a pseudonym: ${imported.records.length} sealed records of ${history.visits.length} visits, by ${officers.size === 1 ? 'one officer' : `${officers.size} officers`}, in ${(tookMs / 1_000).toFixed(1)} s.`,
      table(
        ['RESOURCE', ...sections.map((section) => section.toUpperCase())],
        types.map((type) => [type, ...sections.map((section) => String(count(type, section) || ''))]),
      ),
      fields([
        ['subject', formatId('subject', subject)],
        ['wallet', label],
        ['officers', [...officers.values()].map(({ signer }) => signer.label).join(', ')],
        ['reads', `${imported.granted} granted, ${imported.refused} refused, in ${imported.readings} requests`],
        ['last block', imported.height],
        ['left out', leftOut || null],
        ['not issued', imported.problems.length > 0 ? imported.problems.join('; ') : null],
      ]),
      `Next: annals access log --person ${label}`,
    ),
    json: {
      person: label,
      subject: formatId('subject', subject),
      visits: history.visits.length,
      officers: [...officers.values()].map(({ signer }) => signer.label),
      records: imported.records.map(({ id, resourceType, section }) => ({
        record: formatId('record', id),
        resourceType,
        section,
      })),
      reads: { requests: imported.readings, granted: imported.granted, refused: imported.refused },
      leftOut: Object.fromEntries(history.leftOut) as { readonly [type: string]: JsonValue },
      problems: imported.problems,
      height: imported.height,
      tookMs,
    },
  };
}
