/** A citizen of the test network: enrolled in two sectors, with a record that has been read, a payment, and a wallet. */
import type { AgencyId, RecordId, TransactionId } from '@annals/ledger/codec';
import { publicKeyOf, randomBytes, sign } from '@annals/ledger/crypto';
import { formatKeystore, sealKeystore } from '@annals/ledger/keystore';
import type { Proven } from '@annals/ledger/light';
import { enrolmentDigest, newObjectId } from '@annals/ledger/transaction';
import { type HeldKey, Wallet } from '@annals/ledger/wallet';
import { Actors, commit, type Person, type Signer } from '../harness/actors.ts';
import { settled } from '../harness/agreement.ts';
import type { Seat, TestNetwork } from '../harness/test-network.ts';

const HEALTH = 2;
const DAY_MS = 86_400_000;
export const PASSWORD = 'correct horse battery staple';

export interface SampleCitizen {
  readonly record: RecordId;
  readonly doctor: Signer;
  readonly person: Person;
  /** Somebody for whom she may act, in the same sector. */
  readonly child: Person;
  /** The transaction of the read that was granted. */
  readonly read: TransactionId;
  /** The text of her wallet file, as the command line writes it. */
  readonly wallet: string;
  /** The words of the same wallet. */
  readonly phrase: string;
}

/** Makes her and waits until all validators know of her. */
export async function makeCitizen(network: TestNetwork): Promise<SampleCitizen> {
  const actors = new Actors(network.chain);
  const { agencySecret } = network.seats[HEALTH] as Seat;
  const health = actors.agency(agencySecret);
  const networkKey = await network.networkKey();
  const { officer: doctor, submit: appointment } = actors.appoint(health, ['doctor']);
  const wallet = await Wallet.create({ en: 'Mei Tamm' });
  const enrol = (sector: string) => {
    const { secret, publicKey: key, subject } = wallet.pseudonym(sector);
    wallet.noteHeld(wallet.first(sector) as Proven<HeldKey>);
    const proof = sign(enrolmentDigest(network.chain, sector, health.agency as AgencyId), secret);
    const submit = actors.sign('person.enrol', health, { sector, key, proof });
    return { submit, person: { secret, key, sector, subject } };
  };
  const { person, submit: enrolment } = enrol('health');
  const { submit: inEducation } = enrol('education');
  const { person: child, submit: birth } = actors.enrol(health, 'health');
  await commit(network.client(0), [appointment, enrolment, inEducation, birth]);
  const issued = actors.issue(doctor, networkKey, 'medical-record', person, {
    emergency: { resources: [{ resourceType: 'AllergyIntolerance', id: 'penicillin' }] },
    general: { resources: [{ resourceType: 'Encounter', id: 'e1' }] },
  });
  const paid = payHer(actors, network, person);
  await commit(network.client(0), [issued.submit, paid.programme]);
  await commit(network.client(0), [paid.entitlement]);
  const decisions = decide(actors, person, child, issued.record);
  await commit(network.client(0), [paid.payment, decisions.consent, decisions.mandate]);
  await commit(network.client(0), [actors.accept(decisions.mandate, person)]);
  const granted = actors.read(doctor, issued.record, ['general'], 'treatment');
  const refused = actors.read(doctor, issued.record, ['general'], 'curiosity');
  const outcomes = await commit(network.client(0), [granted, refused]);
  await settled(network, [0, 1, 2, 3], Math.max(...outcomes.map(({ height }) => height ?? 0)));
  const { secret, note } = wallet.content;
  const content = { label: 'mei', kind: 'person', agency: null, secret, note } as const;
  return {
    record: issued.record,
    doctor,
    person,
    child,
    read: granted.transaction.id,
    wallet: formatKeystore(await sealKeystore(content, PASSWORD, 'light')),
    phrase: await wallet.phrase(),
  };
}

/** What she has decided: a consent for research, and that she acts for her child, who is of age to say so. */
function decide(actors: Actors, person: Person, child: Person, record: RecordId) {
  const her = { secret: person.secret, agency: null };
  const fromMs = Date.now();
  const untilMs = fromMs + 300 * DAY_MS;
  const scope = { records: [record], types: null, sections: ['general'] };
  const terms = { scope, agency: null, officer: null, purposes: ['research'], fromMs, untilMs };
  return {
    consent: actors.sign('consent.grant', her, { subject: person.subject, represented: null, ...terms }),
    mandate: actors.sign(
      'mandate.grant',
      { secret: child.secret, agency: null },
      { subject: child.subject, representative: person.subject, kind: 'representative', fromMs, untilMs },
    ),
  };
}

/** A programme of the health agency that pays her. */
function payHer(actors: Actors, network: TestNetwork, person: Person) {
  const { agencySecret } = network.seats[HEALTH] as Seat;
  const health = actors.agency(agencySecret);
  const key = publicKeyOf(agencySecret);
  const name = { en: 'Sickness benefit' };
  const roles = { grantRoles: ['doctor'], payRoles: ['doctor'] };
  const terms = { name, sector: 'health', currency: 'EUR', budget: 1_000_000, ...roles };
  const [programmeSalt, salt] = [randomBytes(16), randomBytes(16)];
  const programme = newObjectId('programme', key, programmeSalt);
  const entitlement = newObjectId('entitlement', key, salt);
  const span = { from: '2026-11', to: '2027-02' };
  const period = { entitlement, period: '2026-11', amount: 42_050, dueMs: Date.now() + DAY_MS };
  return {
    programme: actors.sign('programme.open', health, terms, programmeSalt),
    entitlement: actors.sign(
      'entitlement.grant',
      health,
      { programme, subject: person.subject, amount: 42_050, ...span },
      salt,
    ),
    payment: actors.sign('payment.schedule', health, period),
  };
}
