/** A citizen of the test network: enrolled, with a medical record that has been read twice, and a wallet file. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgencyId, RecordId, TransactionId } from '@annals/ledger/codec';
import { publicKeyOf, randomBytes, sign } from '@annals/ledger/crypto';
import { enrolmentDigest, newObjectId } from '@annals/ledger/transaction';
import { Wallet } from '@annals/ledger/wallet';
import { createKeystore } from '@annals/node/keystore';
import { Actors, commit, type Person, type Signer } from '../harness/actors.ts';
import { settled } from '../harness/agreement.ts';
import type { Seat, TestNetwork } from '../harness/test-network.ts';

const HEALTH = 2;
export const PASSWORD = 'correct horse battery staple';

export interface SampleCitizen {
  readonly record: RecordId;
  readonly doctor: Signer;
  readonly person: Person;
  /** The transaction of the read that was granted. */
  readonly read: TransactionId;
  /** The text of her wallet file, as the command line writes it. */
  readonly wallet: string;
  /** The words of her wallet. */
  readonly phrase: string;
}

/** Makes her and waits until all validators know of her. */
export async function makeCitizen(network: TestNetwork): Promise<SampleCitizen> {
  const actors = new Actors(network.chain);
  const { agencySecret } = network.seats[HEALTH] as Seat;
  const health = actors.agency(agencySecret);
  const { officer: doctor, submit: appointment } = actors.appoint(health, ['doctor']);
  const wallet = await Wallet.create({ en: 'Mei Tamm' }, 12);
  wallet.noteHeld(wallet.first('health'));
  const { secret, publicKey: key, subject } = wallet.enrolled('health');
  const person: Person = { secret, key, sector: 'health', subject };
  const proof = sign(enrolmentDigest(network.chain, 'health', health.agency as AgencyId), secret);
  const enrolment = actors.sign('person.enrol', health, { sector: 'health', key, proof });
  const issued = actors.issue(doctor, await network.networkKey(), 'medical-record', person, {
    emergency: { resources: [{ resourceType: 'AllergyIntolerance', id: 'penicillin' }] },
    general: { resources: [{ resourceType: 'Encounter', id: 'e1' }] },
  });
  await commit(network.client(0), [appointment, enrolment]);
  await commit(network.client(0), [issued.submit]);
  const paid = payHer(actors, network, person);
  await commit(network.client(0), [paid.programme]);
  await commit(network.client(0), [paid.entitlement]);
  await commit(network.client(0), [paid.payment]);
  const granted = actors.read(doctor, issued.record, ['general'], 'treatment');
  const refused = actors.read(doctor, issued.record, ['general'], 'curiosity');
  const outcomes = await commit(network.client(0), [granted, refused]);
  await settled(network, [0, 1, 2, 3], Math.max(...outcomes.map(({ height }) => height ?? 0)));
  return {
    record: issued.record,
    doctor,
    person,
    read: granted.transaction.id,
    wallet: await walletFile(wallet),
    phrase: await wallet.phrase(),
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
  return {
    programme: actors.sign('programme.open', health, terms, programmeSalt),
    entitlement: actors.sign(
      'entitlement.grant',
      health,
      { programme, subject: person.subject, amount: 42_050, ...span },
      salt,
    ),
    payment: actors.sign('payment.schedule', health, {
      entitlement,
      period: '2026-11',
      amount: 42_050,
      dueMs: Date.now() + 86_400_000,
    }),
  };
}

async function walletFile(wallet: Wallet): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'annals-wallet-'));
  try {
    const content = { label: 'mei', kind: 'person', agency: null, ...wallet.content } as const;
    await createKeystore(folder, content, PASSWORD, 'light');
    return readFileSync(join(folder, 'mei.json'), 'utf8');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
