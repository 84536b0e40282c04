/**
 * Policy on real validators: consent, restriction, guardians, emergencies and death decide what is opened, each the
 * moment it is committed; and whatever is refused is in the person's log, proven complete.
 */
import type { AccessEntry } from '@annals/ledger/block';
import { stateKey } from '@annals/ledger/block';
import type { AgencyId, ConsentId, SubjectId, TransactionId } from '@annals/ledger/codec';
import { publicKeyOf, randomBytes } from '@annals/ledger/crypto';
import { type ProvenLog, trustGenesis, verifyTrail, verifyValue } from '@annals/ledger/light';
import { type Reading, readSections } from '@annals/ledger/reading';
import { routes } from '@annals/ledger/rest';
import { type BodyOf, newObjectId, type TransactionKind } from '@annals/ledger/transaction';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Actors, commit, type Person, type Signer } from '../harness/actors.ts';
import { type Seat, TestNetwork } from '../harness/test-network.ts';

const REGISTRY = 0;
const HEALTH = 2;
const WELFARE = 3;
const REVIEW_MS = 10_000;

const resources = (code: string) => ({ resources: [{ resourceType: 'Condition', code: { text: code } }] });
const content = { emergency: resources('allergy'), general: resources('flu'), sensitive: resources('secret') };

describe('policy', () => {
  let network: TestNetwork;
  let actors: Actors;
  let networkKey: Uint8Array;
  let doctor: Signer;
  let paramedic: Signer;
  let reviewer: Signer;
  let archivist: Signer;
  let registrar: Signer;

  const agency = (i: number): Signer => actors.agency((network.seats[i] as Seat).agencySecret);
  const trusted = () => trustGenesis(network.genesis);
  /** The first is the one that is asked for everything here: it has applied what it says is committed. */
  const clients = () => [0, 1, 2, 3].map((i) => network.client(i));
  const alone = ({ secret }: Person): Signer => ({ secret, agency: null });

  beforeAll(async () => {
    network = await TestNetwork.start({
      config: { heartbeatMs: 500 },
      recordType: (type) =>
        type.emergency ? { ...type, emergency: { ...type.emergency, reviewMs: REVIEW_MS } } : type,
    });
    actors = new Actors(network.chain);
    networkKey = await network.networkKey();
    const appointed = [
      ...(['doctor', 'paramedic', 'records-officer'] as const).map((role) => actors.appoint(agency(HEALTH), [role])),
      // The registry stands in for the inspectorate, which no agency that reads can be.
      ...(['reviewer', 'registrar'] as const).map((role) => actors.appoint(agency(REGISTRY), [role])),
    ];
    [doctor, paramedic, archivist, reviewer, registrar] = appointed.map(({ officer }) => officer) as [
      Signer,
      Signer,
      Signer,
      Signer,
      Signer,
    ];
    await carry(...appointed.map(({ submit }) => submit));
  }, 300_000);
  afterAll(() => network?.stop());

  /** Commits what must be carried out. */
  async function carry(...items: Parameters<typeof commit>[1]) {
    const outcomes = await commit(network.client(0), items);
    expect(outcomes.map(({ result, detail }) => result?.code ?? detail)).toEqual(items.map(() => 'ok'));
    return outcomes;
  }

  const act = <K extends TransactionKind>(kind: K, signer: Signer, body: BodyOf<K>) =>
    carry(actors.sign(kind, signer, body));

  /** A person with a medical record of her own. */
  async function patient() {
    const enrolled = actors.enrol(agency(REGISTRY), 'health');
    await carry(enrolled.submit);
    const issued = actors.issue(doctor, networkKey, 'medical-record', enrolled.person, content);
    await carry(issued.submit);
    return { person: enrolled.person, record: issued.record };
  }
  type Patient = Awaited<ReturnType<typeof patient>>;

  /** Asks to read one section, and gives what the ledger said with what came to light. */
  async function reads(
    signer: Signer,
    { record }: Patient,
    section: string,
    purpose: string,
    emergency: string | null = null,
    subject: SubjectId | null = null,
  ) {
    const request = { items: [{ record, sections: [section] }], purpose, basis: 'health-act/41', emergency };
    const who = { secret: signer.secret, agency: signer.agency, subject } as Parameters<typeof readSections>[2];
    const reading = await readSections(clients(), trusted(), who, request);
    return { code: reading.items[0]?.code, opened: openedOf(reading), ...reading };
  }

  const openedOf = ({ items }: Reading) =>
    items.flatMap(({ sections }) => sections.flatMap((part) => (part.ok ? [part.content] : [])));

  /** The log as she verifies it; `by` holds the key with which it is asked for. */
  async function logOf({ person }: Patient, by: Person = person): Promise<readonly AccessEntry[]> {
    const { subject } = person;
    const { proven } = await network.client(0).call(routes.accessLog, {
      params: { subject },
      prove: { secret: by.secret, chain: network.chain },
    });
    const verdict = verifyTrail(trusted(), subject, proven as ProvenLog);
    if (!verdict.ok) throw new Error(verdict.reason);
    return verdict.entries;
  }

  const codes = (entries: readonly AccessEntry[]) => entries.map(({ code }) => code);

  test('a consent withdrawn one block earlier refuses the read, and the refusal is in her log', async () => {
    const ada = await patient();
    const { subject } = ada.person;
    const salt = randomBytes(16);
    const consent: ConsentId = newObjectId('consent', publicKeyOf(ada.person.secret), salt);
    const terms: BodyOf<'consent.grant'> = {
      subject,
      represented: null,
      scope: { records: [ada.record], types: null, sections: ['general'] },
      agency: agency(HEALTH).agency,
      officer: null,
      purposes: ['research'],
      fromMs: 0,
      untilMs: null,
    };
    const research = () => reads(doctor, ada, 'general', 'research');
    expect((await research()).code).toBe('access.consent');
    await carry(actors.sign('consent.grant', alone(ada.person), terms, salt));
    const granted = await research();
    expect(granted).toMatchObject({ code: 'ok', opened: [content.general] });
    const [withdrawn] = await act('consent.withdraw', alone(ada.person), { subject, represented: null, consent });
    const refused = await research();
    expect(refused).toMatchObject({ code: 'access.consent', opened: [] });
    expect(refused.height).toBeGreaterThan(withdrawn?.height ?? Number.NaN);
    const log = await logOf(ada);
    expect(codes(log)).toEqual(['access.consent', 'ok', 'access.consent']);
    expect(log.at(-1)).toMatchObject({ outcome: 'refused', purpose: 'research', height: refused.height });
  }, 300_000);

  test('a restriction closes to all but who has her consent; she herself and an emergency get in', async () => {
    const ada = await patient();
    const { subject } = ada.person;
    const scope = { of: 'record', record: ada.record } as const;
    await act('access.restrict', alone(ada.person), { subject, represented: null, scope, on: true });
    expect(await reads(doctor, ada, 'general', 'treatment')).toMatchObject({ code: 'access.restricted', opened: [] });
    const own = await reads(alone(ada.person), ada, 'general', 'own-access', null, subject);
    expect(own).toMatchObject({ code: 'ok', opened: [content.general] });
    const emergency = await reads(paramedic, ada, 'sensitive', 'emergency-care', 'unconscious');
    expect(emergency).toMatchObject({ code: 'ok', opened: [content.sensitive] });
    await act('access.restrict', alone(ada.person), { subject, represented: null, scope, on: false });
    expect((await reads(doctor, ada, 'general', 'treatment')).code).toBe('ok');
    expect((await logOf(ada)).map(({ mode, outcome }) => [mode, outcome])).toEqual([
      ['ordinary', 'refused'],
      ['own', 'granted'],
      ['emergency', 'granted'],
      ['ordinary', 'granted'],
    ]);
  }, 300_000);

  test('ATTACK role-of-ones-own: an agency makes no doctor of its own, nor calls its officer one in an emergency', async () => {
    const ada = await patient();
    const own = (role: string) => actors.appoint(agency(WELFARE), [role]);
    await expect(commit(network.client(0), [own('doctor').submit])).rejects.toMatchObject({ code: 'agency.role' });
    const { officer, submit } = own('case-worker');
    await carry(submit);
    expect(await reads(officer, ada, 'sensitive', 'treatment')).toMatchObject({ code: 'access.agency', opened: [] });
    const emergency = await reads(officer, ada, 'sensitive', 'emergency-care', 'unconscious');
    expect(emergency).toMatchObject({ code: 'access.agency', opened: [] });
    expect(codes(await logOf(ada))).toEqual(['access.agency', 'access.agency']);
  }, 300_000);

  test('a guardian reads and sees the log until the day of majority, and not after it', async () => {
    const child = await patient();
    const guardian = await patient();
    const { subject } = child.person;
    const representative = guardian.person.subject;
    const guards = () => reads(alone(guardian.person), child, 'general', 'care', null, representative);
    expect((await guards()).code).toBe('access.mandate');
    await expect(logOf(child, guardian.person)).rejects.toMatchObject({ code: 'auth.not-entitled' });
    const untilMs = Date.now() + 15_000;
    const grant = actors.sign('mandate.grant', registrar, {
      subject,
      representative,
      kind: 'guardian',
      fromMs: 0,
      untilMs,
    });
    await carry(grant);
    await carry(actors.accept(grant, guardian.person));
    // One agency's word gives nobody anything.
    expect((await guards()).code).toBe('access.mandate');
    await act('mandate.grant', agency(HEALTH), grant.transaction.payload.body as BodyOf<'mandate.grant'>);
    expect(await guards()).toMatchObject({ code: 'ok', opened: [content.general] });
    expect(codes(await logOf(child, guardian.person))).toEqual(['access.mandate', 'access.mandate', 'ok']);
    await network.until('the day of majority has come', async () => {
      return (await network.client(0).call(routes.status)).timeMs >= untilMs;
    });
    expect(await guards()).toMatchObject({ code: 'access.mandate', opened: [] });
    await expect(logOf(child, guardian.person)).rejects.toMatchObject({ code: 'auth.not-entitled' });
    expect((await logOf(child)).map(({ representative: who, code }) => [who, code])).toEqual([
      [representative, 'access.mandate'],
      [representative, 'access.mandate'],
      [representative, 'ok'],
      [representative, 'access.mandate'],
    ]);
  }, 300_000);

  test('an emergency is reviewed, or the validators say by themselves that it was not', async () => {
    const ada = await patient();
    const before = await counts();
    const first = await reads(paramedic, ada, 'sensitive', 'emergency-care', 'unconscious');
    await act('access.review', reviewer, { transaction: first.transaction, verdict: 'justified' });
    expect(await review(first.transaction)).toMatchObject({ status: 'justified', missedMs: null });

    const second = await reads(paramedic, ada, 'general', 'emergency-care', 'unconscious');
    expect((await waiting()).map(({ id }) => id)).toContain(second.transaction);
    await network.until('the missed review is escalated', async () => {
      return (await review(second.transaction))?.status === 'missed';
    });
    const after = await counts();
    expect(after.emergency - before.emergency).toBe(2);
    expect(after.reviewsMissed - before.reviewsMissed).toBeGreaterThanOrEqual(1);
    expect(after.reviewsJustified - before.reviewsJustified).toBe(1);
    // Late is better than never, and stays marked.
    await act('access.review', reviewer, { transaction: second.transaction, verdict: 'unjustified' });
    expect(await review(second.transaction)).toMatchObject({ status: 'unjustified', missedMs: expect.any(Number) });
    expect((await waiting()).map(({ id }) => id)).not.toContain(second.transaction);
  }, 300_000);

  test('after a death treatment ends, administration goes on, and the estate reads in her place', async () => {
    const ada = await patient();
    const heir = await patient();
    const { subject } = ada.person;
    const representative = heir.person.subject;
    const terms = { representative, kind: 'estate', fromMs: 0, untilMs: Date.now() + 3_600_000 } as const;
    const grant = actors.sign('mandate.grant', registrar, { subject, ...terms });
    await carry(grant);
    await act('mandate.grant', agency(HEALTH), { subject, ...terms });
    await carry(actors.accept(grant, heir.person));
    const inherits = () => reads(alone(heir.person), ada, 'general', 'estate', null, representative);
    expect((await inherits()).code).toBe('access.mandate');
    await act('person.close', registrar, { subject, event: 'death' });
    expect((await reads(doctor, ada, 'general', 'treatment')).code).toBe('ok');
    await act('person.close', agency(HEALTH), { subject, event: 'death' });
    expect((await reads(doctor, ada, 'general', 'treatment')).code).toBe('access.after-death');
    expect((await reads(archivist, ada, 'general', 'administration')).code).toBe('ok');
    expect((await reads(alone(ada.person), ada, 'general', 'own-access', null, subject)).code).toBe('subject.closed');
    expect(await inherits()).toMatchObject({ code: 'ok', opened: [content.general] });
    await expect(logOf(ada)).rejects.toMatchObject({ code: 'auth.not-entitled' });
    expect(codes(await logOf(ada, heir.person))).toEqual([
      'access.mandate',
      'ok',
      'access.after-death',
      'ok',
      'subject.closed',
      'ok',
    ]);
    const issued = actors.issue(doctor, networkKey, 'medical-record', ada.person, content);
    await expect(commit(network.client(0), [issued.submit])).rejects.toMatchObject({ code: 'subject.closed' });
  }, 300_000);

  async function review(id: TransactionId) {
    const key = stateKey.review(id);
    const { proven } = await network.client(0).call(routes.provenValue, { params: { key } });
    const verdict = verifyValue(trusted(), key, proven);
    if (!verdict.ok) throw new Error(verdict.reason);
    return verdict.value;
  }

  async function waiting() {
    const { secret } = reviewer;
    const id = agency(HEALTH).agency as AgencyId;
    const prove = { secret, chain: network.chain };
    return (await network.client(0).call(routes.reviews, { params: { agency: id }, prove })).items;
  }

  async function counts() {
    const { items } = await network.client(0).call(routes.accessCounts, {});
    const { agency: id } = agency(HEALTH);
    const found = items.find((each) => each.agency === id);
    return found?.value ?? { emergency: 0, reviewsMissed: 0, reviewsJustified: 0 };
  }
});
