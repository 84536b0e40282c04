/**
 * The sample population: synthetic citizens with a life on the ledger, so that a newcomer has something to look at.
 * Their pseudonyms are enrolled sector by sector, each time in another order, so that order links none of them.
 */
import { formatId, type ProgrammeId } from '@annals/ledger/codec';
import type { Environment } from '../environment.ts';
import { enrolmentBody } from '../identity/enrolment.ts';
import type { Answer } from '../output/answer.ts';
import { paragraphs, table } from '../output/table.ts';
import { localized } from '../session/names.ts';
import { Session } from '../session/session.ts';
import { createWallet, keepWallet } from '../wallet/wallet.ts';
import { CITIZENS } from './citizens.ts';
import { birthCertificateOf, checkUpOf, diplomaOf, vaccinationOf } from './contents.ts';
import { SeededRandom } from './random.ts';
import type { Resident } from './resident.ts';
import { SampleLedger } from './sample-ledger.ts';
import { type Showcase, showcase } from './showcase.ts';
import { openProgrammes, payBenefits } from './welfare.ts';

const SEED = 20_261_124;
const SECTORS = ['civil', 'education', 'health', 'welfare'];
const DAY_MS = 86_400_000;
/** Younger people have no diploma yet. */
const MIN_GRADUATE_YEARS = 26;

/** Puts the population onto the network of a context folder. */
export async function populateNetwork(home: string, environment: Environment, json: boolean): Promise<Answer> {
  const startedMs = environment.nowMs();
  const session = new Session(environment, { json, home });
  const random = new SeededRandom(SEED);
  const progress = session.progress();
  const ledger = await SampleLedger.open(session);
  const step = async (what: string, run: () => Promise<void>) => {
    progress.update(`Sample population, ${what}:`, ledger.committed);
    await run();
    await ledger.flush();
  };
  const residents: Resident[] = [];
  for (const citizen of CITIZENS) {
    const wallet = await createWallet(session, citizen.label, citizen.name, 12);
    residents.push({ ...citizen, wallet });
  }
  await step('wallets and pseudonyms', () => enrol(session, ledger, residents, random));
  const nowMs = environment.nowMs();
  const programmes: ProgrammeId[] = [];
  await step('certificates and diplomas', () => certify(ledger, residents, random, nowMs));
  await step('medical records', () => treat(ledger, residents, random, nowMs));
  await step('welfare programmes', async () => {
    programmes.push(...(await openProgrammes(session, ledger)));
  });
  await payBenefits(ledger, residents, programmes, nowMs, (what, run) => step(what, run));
  const shown = await showcase(session, ledger, residents, step, () => readings(ledger, residents, random));
  progress.end();
  const tookMs = environment.nowMs() - startedMs;
  return describe(residents, shown, ledger.committed, tookMs, environment);
}

/** Enrols every resident in every sector. */
async function enrol(
  session: Session,
  ledger: SampleLedger,
  residents: readonly Resident[],
  random: SeededRandom,
): Promise<void> {
  const registrar = await ledger.signer('registrar');
  for (const sector of SECTORS) {
    for (const { wallet } of random.shuffled(residents)) {
      await ledger.add('registrar', 'person.enrol', enrolmentBody(session.chain, wallet.pseudonym(sector), registrar));
    }
    await ledger.flush();
  }
  for (const { label, wallet } of residents) {
    for (const sector of SECTORS) wallet.noteHeld(ledger.taken(wallet, wallet.first(sector)));
    await keepWallet(session, label, wallet);
  }
}

async function certify(
  ledger: SampleLedger,
  residents: readonly Resident[],
  random: SeededRandom,
  nowMs: number,
): Promise<void> {
  const thisYear = new Date(nowMs).getUTCFullYear();
  for (const [index, resident] of residents.entries()) {
    const { wallet, bornOn } = resident;
    const content = birthCertificateOf(resident, 1_000 + index * 17);
    await ledger.issue('registrar', 'birth-certificate', wallet.enrolled('civil'), content);
    if (thisYear - Number(bornOn.slice(0, 4)) < MIN_GRADUATE_YEARS) continue;
    await ledger.issue('dean', 'diploma', wallet.enrolled('education'), diplomaOf(resident, random));
  }
}

async function treat(
  ledger: SampleLedger,
  residents: readonly Resident[],
  random: SeededRandom,
  nowMs: number,
): Promise<void> {
  for (const [index, { wallet }] of residents.entries()) {
    const patient = wallet.enrolled('health');
    const on = (daysAgo: number) => new Date(nowMs - daysAgo * DAY_MS).toISOString().slice(0, 10);
    const checkUp = checkUpOf(on(30 + random.integer(300)), random, index % 4 === 0);
    await ledger.issue('doctor', 'medical-record', patient, checkUp);
    if (random.integer(2) === 0) {
      await ledger.issue('nurse', 'medical-record', patient, vaccinationOf(on(10 + random.integer(60))));
    }
  }
}

/** Who looks at whom: most with good reason, some without, and those are refused and seen all the same. */
async function readings(ledger: SampleLedger, residents: readonly Resident[], random: SeededRandom): Promise<void> {
  const medical = ({ wallet }: Resident) => ledger.recordsOf(wallet.enrolled('health'), 'medical-record');
  for (const resident of random.shuffled(residents)) {
    const [birth] = ledger.recordsOf(resident.wallet.enrolled('civil'), 'birth-certificate');
    const [checkUp, vaccination] = medical(resident);
    if (!birth || !checkUp) continue;
    const identity = { sections: ['identity'], purpose: 'identity-check', basis: 'identity-act/12' };
    await ledger.read({ by: 'registrar', record: birth, ...identity });
    const treatment = { purpose: 'treatment', basis: 'health-act/41' };
    await ledger.read({ by: 'doctor', record: checkUp, sections: ['emergency', 'general'], ...treatment });
    if (vaccination) await ledger.read({ by: 'nurse', record: vaccination, sections: ['emergency'], ...treatment });
    const benefit = { sections: ['identity', 'parents'], purpose: 'benefit-assessment', basis: 'welfare-act/7' };
    if (random.integer(2) === 0) await ledger.read({ by: 'case-worker', record: birth, ...benefit });
    const care = { sections: ['emergency'], purpose: 'emergency-care', basis: 'health-act/44' };
    if (random.integer(3) === 0) await ledger.read({ by: 'paramedic', record: checkUp, ...care });
  }
  const attempts = [
    ['liis', 'case-worker', ['general'], 'benefit-assessment', 'welfare-act/7'],
    ['liis', 'paramedic', ['sensitive'], 'emergency-care', 'health-act/44'],
    ['emma', 'doctor', ['general'], 'research', 'research-act/3'],
    ['chi-wai', 'treasurer', ['emergency'], 'payment', 'welfare-act/9'],
  ] as const;
  for (const [label, by, sections, purpose, basis] of attempts) {
    const resident = residents.find((each) => each.label === label);
    const [record] = resident ? medical(resident) : [];
    if (record) await ledger.read({ by, record, sections, purpose, basis });
  }
}

async function describe(
  residents: readonly Resident[],
  { sights, restricted, held, erased, hidden }: Showcase,
  committed: number,
  tookMs: number,
  environment: Environment,
): Promise<Answer> {
  const phrases = await Promise.all(
    residents.map(async ({ label, wallet }) => [label, await wallet.phrase()] as const),
  );
  return {
    text: paragraphs(
      `${residents.length} synthetic citizens live on it: ${committed} transactions in ${(tookMs / 1_000).toFixed(1)} s.`,
      table(
        ['PERSON', 'NAME', 'BORN', 'TO SEE'],
        residents.map(({ label, name, bornOn }) => [
          label,
          `${localized(name, environment)}  ${name['zh-Hant'] ?? ''}`,
          bornOn,
          sights.get(label) ?? '',
        ]),
      ),
      `In the explorer, "My data" also opens with the words of one of them. They were made for this network and are worth nothing elsewhere:\n\n${table(['PERSON', 'WORDS'], phrases)}`,
      'Look at one of them:\n\n  annals access log --person liis\n  annals record list --person liis\n  annals payment list --person juhan',
    ),
    json: {
      event: 'sample',
      persons: residents.map(({ label }) => label),
      phrases: Object.fromEntries(phrases),
      sights: Object.fromEntries(sights),
      restricted: formatId('record', restricted),
      held: formatId('record', held),
      erased: formatId('record', erased),
      hidden: { transaction: formatId('transaction', hidden.transaction), revealMs: hidden.revealMs },
      transactions: committed,
      tookMs,
    },
  };
}
