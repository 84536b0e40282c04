/** `annals person`: wallets, and the pseudonyms that they hold. */
import { formatId } from '@annals/ledger/codec';
import { sign } from '@annals/ledger/crypto';
import { AnnalsError } from '@annals/ledger/errors';
import { rotationDigest } from '@annals/ledger/transaction';
import { committedKey, type PhraseWords, type Pseudonym, type Wallet } from '@annals/ledger/wallet';
import { listKeystores } from '@annals/node/keystore';
import type { Answer } from '../output/answer.ts';
import { paragraphs, table } from '../output/table.ts';
import { localized, resolveAgency, timeText } from '../session/names.ts';
import { perform, type SubmitOptions } from '../session/perform.ts';
import type { Session } from '../session/session.ts';
import { openSigner } from '../session/signer.ts';
import { createWallet, hasWallet, keepWallet, openWallet } from '../wallet/wallet.ts';
import { closedBehind } from './closed-sector.ts';
import { enrolmentBody } from './enrolment.ts';
import { phraseText } from './phrases.ts';
import { provenRecovery, provenSubject } from './proven-subject.ts';

interface EnrolOptions extends SubmitOptions {
  readonly sector: string;
  readonly name?: string;
  readonly agency?: string;
  readonly words?: PhraseWords;
}

/** Enrols a person in one sector; the first time this makes her wallet, and shows its phrase. */
export async function enrolPerson(session: Session, options: EnrolOptions, label: string): Promise<Answer> {
  const isNew = !hasWallet(session, label);
  const agency = options.agency === undefined ? undefined : await resolveAgency(session, options.agency);
  const signer = await openSigner(session, { kinds: ['officer', 'agency'], agency });
  // Kept before the ledger knows of it: a key that is lost after it was enrolled would be lost for good.
  const wallet = isNew
    ? await createWallet(session, label, { en: options.name ?? label }, options.words)
    : await openWallet(session, label);
  if (wallet.sectors.includes(options.sector)) {
    throw new AnnalsError('person.exists', `the wallet ${label} has a pseudonym of the sector ${options.sector}`);
  }
  const pseudonym = wallet.pseudonym(options.sector);
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
    json: { person: label, sector: options.sector, subject, phrase: isNew ? await wallet.phrase() : null },
    next: `annals person show ${label}`,
    onCommitted: async (receipt) => {
      wallet.noteHeld(committedKey(wallet, wallet.first(options.sector), receipt));
      await keepWallet(session, label, wallet);
    },
  });
  return isNew ? { ...answer, text: paragraphs(answer.text, await phraseText(wallet)) } : answer;
}

/** What the ledger knows about each pseudonym of a person. */
export async function showPerson(session: Session, _options: object, label: string): Promise<Answer> {
  const wallet = await openWallet(session, label);
  const closed: string[] = [];
  const known = async (pseudonym: Pseudonym) => {
    try {
      const [value, { value: recovery, header }] = await Promise.all([
        provenSubject(session, pseudonym),
        provenRecovery(session, pseudonym),
      ]);
      return { value, header, recovery };
    } catch (error) {
      const { value, text, header } = await closedBehind(session, pseudonym, error);
      closed.push(text);
      return { value, header, recovery: undefined };
    }
  };
  const subjects = await Promise.all(
    wallet.sectors.map(async (sector) => {
      const pseudonym = wallet.enrolled(sector);
      const { value, header, recovery } = await known(pseudonym);
      return {
        sector,
        subject: formatId('subject', pseudonym.subject),
        status: value.status,
        enrolledMs: value.enrolledMs,
        recoveryReadyMs: recovery?.status === 'open' ? recovery.readyMs : null,
        height: header.height,
        timeMs: header.timeMs,
      };
    }),
  );
  const [oldest] = subjects.toSorted((a, b) => a.height - b.height);
  const threatened = subjects.flatMap(({ sector, recoveryReadyMs }) =>
    recoveryReadyMs === null
      ? []
      : [
          `Somebody has asked to replace her key in the sector ${sector}; it can be done from ${timeText(recoveryReadyMs)} on. If she has not asked for it: annals person object ${label} --sector ${sector}`,
        ],
  );
  return {
    text: paragraphs(
      `${nameOf(session, label, wallet)} is known by another pseudonym in each sector; only this wallet can tell that they are one person.`,
      table(
        ['SECTOR', 'STATUS', 'ENROLLED', 'SUBJECT'],
        subjects.map(({ sector, status, enrolledMs, subject }) => [sector, status, timeText(enrolledMs), subject]),
        'She is not enrolled in any sector.',
      ),
      ...closed,
      ...threatened,
      oldest && `Proven up to block ${oldest.height} (${timeText(oldest.timeMs)}).`,
      `Next: annals access log --person ${label}`,
    ),
    json: { person: label, name: wallet.name, subjects },
  };
}

export async function listPersons(session: Session): Promise<Answer> {
  const persons: { readonly label: string; readonly wallet: Wallet }[] = [];
  for (const { label } of listKeystores(session.files.wallets)) {
    persons.push({ label, wallet: await openWallet(session, label) });
  }
  return {
    text: table(
      ['PERSON', 'NAME', 'SECTORS'],
      persons.map(({ label, wallet }) => [label, nameOf(session, label, wallet), wallet.sectors.join(', ')]),
      `There are no wallets in ${session.files.wallets}.`,
    ),
    json: persons.map(({ label, wallet: { name, sectors } }) => ({ person: label, name, sectors })),
  };
}

function nameOf({ environment }: Session, label: string, { name }: Wallet): string {
  return name ? localized(name, environment) : label;
}

interface RotateOptions extends SubmitOptions {
  readonly sector: string;
}

/** Replaces the key of one pseudonym by the next that the phrase gives. */
export async function rotateKey(session: Session, options: RotateOptions, label: string): Promise<Answer> {
  const wallet = await openWallet(session, label);
  const present = wallet.enrolled(options.sector);
  const awaited = wallet.next(options.sector);
  const next = wallet.keyOf(awaited);
  const { subject } = present;
  // Nothing is noted of a network that cannot be reached.
  await session.status();
  // Noted before the ledger is asked: cut off afterwards, the wallet would not know which key is hers.
  wallet.noteAwaited(awaited);
  await keepWallet(session, label, wallet);
  return perform(session, options, {
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
    onCommitted: async (receipt) => {
      wallet.noteHeld(committedKey(wallet, awaited, receipt));
      await keepWallet(session, label, wallet);
    },
  });
}
