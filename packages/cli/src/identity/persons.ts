/** `annals person`: wallets, and the pseudonyms that they hold. */
import { formatId } from '@annals/ledger/codec';
import { sign } from '@annals/ledger/crypto';
import { routes } from '@annals/ledger/rest';
import { rotationDigest } from '@annals/ledger/transaction';
import { listKeystores } from '@annals/node/keystore';
import type { Answer } from '../output/answer.ts';
import { paragraphs, table } from '../output/table.ts';
import { localized, resolveAgency, timeText } from '../session/names.ts';
import { perform, type SubmitOptions } from '../session/perform.ts';
import type { Session } from '../session/session.ts';
import { openSigner } from '../session/signer.ts';
import { keepWallet, newWallet, openWallet, type Wallet } from '../wallet/wallet.ts';
import { enrolmentBody } from './enrolment.ts';

interface EnrolOptions extends SubmitOptions {
  readonly sector: string;
  readonly name?: string;
  readonly agency?: string;
}

/** Enrols a person in one sector; the first time this makes her wallet. */
export async function enrolPerson(session: Session, options: EnrolOptions, label: string): Promise<Answer> {
  const isNew = !listKeystores(session.files.wallets).some((wallet) => wallet.label === label);
  const wallet = isNew ? newWallet(label, { en: options.name ?? label }) : await openWallet(session, label);
  const agency = options.agency === undefined ? undefined : await resolveAgency(session, options.agency);
  const signer = await openSigner(session, { kinds: ['officer', 'agency'], agency });
  const pseudonym = wallet.pseudonym(options.sector);
  // Kept before the ledger knows of it: a key that is lost after it was enrolled would be lost for good.
  if (isNew) await keepWallet(session, wallet, true);
  const subject = formatId('subject', pseudonym.subject);
  const answer = await perform(session, options, {
    signer,
    kind: 'person.enrol',
    body: enrolmentBody(session.chain, pseudonym, signer),
    done: `${label} is enrolled in the sector ${options.sector}.`,
    shown: [
      ['subject', subject],
      ['wallet', isNew ? `new, in ${session.files.wallets}` : null],
    ],
    json: { person: label, sector: options.sector, subject },
    next: `annals person show ${label}`,
  });
  wallet.noteKey(options.sector, 'enrolled');
  await keepWallet(session, wallet, false);
  return answer;
}

/** What the ledger knows about each pseudonym of a person. */
export async function showPerson(session: Session, _options: object, label: string): Promise<Answer> {
  const wallet = await openWallet(session, label);
  const { chain } = session;
  const subjects = await Promise.all(
    wallet.sectors.map(async (sector) => {
      const { subject, secret } = wallet.enrolled(sector);
      const value = await session.client().call(routes.subject, { params: { subject }, prove: { secret, chain } });
      return { sector, subject: formatId('subject', subject), status: value.status, enrolledMs: value.enrolledMs };
    }),
  );
  return {
    text: paragraphs(
      `${localized(wallet.name, session.environment)} is known by another pseudonym in each sector; only this wallet can tell that they are one person.`,
      table(
        ['SECTOR', 'STATUS', 'ENROLLED', 'SUBJECT'],
        subjects.map(({ sector, status, enrolledMs, subject }) => [sector, status, timeText(enrolledMs), subject]),
        'She is not enrolled in any sector.',
      ),
      `Next: annals access log --person ${label}`,
    ),
    json: { person: label, name: wallet.name, subjects },
  };
}

export async function listPersons(session: Session): Promise<Answer> {
  const labels = listKeystores(session.files.wallets).map(({ label }) => label);
  const persons: Wallet[] = [];
  for (const label of labels) persons.push(await openWallet(session, label));
  return {
    text: table(
      ['PERSON', 'NAME', 'SECTORS'],
      persons.map((wallet) => [wallet.label, localized(wallet.name, session.environment), wallet.sectors.join(', ')]),
      `There are no wallets in ${session.files.wallets}.`,
    ),
    json: persons.map(({ label, name, sectors }) => ({ person: label, name, sectors })),
  };
}

interface RotateOptions extends SubmitOptions {
  readonly sector: string;
}

/** Replaces the key of one pseudonym by the next that the seed gives. */
export async function rotateKey(session: Session, options: RotateOptions, label: string): Promise<Answer> {
  const wallet = await openWallet(session, label);
  const present = wallet.enrolled(options.sector);
  const next = wallet.pseudonym(options.sector, 1);
  const { subject } = present;
  // Nothing is noted of a network that can not be reached.
  await session.status();
  // Noted before the ledger is asked: cut off afterwards, the wallet would not know which key is hers.
  wallet.noteRotating(options.sector);
  await keepWallet(session, wallet, false);
  const answer = await perform(session, options, {
    signer: { secret: present.secret, agency: null },
    kind: 'person.rotate-key',
    body: {
      subject,
      key: next.publicKey,
      proof: sign(rotationDigest(session.chain, subject, present.publicKey), next.secret),
    },
    done: `${label} has a new key in the sector ${options.sector}; the old one is worth nothing any more.`,
    shown: [['subject', formatId('subject', subject)]],
    json: { person: label, sector: options.sector, subject: formatId('subject', subject) },
  });
  wallet.noteKey(options.sector, 'rotated');
  await keepWallet(session, wallet, false);
  return answer;
}
