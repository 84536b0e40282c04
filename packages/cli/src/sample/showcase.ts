/**
 * What else the ledger can do, once each, in the lives of the sample citizens: emergencies and their review, consents,
 * a restriction, a guardian, a hidden read, a hold, an erasure and a key that was replaced.
 */
import { formatId, type MandateId, type RecordId, type TransactionId } from '@annals/ledger/codec';
import { publicKeyOf, sign } from '@annals/ledger/crypto';
import { makeCourtOrder } from '@annals/ledger/hidden';
import { readHidden } from '@annals/ledger/reading';
import { type BodyOf, newObjectId, rotationDigest } from '@annals/ledger/transaction';
import { timeText } from '../session/names.ts';
import type { Session } from '../session/session.ts';
import { newSalt } from '../session/submit.ts';
import { keepWallet } from '../wallet/wallet.ts';
import { diplomaOf } from './contents.ts';
import { SeededRandom } from './random.ts';
import type { Resident } from './resident.ts';
import type { IssuedRecord, SampleLedger } from './sample-ledger.ts';

/** After which the ledger tells of the hidden read: soon enough to be seen, late enough to look before. */
const REVEAL_AFTER_MS = 60_000;
const YEAR_MS = 365 * 86_400_000;
const MAJORITY_YEARS = 18;
/** The sectors in which the sample child has records. */
const SECTORS_OF_CHILD = ['civil', 'health'];

/** What there is to see, and with whom. */
export interface Showcase {
  /** By the name of the wallet, in a few words. */
  readonly sights: ReadonlyMap<string, string>;
  readonly restricted: RecordId;
  readonly held: RecordId;
  readonly erased: RecordId;
  readonly hidden: { readonly transaction: TransactionId; readonly revealMs: number };
}

type Step = (what: string, run: () => Promise<void>) => Promise<void>;

/** Puts it all on the ledger; `readings` are the ordinary ones, and go along with what comes first. */
export async function showcase(
  session: Session,
  ledger: SampleLedger,
  residents: readonly Resident[],
  step: Step,
  readings: () => Promise<void>,
): Promise<Showcase> {
  const nowMs = session.environment.nowMs();
  const resident = (label: string) => residents.find((each) => each.label === label) as Resident;
  const patient = (label: string) => resident(label).wallet.enrolled('health');
  const [liis, mart, kadri, oliver] = (['liis', 'mart', 'kadri', 'oliver'] as const).map(resident) as [
    Resident,
    Resident,
    Resident,
    Resident,
  ];
  const [ants, meiLing] = [resident('ants'), patient('mei-ling')];
  const checkUpOf = (label: string) => ledger.recordsOf(patient(label), 'medical-record')[0] as IssuedRecord;
  const [held] = ledger.recordsOf(resident('amelia').wallet.enrolled('education'), 'diploma');
  const [decision] = ledger.recordsOf(resident('chi-wai').wallet.enrolled('welfare'), 'welfare-decision');
  if (!held || !decision) throw new Error('the sample population has a diploma and a decision to show');

  const research = async (label: string) => {
    const { agency } = await ledger.signer('health-service');
    const { subject, secret } = patient(label);
    const scope = { records: null, types: ['medical-record'], sections: ['general'] };
    const salt = newSalt();
    const terms = { scope, agency, officer: null, purposes: ['research'], fromMs: 0, untilMs: nowMs + YEAR_MS };
    ledger.addOf(patient(label), 'consent.grant', { subject, represented: null, ...terms }, salt);
    return newObjectId('consent', publicKeyOf(secret), salt);
  };
  const emergency = (label: string, reason: string) =>
    ledger.read({
      by: 'paramedic',
      record: checkUpOf(label),
      sections: ['emergency', 'general'],
      purpose: 'emergency-care',
      basis: 'health-act/44',
      emergency: reason,
    });
  const byDoctor = (label: string, purpose: string, basis: string) =>
    ledger.read({ by: 'doctor', record: checkUpOf(label), sections: ['general'], purpose, basis });

  let withdrawn: Awaited<ReturnType<typeof research>> | undefined;
  let toReview: TransactionId | undefined;
  let mistaken: IssuedRecord | undefined;
  let mandates: readonly Offered[] = [];
  await step('readings and decisions', async () => {
    await readings();
    await research(liis.label);
    withdrawn = await research(mart.label);
    mandates = await guardian(ledger, ants, liis);
    friend(ledger, resident('juhan'), mart, nowMs);
    toReview = await emergency('mei-ling', 'unconscious');
    await emergency('juhan', 'accident');
    await ledger.add('dean', 'record.hold', { record: held.id, basis: 'education-act/88' });
    const content = diplomaOf(oliver, new SeededRandom(nowMs));
    mistaken = await ledger.issue('dean', 'diploma', oliver.wallet.enrolled('education'), content);
    rotateKey(session, ledger, kadri);
  });
  kadri.wallet.noteHeld(ledger.taken(kadri.wallet, kadri.wallet.next('health')));
  await keepWallet(session, kadri.label, kadri.wallet);
  if (!withdrawn || !toReview || !mistaken) throw new Error('the first step has run');

  const revealMs = session.environment.nowMs() + REVEAL_AFTER_MS;
  const hiding = readInSecret(session, ledger, decision, revealMs);
  // It is awaited below: until then a failure must not go unheard.
  hiding.catch(() => {});
  const [end, read, erased] = [withdrawn, toReview, mistaken.id];
  const restricted = checkUpOf('mei-ling').id;
  await step('reviews and withdrawals', async () => {
    for (const each of mandates) await accept(ledger, liis, each);
    const { subject } = patient(mart.label);
    ledger.addOf(patient(mart.label), 'consent.withdraw', { subject, represented: null, consent: end });
    const scope = { of: 'record', record: restricted } as const;
    ledger.addOf(meiLing, 'access.restrict', { subject: meiLing.subject, represented: null, scope, on: true });
    await ledger.add('reviewer', 'access.review', { transaction: read, verdict: 'justified' });
    await ledger.add('dean', 'record.erase', { record: erased, basis: 'data-protection-act/17' });
    await byDoctor(liis.label, 'research', 'research-act/3');
  });
  await step('refused reads', async () => {
    await byDoctor(mart.label, 'research', 'research-act/3');
    await byDoctor('mei-ling', 'treatment', 'health-act/41');
  });
  const transaction = await hiding;
  return {
    sights: new Map([
      ['liis', 'is the guardian of ants, and lets the Health Service do research'],
      ['juhan', 'was read in an emergency, which waits for its review: annals access reviews --as reviewer'],
      ['kadri', 'has replaced her key in the health sector'],
      ['mart', 'has withdrawn a consent, and the next read was refused; juhan asks him to act for him'],
      [
        'mei-ling',
        'was read in an emergency, which is justified; then restricted the record, and a doctor was refused',
      ],
      ['chi-wai', `has been read in secret, under a court order: his log shows it from ${timeText(revealMs)}`],
      ['emma', 'has given no consent: a doctor who asked for research was refused'],
      ['oliver', `had a record erased: annals record erasure ${formatId('record', erased)}`],
      ['amelia', 'has a diploma that is held, and cannot be erased'],
      ['ants', 'is a child: liis sees his records and who read them until he is of age'],
    ]),
    restricted,
    held: held.id,
    erased,
    hidden: { transaction, revealMs },
  };
}

/** A mandate that waits to be accepted. */
interface Offered {
  readonly sector: string;
  readonly terms: BodyOf<'mandate.grant'>;
  readonly mandate: MandateId;
}

/** A registrar enters the guardian of a child, until it is of age; one of a second agency confirms it later. */
async function guardian(ledger: SampleLedger, child: Resident, adult: Resident): Promise<readonly Offered[]> {
  const majority = `${Number(child.bornOn.slice(0, 4)) + MAJORITY_YEARS}${child.bornOn.slice(4)}`;
  const offered: Offered[] = [];
  for (const sector of SECTORS_OF_CHILD) {
    const terms = {
      subject: child.wallet.enrolled(sector).subject,
      representative: adult.wallet.enrolled(sector).subject,
      kind: 'guardian',
      fromMs: 0,
      untilMs: Date.parse(majority),
    } as const;
    const mandate = await ledger.create('registrar', 'mandate.grant', 'mandate', terms);
    offered.push({ sector, terms, mandate });
  }
  return offered;
}

async function accept(ledger: SampleLedger, adult: Resident, { sector, terms, mandate }: Offered): Promise<void> {
  const present = adult.wallet.enrolled(sector);
  const { subject: represented } = terms;
  await ledger.add('dean', 'mandate.grant', terms);
  ledger.addOf(present, 'mandate.accept', { subject: present.subject, represented, mandate });
}

/** Somebody asks a friend to act for him; it waits for an answer. */
function friend(ledger: SampleLedger, asks: Resident, asked: Resident, nowMs: number): void {
  const present = asks.wallet.enrolled('health');
  ledger.addOf(present, 'mandate.grant', {
    subject: present.subject,
    representative: asked.wallet.enrolled('health').subject,
    kind: 'representative',
    fromMs: 0,
    untilMs: nowMs + YEAR_MS,
  });
}

function rotateKey({ chain }: Session, ledger: SampleLedger, { wallet }: Resident): void {
  const present = wallet.enrolled('health');
  const { subject } = present;
  const next = wallet.keyOf(wallet.next('health'));
  const proof = sign(rotationDigest(chain, subject, present.publicKey), next.secret);
  ledger.addOf(present, 'person.rotate-key', { subject, key: next.publicKey, proof });
}

/** A case worker reads a decision under the order of a court; on this network the Civil Registry stands in for one. */
async function readInSecret(
  session: Session,
  ledger: SampleLedger,
  { id, type }: IssuedRecord,
  revealMs: number,
): Promise<TransactionId> {
  const court = await ledger.signer('civil-registry');
  const reader = await ledger.signer('case-worker');
  if (!court.agency || !reader.agency) throw new Error('both act for an agency');
  const details = {
    record: id,
    sections: ['decision'],
    purpose: 'investigation',
    basis: 'criminal-procedure/94',
    reference: 'case-2026-118',
  };
  const terms = { chain: session.chain, court: court.agency, agency: reader.agency, type, details, revealMs };
  const { nodes } = session;
  const order = makeCourtOrder(terms, court.secret);
  return (await readHidden(nodes, session.trusted, reader, order)).transaction;
}
