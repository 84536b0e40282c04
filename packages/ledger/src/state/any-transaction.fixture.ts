/**
 * A populated chain and whatever anybody may submit to it: transactions of every kind with bodies of the right shape,
 * most of them signed and proven so that they pass the first checks. What proofs and signatures cover is put in order
 * after the body has been drawn.
 */
import { PARAMETERS, stateKey, voteDigest } from '../block/index.ts';
import { type AgencyId, bytesToHex, type SubjectId } from '../codec/index.ts';
import { sign } from '../crypto/index.ts';
import { proveReaderKey } from '../threshold/index.ts';
import { seeded, testNetworkKey } from '../threshold/testing/index.ts';
import {
  type BodyOf,
  buildTransaction,
  ceremonyJoinDigest,
  enrolmentDigest,
  type HiddenDisclosure,
  newObjectId,
  officerIdOf,
  PAYLOADS,
  readerDigest,
  recoveryDigest,
  rotationDigest,
  subjectIdOf,
  type Transaction,
  type TransactionKind,
} from '../transaction/index.ts';
import { AnyBody, Draw } from './any-body.fixture.ts';
import { speakInCeremony } from './any-ceremony.fixture.ts';
import { hiddenReading, orderFor } from './hidden-read.fixture.ts';
import { type LooseBody, makeLikely } from './likely-body.fixture.ts';
import { OPERATIONS } from './operations/index.ts';
import { officer, RecordChain, SAMPLE_AGENCIES, sampleType, subjectOf } from './record-chain.fixture.ts';
import { agencyOf, asAgency, keyOf, type Signer, seatOf, secretOf } from './sample-chain.fixture.ts';

const KINDS = Object.keys(PAYLOADS) as TransactionKind[];
const AGENCIES = Object.keys(SAMPLE_AGENCIES);
const OFFICERS = ['registrar', 'rector', 'doctor', 'nurse', 'paramedic', 'reviewer', 'case-worker', 'treasurer'];
const SECTORS = ['civil', 'education', 'health', 'welfare', 'public-body'];
const PERSONS = ['ada', 'bob'].flatMap((person) => SECTORS.map((sector) => `${person}/${sector}`));

/** A type that passes from hand to hand, which the sample network has not. */
const DEED = sampleType('diploma', { name: 'deed', transferable: true, unique: true });
const TYPES = [
  ...['birth-certificate', 'diploma', 'medical-record', 'welfare-decision'].map((n) => sampleType(n)),
  DEED,
];

const WORDS = [
  ...new Set([
    ...TYPES.flatMap(({ name, sections, lifecycle }) => [
      name,
      ...sections.map((section) => section.name),
      ...lifecycle.states.map((state) => state.name),
      ...lifecycle.transitions.map(({ action }) => action),
    ]),
    ...TYPES.flatMap(({ sections }) => sections.flatMap(({ readers }) => readers.flatMap((each) => each.purposes))),
    ...['registrar', 'doctor', 'paramedic', 'reviewer', 'case-worker', 'treasurer', 'judge'],
    ...Object.keys(PARAMETERS),
    ...[...SECTORS, 'treatment', 'unconscious', 'health-act/41', 'justified', '2027-01', '2027-03', '2026-12', 'EUR'],
    ...['12D3KooWother', '/dns4/other/tcp/4001', '{}', 'en', 'A text.'],
  ]),
];

/** So rare that there is somebody left to act. */
const FINAL = ['person.close', 'officer.dismiss', 'record.erase', 'programme.close'];

export class AnyChain extends RecordChain {
  readonly draw: Draw;
  readonly #body: AnyBody;
  readonly #ids = new Map<string, Set<string>>();
  readonly #keys = new Map<string, string>();
  readonly #disclosures: { readonly transaction: string; readonly disclosure: HiddenDisclosure }[] = [];
  readonly #salts: Uint8Array[] = [];
  #fresh = 0;

  constructor(seed: number) {
    super([DEED]);
    this.draw = new Draw(seeded(`any transaction ${seed}`));
    this.#body = new AnyBody(this.draw, {
      ids: (kind) => [...(this.#ids.get(kind) ?? [])],
      words: WORDS,
      numbers: () => this.#numbers(),
      keys: () => [...this.#keys.values()].map(keyOf),
    });
    for (const name of [...AGENCIES, ...OFFICERS, ...PERSONS]) this.#know(name);
    for (const name of AGENCIES) this.#know(`${name}/validator`);
    for (const name of AGENCIES) this.#learn('agency', agencyOf(name));
    for (const name of OFFICERS) this.#learn('officer', officerIdOf(agencyOf(officer(name).agency ?? ''), keyOf(name)));
    for (const name of PERSONS) this.#learn('subject', subjectIdOf(name.split('/')[1] as string, keyOf(name)));
    this.#populate();
  }

  /** One transaction that somebody submits; undefined when it is too large to be one. */
  any(): Transaction | undefined {
    return this.anyOf(this.#anyKind());
  }

  #anyKind(): TransactionKind {
    const { round } = this.state.read(stateKey.ceremony) ?? {};
    const speaks = { joining: 'join', dealing: 'deal', responding: 'respond', confirming: 'confirm' }[round as string];
    if (speaks && this.draw.chance(25)) return `ceremony.${speaks}` as TransactionKind;
    const kind = this.draw.pick(KINDS) as TransactionKind;
    return FINAL.includes(kind) && this.draw.chance(80) ? this.#anyKind() : kind;
  }

  anyOf(kind: TransactionKind): Transaction | undefined {
    const body = this.#body.of<LooseBody>(PAYLOADS[kind] as never);
    const likely = this.draw.chance(80) ? makeLikely(this.#standing(), kind, body) : undefined;
    this.#named(kind, body);
    const signer = this.draw.chance(4) ? this.#anySigner() : (likely ?? this.#signerOf(kind, body));
    const salt = this.#salt();
    if (this.draw.chance(85)) {
      const whole = this.#wholeOf(kind, signer);
      if (whole) return whole;
      this.#prove(kind, body, signer, salt);
    }
    try {
      const transaction = buildTransaction({
        chain: this.state.chain,
        kind,
        body: body as never,
        agency: signer.agency === null ? null : agencyOf(signer.agency),
        lastValid: this.height + 50,
        salt,
        signerSecret: secretOf(signer.key),
      }) as Transaction;
      this.#learnFrom(transaction);
      return transaction;
    } catch {
      return undefined;
    }
  }

  /** Records, a payment, an emergency read, a hidden one, and a network key that may be shared again. */
  #populate(): void {
    const issued = [
      this.issue(officer('doctor'), 'medical-record', subjectOf('ada', 'health')),
      this.issue(officer('doctor'), 'medical-record', subjectOf('bob', 'health')),
      this.issue(officer('registrar'), 'birth-certificate', subjectOf('ada', 'civil')),
      this.issue(officer('rector'), 'deed', subjectOf('ada', 'education')),
      this.issue(officer('case-worker'), 'welfare-decision', subjectOf('bob', 'welfare')),
    ];
    for (const id of issued) this.#learn('record', id);
    const seats = AGENCIES.map((name) => seatOf(name));
    const holders = seats.map(({ agency, peer, address }) => ({ agency, peer, address }));
    this.install(stateKey.ceremony, {
      epoch: 0,
      round: 'completed',
      sinceHeight: null,
      untilMs: null,
      seats: holders.map((seat, i) => ({ ...seat, key: keyOf(`joined ${i}`) })),
      previous: null,
      dealt: [],
      responded: [],
      disqualified: [],
      candidate: null,
      confirmed: [],
      faults: [],
      failures: 0,
      endedMs: 0,
      requestedBy: null,
      askers: [],
      released: [],
    });
  }

  #standing() {
    return {
      draw: this.draw,
      chain: this,
      ids: (kind: string) => [...(this.#ids.get(kind) ?? [])],
      ownerOf: (subject: SubjectId) => this.#ownerOf(subject),
    };
  }

  #numbers(): readonly number[] {
    const { timeMs, height } = this;
    const epoch = this.state.read(stateKey.ceremony)?.epoch ?? 0;
    return [0, 1, 2, 100, height, epoch, epoch, timeMs, timeMs + 3_000, timeMs + 60_000, timeMs + 30 * 86_400_000];
  }

  #know(name: string): void {
    this.#keys.set(bytesToHex(keyOf(name)), name);
  }

  #learn(kind: string, id: string): void {
    const known = this.#ids.get(kind) ?? new Set();
    this.#ids.set(kind, known.add(id));
  }

  /** What a transaction makes can be named afterwards, whether or not it was carried out. */
  #learnFrom({ id, payload }: Transaction): void {
    const { signer, salt } = payload;
    this.#learn('transaction', id);
    for (const kind of ['record', 'programme', 'entitlement', 'proposal', 'consent', 'mandate'] as const) {
      if (payload.kind.startsWith(kind)) this.#learn(kind, newObjectId(kind, signer, salt));
    }
  }

  /** What the state holds under new keys can be named. */
  learnKeys(keys: Iterable<string>): void {
    for (const key of keys) {
      const [kind = '', id = ''] = key.split('/');
      this.#learn(kind === 'entitlement' ? 'standing-entitlement' : kind, id);
    }
  }

  #salt(): Uint8Array {
    const used = this.draw.chance(6) ? this.draw.pick(this.#salts) : undefined;
    const salt = used ?? this.draw.random(16);
    this.#salts.push(salt);
    return salt;
  }

  #freshKey(): string {
    this.#fresh += 1;
    const name = `fresh ${this.#fresh}`;
    this.#know(name);
    return name;
  }

  #anySigner(): Signer {
    const key = this.draw.pick([...this.#keys.values()]) as string;
    return { key, agency: this.draw.chance(50) ? null : (this.draw.pick(AGENCIES) as string) };
  }

  #ownerOf(subject: unknown): string {
    const key = this.state.read(stateKey.subject(subject as SubjectId))?.key;
    return (key && this.#keys.get(bytesToHex(key))) ?? 'ada/health';
  }

  #signerOf(kind: TransactionKind, body: LooseBody): Signer {
    switch (this.draw.pick(OPERATIONS[kind].signers)) {
      case 'agency':
        return asAgency(this.draw.pick(AGENCIES) as string);
      case 'officer':
        if ('subject' in body && body.subject !== null && kind === 'access.read') body.subject = null;
        return officer(this.draw.pick(OFFICERS) as string);
      case 'subject':
        body.subject ??= subjectOf('ada', 'health');
        return { key: this.#ownerOf(body.subject), agency: null };
      default: {
        const name = this.draw.pick(AGENCIES) as string;
        if ('agency' in body && kind !== 'evidence.report') body.agency = agencyOf(name);
        return { key: `${name}/validator`, agency: null };
      }
    }
  }

  /** What would hardly be met by chance: bodies that fit what stands. */
  #named(kind: TransactionKind, body: LooseBody): void {
    if (kind === 'proposal.create' && this.draw.chance(30)) {
      const type = this.state.read(stateKey.type((this.draw.pick(TYPES) as typeof DEED).name)) ?? DEED;
      const changes = this.draw.pick([
        { emergency: null },
        { hidden: null },
        { transferable: true },
        { readAgencies: null },
      ]);
      body.action = { type: 'record-type.revise', declaration: { ...type, ...changes, version: type.version + 1 } };
    }
  }

  /** Hidden reads and their disclosures, made as a court and an officer make them. */
  #wholeOf(kind: TransactionKind, signer: Signer): Transaction | undefined {
    if (kind !== 'access.read-hidden') return undefined;
    const record = this.draw.pick([...(this.#ids.get('record') ?? [])]) as never;
    const revealMs = this.timeMs + this.draw.below(20_000);
    const order = orderFor(this, record, { revealMs });
    const salt = `hidden ${this.#fresh++}`;
    const who = this.draw.chance(80) ? officer('case-worker') : signer;
    const { transaction, disclosure } = hiddenReading(this, order, who, {}, { salt, version: 1 + this.draw.below(2) });
    this.#disclosures.push({ transaction: transaction.id, disclosure });
    this.#learnFrom(transaction);
    return transaction;
  }

  /** Puts in order what proofs and signatures of the body cover. */
  #prove(kind: TransactionKind, body: LooseBody, signer: Signer, salt: Uint8Array): void {
    const { chain } = this.state;
    const agency = agencyOf(signer.agency ?? 'registry');
    switch (kind) {
      case 'access.read': {
        const digest = readerDigest(chain, keyOf(signer.key), salt, body.items as never);
        body.readerKey = keyOf('reader');
        body.readerProof = proveReaderKey(secretOf('reader'), digest);
        return;
      }
      case 'access.reveal':
        Object.assign(body, this.draw.pick(this.#disclosures));
        return;
      case 'person.enrol': {
        const name = this.#freshKey();
        body.key = keyOf(name);
        body.proof = sign(enrolmentDigest(chain, body.sector as string, agency), secretOf(name));
        return;
      }
      case 'person.rotate-key':
      case 'recovery.request': {
        const name = this.#freshKey();
        const subject = body.subject as SubjectId;
        const present = keyOf(this.#ownerOf(subject));
        const number = (this.state.read(stateKey.recovery(subject))?.number ?? 0) + 1;
        const digest =
          kind === 'person.rotate-key'
            ? rotationDigest(chain, subject, present)
            : recoveryDigest(chain, subject, agency, present, number);
        body.key = keyOf(name);
        body.proof = sign(digest, secretOf(name));
        return;
      }
      case 'recovery.approve':
      case 'recovery.complete': {
        const open = this.state.read(stateKey.recovery(body.subject as SubjectId));
        if (open) body.key = open.key;
        return;
      }
      case 'evidence.report':
        this.#accuse(body);
        return;
      case 'ceremony.join': {
        const name = this.draw.chance(90) ? this.#freshKey() : 'ada/health';
        const [by, epoch] = [body.agency as AgencyId, body.epoch as number];
        body.key = keyOf(name);
        body.proof = sign(ceremonyJoinDigest(chain, by, epoch, keyOf(name)), secretOf(name));
        return;
      }
      case 'ceremony.deal':
      case 'ceremony.respond':
      case 'ceremony.confirm':
        speakInCeremony(kind, body, {
          state: this.state,
          draw: this.draw,
          held: testNetworkKey(AGENCIES.length).shares,
          nameOf: (key) => this.#keys.get(bytesToHex(key)),
        });
        return;
      default:
    }
  }

  #accuse(body: LooseBody): void {
    const name = this.draw.pick(AGENCIES) as string;
    const { vote } = body.first as BodyOf<'evidence.report'>['first'];
    const other = { ...vote, block: bytesToHex(this.draw.random(32)) as never };
    const signed = (each: typeof vote) => ({
      vote: each,
      signature: sign(voteDigest(this.state.chain, each), secretOf(`${name}/validator`)),
    });
    Object.assign(body, { agency: agencyOf(name), key: keyOf(`${name}/validator`) });
    Object.assign(body, { first: signed(vote), second: signed(other) });
  }
}
