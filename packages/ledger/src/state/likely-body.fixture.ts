/**
 * Bends a body that was drawn at random to what stands on the chain, so that it is likely to be carried out, and says
 * who would sign it. What it leaves alone stays as it was drawn.
 */
import { stateKey } from '../block/index.ts';
import type { AgencyId, RecordId, SubjectId } from '../codec/index.ts';
import type { TransactionKind } from '../transaction/index.ts';
import type { Draw } from './any-body.fixture.ts';
import { officer, type RecordChain, SAMPLE_AGENCIES } from './record-chain.fixture.ts';
import { agencyOf, asAgency, type Signer } from './sample-chain.fixture.ts';

/** A body whose fields are set by name. */
export interface LooseBody {
  [field: string]: unknown;
}

/** What it draws from. */
export interface Standing {
  readonly draw: Draw;
  readonly chain: RecordChain;
  /** Ids by the kind of state key, or of object, that holds them. */
  readonly ids: (kind: string) => readonly string[];
  /** Who holds the present key of a subject. */
  readonly ownerOf: (subject: SubjectId) => string;
}

const NAMES = Object.keys(SAMPLE_AGENCIES);
const nameOf = (id: AgencyId): string => NAMES.find((name) => agencyOf(name) === id) ?? 'registry';
const seatHolder = (name: string): Signer => ({ key: `${name}/validator`, agency: null });

/** Bends the body; gives the signer, or undefined where any may be as good. */
export function makeLikely(standing: Standing, kind: TransactionKind, body: LooseBody): Signer | undefined {
  const { draw } = standing;
  if ('represented' in body && draw.chance(70)) body.represented = null;
  if ('untilMs' in body) body.untilMs = standing.chain.timeMs + 10_000 + draw.below(60_000);
  if ('fromMs' in body) body.fromMs = 0;
  if (kind.startsWith('record.')) return recordChange(standing, kind, body);
  if (kind.startsWith('recovery.')) return recovery(standing, kind, body);
  if (/^(programme|entitlement|payment)\./.test(kind)) return money(standing, kind, body);
  if (kind.startsWith('ceremony.')) return ceremony(standing, body);
  switch (kind) {
    case 'access.read':
      return reading(standing, body);
    case 'access.review':
    case 'access.escalate':
      body.transaction = draw.pick(standing.ids('review')) ?? body.transaction;
      return kind === 'access.review' ? officer('reviewer') : undefined;
    case 'access.overdue':
      body.transaction = draw.pick(standing.ids('hidden')) ?? body.transaction;
      return undefined;
    case 'access.report':
      return report(standing, body);
    case 'access.restrict':
    case 'consent.grant':
    case 'consent.withdraw':
    case 'mandate.revoke':
      return ofPerson(standing, kind, body);
    case 'mandate.grant':
      body.representative = subjectOfSector(standing, sectorOf(standing, body.subject as SubjectId));
      return body.kind === 'representative' ? owner(standing, body) : officer('registrar');
    case 'mandate.accept':
    case 'mandate.decline':
      return answering(standing, body);
    case 'erasure.confirm':
      body.records = [draw.pick(standing.ids('erasure')) ?? draw.pick(standing.ids('record'))];
      return undefined;
    default:
      return undefined;
  }
}

function owner({ ownerOf }: Standing, body: LooseBody): Signer {
  return { key: ownerOf(body.subject as SubjectId), agency: null };
}

function sectorOf({ chain }: Standing, subject: SubjectId): string {
  return chain.state.read(stateKey.subject(subject))?.sector ?? 'health';
}

function subjectOfSector({ chain, ids, draw }: Standing, sector: string): unknown {
  return draw.pick(
    ids('subject').filter((id) => chain.state.read(stateKey.subject(id as SubjectId))?.sector === sector),
  );
}

function recordChange(standing: Standing, kind: TransactionKind, body: LooseBody): Signer {
  const { chain, draw } = standing;
  if (kind === 'record.issue') {
    const name = draw.pick(['medical-record', 'birth-certificate', 'deed', 'diploma', 'welfare-decision']) as string;
    const type = chain.state.read(stateKey.type(name));
    Object.assign(body, {
      type: name,
      subject: subjectOfSector(standing, type?.sector ?? 'health') ?? body.subject,
    });
    likelyContent(standing, body, body.subject);
    const issuer = type?.issuers[0]?.agency;
    return asAgency(issuer ? nameOf(issuer) : 'health');
  }
  const record = chain.state.read(stateKey.record(body.record as RecordId));
  if (!record) return asAgency('health');
  const type = chain.state.read(stateKey.type(record.type));
  if ('version' in body) body.version = record.version;
  if ('to' in body) body.to = subjectOfSector(standing, type?.sector ?? 'health');
  likelyContent(standing, body, 'to' in body ? body.to : record.subject);
  if (kind === 'record.transition') body.action = draw.pick(type?.lifecycle.transitions ?? [])?.action ?? body.action;
  return asAgency(nameOf(record.agency));
}

/** Mostly sealed content, to the key of whom it is about. */
function likelyContent({ chain, draw }: Standing, body: LooseBody, subject: unknown): void {
  if (!('content' in body) || draw.chance(10)) return;
  body.content = chain.sealedFor(subject as SubjectId, `content ${draw.below(1_000)}`);
}

function recovery({ chain, ids, draw, ownerOf }: Standing, kind: TransactionKind, body: LooseBody): Signer {
  const open = draw.pick(ids('recovery')) as SubjectId | undefined;
  if (kind === 'recovery.request' || open === undefined) return officer('registrar');
  body.subject = open;
  const { key, agency } = chain.state.read(stateKey.recovery(open)) ?? {};
  if ('key' in body) body.key = key;
  if (kind === 'recovery.object') return { key: ownerOf(open), agency: null };
  if (kind === 'recovery.complete') return asAgency(agency ? nameOf(agency) : 'registry');
  return asAgency(draw.pick(NAMES) as string);
}

function money(standing: Standing, kind: TransactionKind, body: LooseBody): Signer {
  const { chain, ids, draw } = standing;
  if (kind === 'programme.open') {
    body.sector = 'welfare';
    body.budget = draw.pick([1, 1_000, 1_000_000, Number.MAX_SAFE_INTEGER]);
  }
  if ('from' in body) Object.assign(body, { from: '2026-12', to: '2027-03' });
  if ('lastPeriod' in body) body.lastPeriod = '2027-01';
  if ('period' in body) body.period = draw.pick(['2026-12', '2027-01', '2027-02']);
  if ('amount' in body) body.amount = draw.pick([1, 400, Number.MAX_SAFE_INTEGER]);
  if ('programme' in body) body.programme = draw.pick(ids('programme')) ?? body.programme;
  if ('entitlement' in body) body.entitlement = draw.pick(ids('standing-entitlement')) ?? body.entitlement;
  if ('payment' in body) body.payment = draw.pick(ids('payment')) ?? body.payment;
  if ('subject' in body) body.subject = subjectOfSector(standing, 'welfare');
  const programme = chain.state.read(stateKey.programme(body.programme as never));
  return asAgency(programme ? nameOf(programme.agency) : 'welfare');
}

function ceremony({ chain, draw }: Standing, body: LooseBody): Signer {
  const running = chain.state.read(stateKey.ceremony);
  if ('epoch' in body) body.epoch = running?.epoch ?? 0;
  const name = draw.pick(NAMES) as string;
  if ('agency' in body) body.agency = agencyOf(name);
  return seatHolder(name);
}

function reading({ chain, ids, draw, ownerOf }: Standing, body: LooseBody): Signer {
  const records = Array.from({ length: 1 + draw.below(3) }, () => draw.pick(ids('record')) as RecordId);
  body.items = records.map((record) => {
    const type = chain.state.read(stateKey.type(chain.state.read(stateKey.record(record))?.type ?? ''));
    return { record, sections: [draw.pick(type?.sections ?? [])?.name ?? 'general'] };
  });
  body.purpose = draw.pick(['treatment', 'research', 'verification']);
  const subject = chain.state.read(stateKey.record(records[0] as RecordId))?.subject;
  if (subject && draw.chance(30)) {
    Object.assign(body, { subject, emergency: null });
    return { key: ownerOf(subject), agency: null };
  }
  body.subject = null;
  body.emergency = draw.chance(30) ? 'unconscious' : null;
  return officer(draw.pick(['doctor', 'nurse', 'paramedic', 'registrar']) as string);
}

function report({ chain, draw }: Standing, body: LooseBody): Signer {
  const name = draw.pick(NAMES) as string;
  const last = chain.state.read(stateKey.accessCounts(agencyOf(name)))?.lastReported;
  const admittedMs = chain.state.read(stateKey.agency(agencyOf(name)))?.admittedMs ?? 0;
  const periodMs = chain.state.read(stateKey.parameters)?.reportPeriodMs ?? 1;
  body.period = last === null || last === undefined ? Math.floor(admittedMs / periodMs) : last + 1;
  return asAgency(name);
}

/** Of one who has been offered a mandate. */
function answering(standing: Standing, body: LooseBody): Signer {
  const { chain, ids, draw } = standing;
  const subject = draw.pick(ids('mandate-offers')) as SubjectId | undefined;
  const offer = subject && draw.pick(chain.state.read(stateKey.mandateOffers(subject)) ?? []);
  if (offer) Object.assign(body, { subject, represented: offer.represented, mandate: offer.mandate });
  return owner(standing, body);
}

/** Of one who has something to decide about, or has decided something. */
function ofPerson(standing: Standing, kind: TransactionKind, body: LooseBody): Signer {
  const { chain, ids, draw } = standing;
  const held = draw.pick(ids('record')) as RecordId;
  const deciding = { 'consent.withdraw': 'consents', 'mandate.revoke': 'mandates' }[kind as string];
  const subject = deciding ? draw.pick(ids(deciding)) : chain.state.read(stateKey.record(held))?.subject;
  if (subject === undefined) return owner(standing, body);
  Object.assign(body, { subject, represented: null });
  const person = subject as SubjectId;
  if (kind === 'access.restrict') body.scope = { of: 'record', record: held };
  if (kind === 'consent.grant') {
    Object.assign(body, { scope: { records: [held], types: null, sections: null }, agency: null, officer: null });
  }
  if (kind === 'consent.withdraw') body.consent = draw.pick(chain.state.read(stateKey.consents(person)) ?? [])?.id;
  if (kind === 'mandate.revoke') body.mandate = draw.pick(chain.state.read(stateKey.mandates(person)) ?? [])?.id;
  return owner(standing, body);
}
