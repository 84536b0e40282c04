/** A network of four validators with officers, persons and a programme, ready for load. */

import type { EntitlementId } from '@annals/ledger/codec';
import { publicKeyOf, randomBytes } from '@annals/ledger/crypto';
import { newObjectId } from '@annals/ledger/transaction';
import type { NodeConfig } from '@annals/node';
import { Actors, commit, type Signer, type Submittable } from '../../harness/actors.ts';
import { settled } from '../../harness/agreement.ts';
import { type Seat, TestNetwork } from '../../harness/test-network.ts';
import { entitlementsFor, type LoadKind, type LoadPlan } from './make-load.ts';

export const ALL: readonly number[] = [0, 1, 2, 3];
const [HEALTH, WELFARE] = [2, 3];
const SUBJECTS = 1_000;
const OFFICERS = 8;
const BATCH = 250;
const CONTENT = { general: { resources: [{ resourceType: 'Encounter', id: 'e1', period: { start: '2026-11-24' } }] } };

export interface BenchNetwork {
  readonly network: TestNetwork;
  readonly actors: Actors;
  /** What `makeLoad` needs, for so many transactions of a kind. */
  readonly plan: (kind: LoadKind, transactions: number, transactionsPerBody: number) => LoadPlan;
  /** One enrolment, for single transactions. */
  readonly enrolment: () => Submittable;
}

/** Starts the network and commits what the load stands on. */
export async function startBenchNetwork(
  maxPayments: number,
  config: Partial<NodeConfig>,
  nodeArguments: readonly string[] = [],
): Promise<BenchNetwork> {
  const network = await TestNetwork.start({
    config: { logLevel: 'warn', ...config },
    nodeArguments: () => nodeArguments,
  });
  const actors = new Actors(network.chain);
  const secretOf = (i: number) => (network.seats[i] as Seat).agencySecret;
  const health = actors.agency(secretOf(HEALTH));
  const welfare = actors.agency(secretOf(WELFARE));
  const all = async (items: readonly Submittable[]): Promise<void> => {
    for (let at = 0; at < items.length; at += BATCH) {
      for (const { result, code } of await commit(network.client(0), items.slice(at, at + BATCH), 60_000)) {
        if (result?.code !== 'ok') throw new Error(`setting up the benchmark: ${code ?? result?.code}`);
      }
    }
    await settled(network, ALL);
  };
  const appointed = (agency: Signer, role: string) =>
    Array.from({ length: OFFICERS }, () => actors.appoint(agency, [role]));
  const doctors = appointed(health, 'doctor');
  const payers = appointed(welfare, 'treasurer');
  const persons = Array.from({ length: SUBJECTS }, () => actors.enrol(health, 'health'));
  const recipients = Array.from({ length: entitlementsFor(maxPayments) }, () => actors.enrol(welfare, 'welfare'));
  const salt = randomBytes(16);
  const programme = newObjectId('programme', publicKeyOf(welfare.secret), salt);
  const opened = actors.sign(
    'programme.open',
    welfare,
    {
      name: { en: 'Heating' },
      sector: 'welfare',
      currency: 'EUR',
      budget: Number.MAX_SAFE_INTEGER,
      grantRoles: ['case-worker'],
      payRoles: ['treasurer'],
    },
    salt,
  );
  await all([...doctors, ...payers, ...persons, ...recipients].map(({ submit }) => submit).concat(opened));
  const entitlements: EntitlementId[] = [];
  await all(
    recipients.map(({ person: { subject } }) => {
      const own = randomBytes(16);
      entitlements.push(newObjectId('entitlement', publicKeyOf(welfare.secret), own));
      return actors.sign(
        'entitlement.grant',
        welfare,
        { programme, subject, amount: 100, from: '2000-01', to: '2099-12' },
        own,
      );
    }),
  );
  const [first] = persons;
  const [doctor] = doctors;
  if (!first || !doctor) throw new Error('the benchmark has persons and officers');
  const networkKey = await network.networkKey();
  const { submit } = actors.issue(doctor.officer, networkKey, 'medical-record', first.person, CONTENT);
  const subjects = persons.map(({ person: { subject, key } }) => ({ subject, key }));
  const plan = (kind: LoadKind, transactions: number, transactionsPerBody: number): LoadPlan => ({
    kind,
    chain: network.chain,
    agency: (kind === 'record' ? health : welfare).agency as LoadPlan['agency'],
    lastValid: actors.lastValid,
    signers: (kind === 'record' ? doctors : payers).map(({ officer }) => officer.secret),
    subjects,
    entitlements,
    networkKey,
    template: submit.sidecar as Uint8Array,
    bodies: Math.ceil(transactions / transactionsPerBody),
    transactionsPerBody,
    firstNumber: 0,
  });
  return { network, actors, plan, enrolment: () => actors.enrol(health, 'health').submit };
}
