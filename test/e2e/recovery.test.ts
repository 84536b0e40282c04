/** A person's phrase and the recovery of her lost key, by the command line and validators that are real processes. */
import { parseId, type SubjectId } from '@annals/ledger/codec';
import { generateSecretKey, publicKeyOf, sign } from '@annals/ledger/crypto';
import { AnnalsError } from '@annals/ledger/errors';
import { routes } from '@annals/ledger/rest';
import { recoveryDigest } from '@annals/ledger/transaction';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Actors, commit, type Submittable } from '../harness/actors.ts';
import { CommandLine } from '../harness/command-line.ts';
import { type Seat, TestNetwork } from '../harness/test-network.ts';

const WAIT_MS = 6_000;
const AGENCIES = { registry: 0, education: 1, health: 2 };

let network: TestNetwork;
let annals: CommandLine;
/** What was answered when she was enrolled. */
let enrolled: { readonly subject: string; readonly phrase: string };
/** A medical record about her. */
let record: string;

beforeAll(async () => {
  network = await TestNetwork.start({ parameters: { recoveryWaitMs: WAIT_MS } });
  annals = await CommandLine.of(network, AGENCIES);
  await annals.appoint({
    registrar: ['registrar', 'registry'],
    dean: ['registrar', 'education'],
    doctor: ['doctor', 'health'],
  });
  enrolled = await annals.done('person', 'enrol', 'liis', '--sector', 'health', '--as', 'registrar');
  await network.networkKey();
  const content = annals.write(
    'visit.json',
    JSON.stringify({ general: { resources: [{ resourceType: 'Encounter' }] } }),
  );
  const issued = await annals.done(
    'record',
    'issue',
    content,
    '--type',
    'medical-record',
    '--subject',
    'liis',
    '--as',
    'doctor',
  );
  record = issued.record;
}, 240_000);
afterAll(async () => {
  annals?.remove();
  await network?.stop();
});

/** Completes when the waiting time is over. */
const completed = (subject: string) =>
  network.until('the recovery is completed', async () => {
    const { exit, error } = await annals.run('person', 'complete-recovery', subject, '--as', 'registrar');
    if (exit !== 0 && !error.includes('recovery.too-early')) throw new Error(error);
    return exit === 0;
  });

/** `ok`, or the code with which the network refuses a transaction. */
async function outcomeOf(step: Submittable): Promise<string | undefined> {
  try {
    const [outcome] = await commit(network.client(0), [step]);
    return outcome?.result?.code;
  } catch (error) {
    if (error instanceof AnnalsError) return error.code;
    throw error;
  }
}

describe('words', () => {
  test('are 24, shown when the wallet is made, and give everything back on another device', async () => {
    expect(enrolled.phrase.split(' ')).toHaveLength(24);
    const again = await annals.done('person', 'enrol', 'liis', '--sector', 'civil', '--as', 'registrar');
    expect(again.phrase).toBeNull();
    const words = annals.write('words.txt', `${enrolled.phrase.toUpperCase()}\n`);
    const restored = await annals.done('person', 'restore', 'liis-at-home', '--phrase-file', words);
    expect(restored.subjects).toEqual([
      { sector: 'civil', subject: again.subject, index: 0 },
      { sector: 'health', subject: enrolled.subject, index: 0 },
    ]);
    expect(await annals.done('record', 'list', '--person', 'liis-at-home')).toHaveLength(1);
    expect((await annals.done('person', 'phrase', 'liis-at-home')).phrase).toBe(enrolled.phrase);
  }, 300_000);

  test('find a key that has been replaced', async () => {
    await annals.done('person', 'rotate-key', 'liis', '--sector', 'civil');
    const words = annals.write('words.txt', enrolled.phrase);
    const restored = await annals.done('person', 'restore', 'liis-later', '--phrase-file', words, '--sector', 'civil');
    expect(restored.subjects).toMatchObject([{ sector: 'civil', index: 1 }]);
    expect(await annals.refused('person', 'show', 'liis-at-home')).toBe('auth.not-entitled');
  }, 300_000);

  test('that are mistyped, or nobody’s, say so', async () => {
    const typed = (phrase: string) =>
      annals.refused('person', 'restore', 'nobody', '--phrase-file', annals.write('words.txt', phrase));
    const [first = '', ...others] = enrolled.phrase.split(' ');
    expect(await typed([`${first}x`, ...others].join(' '))).toBe('phrase.unknown-word');
    expect(await typed(others.join(' '))).toBe('phrase.length');
    expect(await typed('legal winner thank year wave sausage worth useful legal winner thank thank')).toBe(
      'phrase.checksum',
    );
    expect(await typed('legal winner thank year wave sausage worth useful legal winner thank yellow')).toBe(
      'phrase.no-subject',
    );
  }, 300_000);
});

describe('a recovery', () => {
  test('without a second agency, or before its time, or against her, changes nothing', async () => {
    const actors = new Actors(network.chain);
    const [registry, education] = [0, 1].map((i) => actors.agency((network.seats[i] as Seat).agencySecret));
    if (!registry?.agency || !education) throw new Error('there are two agencies');
    const subject: SubjectId = parseId('subject', enrolled.subject);
    const prove = { secret: registry.secret, chain: network.chain };
    const { key: presentKey } = await network.client(0).call(routes.subject, { params: { subject }, prove });
    const secret = generateSecretKey();
    const key = publicKeyOf(secret);
    const latest = await network
      .client(0)
      .call(routes.recovery, { params: { subject }, prove })
      .catch(() => undefined);
    const number = (latest?.number ?? 0) + 1;
    const proof = sign(recoveryDigest(network.chain, subject, registry.agency, presentKey, number), secret);
    const steps = [
      actors.sign('recovery.request', registry, { subject, key, proof }),
      actors.sign('recovery.approve', registry, { subject, key }),
      actors.sign('recovery.complete', registry, { subject, key }),
      actors.sign('recovery.approve', education, { subject, key }),
      actors.sign('recovery.complete', registry, { subject, key }),
    ];
    const codes = [];
    for (const step of steps) codes.push(await outcomeOf(step));
    expect(codes).toEqual(['ok', 'recovery.same-agency', 'recovery.not-approved', 'ok', 'recovery.too-early']);
    const shown = await annals.done('person', 'show', 'liis');
    expect(shown.subjects.find((each: { sector: string }) => each.sector === 'health').recoveryReadyMs).not.toBeNull();
    await annals.done('person', 'object', 'liis', '--sector', 'health');
    expect(await annals.refused('person', 'complete-recovery', enrolled.subject, '--as', 'registrar')).toBe(
      'recovery.unknown',
    );
    expect(await annals.done('person', 'recovery', 'liis', '--sector', 'health')).toMatchObject({ status: 'objected' });
  }, 300_000);

  test('by two agencies gives her a new key; the old one acts no more, and her records are still hers', async () => {
    const { subject } = enrolled;
    const asked = await annals.done(
      'person',
      'recover',
      'liis-new',
      '--subject',
      subject,
      '--words',
      '12',
      '--as',
      'registrar',
    );
    expect(asked.phrase.split(' ')).toHaveLength(12);
    const approve = (as: string) => ['person', 'approve-recovery', subject, '--key', asked.key, '--as', as] as const;
    expect(await annals.refused(...approve('registrar'))).toBe('recovery.same-agency');
    await annals.done(...approve('dean'));
    await completed(subject);

    expect(await annals.refused('person', 'show', 'liis')).toBe('auth.not-entitled');
    expect(await annals.refused('person', 'rotate-key', 'liis', '--sector', 'health')).toBe('tx.signer-unknown');
    expect((await annals.done('person', 'show', 'liis-new')).subjects).toMatchObject([{ sector: 'health', subject }]);
    expect(await annals.done('record', 'list', '--person', 'liis-new')).toHaveLength(1);
    // It is sealed to the key that is lost; through the network she reads it, and it stands in her log.
    expect(await annals.done('record', 'open', record, '--person', 'liis-new')).toMatchObject({ closed: ['general'] });
    const reading = ['--section', 'general', '--purpose', 'own-data', '--basis', 'gdpr/15', '--person', 'liis-new'];
    const read = await annals.done('record', 'read', record, ...reading);
    expect(JSON.stringify(read)).toContain('Encounter');
    const log = await annals.done('access', 'log', '--person', 'liis-new');
    expect(JSON.stringify(log)).toContain('own-data');
    await annals.done('person', 'rotate-key', 'liis-new', '--sector', 'health');

    // The words of the new wallet find the pseudonym, though its id comes from the words that are lost.
    const words = annals.write('words.txt', asked.phrase);
    const restored = await annals.done('person', 'restore', 'liis-on-paper', '--phrase-file', words);
    expect(restored.subjects).toEqual([{ sector: 'health', subject, index: 1 }]);
    const lost = annals.write('words.txt', enrolled.phrase);
    const rest = await annals.done('person', 'restore', 'liis-found', '--phrase-file', lost);
    expect([rest.subjects.map((each: { sector: string }) => each.sector), rest.replaced]).toEqual([
      ['civil'],
      ['health'],
    ]);
  }, 300_000);
});
