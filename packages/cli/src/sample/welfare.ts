/** Welfare in the sample population: two programmes, whom they pay, and what became of the payments. */
import type { EntitlementId, ProgrammeId } from '@annals/ledger/codec';
import { randomBytes } from '@annals/ledger/crypto';
import { paymentIdOf } from '@annals/ledger/transaction';
import { enrolmentBody } from '../identity/enrolment.ts';
import { referenceCommitment } from '../payments/payments.ts';
import type { Session } from '../session/session.ts';
import { createWallet, keepWallet } from '../wallet/wallet.ts';
import { decisionOf } from './contents.ts';
import { dueOf, monthAt } from './months.ts';
import type { Resident } from './resident.ts';
import type { SampleLedger } from './sample-ledger.ts';

const AGENCY = 'social-insurance';

const PROGRAMMES = [
  {
    name: { en: 'Old-age pension', 'zh-Hant': '退休金', et: 'Vanaduspension' },
    budget: 2_400_000_00,
    monthly: 680_00,
    /** Who is paid: the wallets' names. */
    recipients: ['juhan', 'chi-wai', 'sau-fong', 'amelia'],
    eligibility: {
      en: 'Residents from their 65th birthday.',
      'zh-Hant': '年滿六十五歲的居民。',
      et: 'Elanikud alates 65. eluaastast.',
    },
  },
  {
    name: { en: 'Rental support', 'zh-Hant': '租金津貼', et: 'Üüritoetus' },
    budget: 300_000_00,
    monthly: 145_50,
    recipients: ['kadri', 'ka-yan', 'liis'],
    eligibility: {
      en: 'Tenants below the income limit.',
      'zh-Hant': '收入低於上限的租戶。',
      et: 'Üürnikud, kelle sissetulek on alla piirmäära.',
    },
  },
] as const;

/** Opens the programmes, and publishes their rules under the pseudonym of the public body that runs them. */
export async function openProgrammes(session: Session, ledger: SampleLedger): Promise<readonly ProgrammeId[]> {
  const label = 'social-insurance-board';
  const body = await createWallet(session, label, {
    en: 'Social Insurance Board',
    'zh-Hant': '社會保險局',
    et: 'Sotsiaalkindlustusamet',
  });
  const pseudonym = body.pseudonym('public-body');
  await ledger.add(
    'registrar',
    'person.enrol',
    enrolmentBody(session.chain, pseudonym, await ledger.signer('registrar')),
  );
  const ids: ProgrammeId[] = [];
  for (const { name, budget } of PROGRAMMES) {
    const fields = {
      name,
      budget,
      sector: 'welfare',
      currency: 'EUR',
      grantRoles: ['case-worker'],
      payRoles: ['treasurer'],
    };
    ids.push(await ledger.create(AGENCY, 'programme.open', 'programme', fields));
  }
  await ledger.flush();
  body.noteHeld(ledger.taken(body, body.first('public-body')));
  await keepWallet(session, label, body);
  for (const { name, monthly, eligibility } of PROGRAMMES) {
    const rules = {
      name,
      legalBasis: 'Social Welfare Act, section 7',
      eligibility,
      amount: monthly,
      currency: 'EUR',
      inForceFrom: '2026-01-01',
    };
    await ledger.issue('case-worker', 'programme-rules', pseudonym, { rules });
  }
  return ids;
}

interface Benefit {
  readonly entitlement: EntitlementId;
  readonly monthly: number;
}

/** Grants entitlements, and pays: earlier months are paid, one payment came back, the next ones are due. */
export async function payBenefits(
  ledger: SampleLedger,
  residents: readonly Resident[],
  programmes: readonly ProgrammeId[],
  nowMs: number,
  step: (what: string, run: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const benefits: Benefit[] = [];
  await step('entitlements', async () => {
    for (const [index, { name, monthly, recipients }] of PROGRAMMES.entries()) {
      const programme = programmes[index];
      for (const label of recipients) {
        const wallet = residents.find((resident) => resident.label === label)?.wallet;
        if (!programme || !wallet) continue;
        const { subject } = wallet.enrolled('welfare');
        const [from, to] = [monthAt(nowMs, -3), monthAt(nowMs, 20)];
        const fields = { programme, subject, amount: monthly, from, to };
        const entitlement = await ledger.create('case-worker', 'entitlement.grant', 'entitlement', fields);
        benefits.push({ entitlement, monthly });
        const decision = decisionOf(name.en, monthly, from, to, `${monthAt(nowMs, -4)}-15`);
        await ledger.issue('case-worker', 'welfare-decision', wallet.enrolled('welfare'), decision);
      }
    }
  });
  const schedule =
    (offsets: readonly number[], of = benefits) =>
    async () => {
      for (const { entitlement, monthly } of of) {
        for (const offset of offsets) {
          const period = monthAt(nowMs, offset);
          await ledger.add('treasurer', 'payment.schedule', {
            entitlement,
            period,
            amount: monthly,
            dueMs: dueOf(period),
          });
        }
      }
    };
  const [returned] = benefits;
  await step('payments', schedule([-3, -2, -1, 0, 1]));
  await step('payments', async () => {
    for (const { entitlement } of benefits) {
      for (const offset of [-3, -2, -1]) {
        const payment = paymentIdOf(entitlement, monthAt(nowMs, offset));
        if (entitlement === returned?.entitlement && offset === -1) {
          await ledger.add('treasurer', 'payment.return', { payment, reason: 'account-closed' });
        } else {
          const reference = referenceCommitment(`SEPA-${entitlement.slice(0, 10)}-${offset}`, randomBytes(32));
          await ledger.add('treasurer', 'payment.confirm', { payment, reference });
        }
      }
    }
  });
}
