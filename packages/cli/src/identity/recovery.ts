/** `annals person recover` and what follows: a lost key replaced by two agencies, and the person's say in it. */
import type { Recovery } from '@annals/ledger/block';
import { bytesToHex, formatId, hexToBytes, parseId } from '@annals/ledger/codec';
import { sign } from '@annals/ledger/crypto';
import { AnnalsError } from '@annals/ledger/errors';
import { routes } from '@annals/ledger/rest';
import { recoveryDigest } from '@annals/ledger/transaction';
import type { PhraseWords } from '@annals/ledger/wallet';
import type { Answer } from '../output/answer.ts';
import { fields, paragraphs } from '../output/table.ts';
import { agencyNames, looksLikeId, timeText } from '../session/names.ts';
import { perform, type SubmitOptions } from '../session/perform.ts';
import type { Session } from '../session/session.ts';
import { openSigner } from '../session/signer.ts';
import { createWallet, hasWallet, keepWallet, openWallet } from '../wallet/wallet.ts';
import { closedBehind, closedError, findClosed } from './closed-sector.ts';
import { phraseText } from './phrases.ts';
import { type AskedAbout, provenRecovery, provenSubject } from './proven-subject.ts';

interface RecoverOptions extends SubmitOptions {
  readonly subject: string;
  readonly name?: string;
  readonly words?: PhraseWords;
}

/** Requests that a key of a new wallet, or of one that she still has, takes the place of one that she lost. */
export async function requestRecovery(session: Session, options: RecoverOptions, label: string): Promise<Answer> {
  const subject = parseId('subject', options.subject);
  const signer = await openSigner(session, { kinds: ['officer', 'agency'] });
  const { chain } = session;
  const about = { subject, secret: signer.secret };
  // Proven (ATTACK sector-named-by-node): a key of the sector that a node names would link two of her pseudonyms.
  const { sector, key: presentKey } = await provenSubject(session, about);
  if (!signer.agency) throw new AnnalsError('command.usage', 'a recovery is requested by an agency');
  const isNew = !hasWallet(session, label);
  const wallet = isNew
    ? await createWallet(session, label, { en: options.name ?? label }, options.words)
    : await openWallet(session, label);
  if (wallet.sectors.includes(sector)) {
    throw new AnnalsError(
      'command.usage',
      `the wallet ${label} has a key of the sector ${sector}: replace that with annals person rotate-key, or recover into a new wallet`,
    );
  }
  const awaited = { ...wallet.first(sector), subject };
  const { publicKey, secret } = wallet.keyOf(awaited);
  wallet.noteAwaited(awaited);
  // Kept before the ledger knows of it, as in an enrolment.
  await keepWallet(session, label, wallet);
  const number = ((await provenRecovery(session, about)).value?.number ?? 0) + 1;
  const proof = sign(recoveryDigest(chain, subject, signer.agency, presentKey, number), secret);
  const key = bytesToHex(publicKey);
  const answer = await perform(session, options, {
    signer,
    kind: 'recovery.request',
    body: { subject, key: publicKey, proof },
    done: `A recovery is requested: a key of the wallet ${label} is to take the place of the one that she lost in the sector ${sector}.`,
    shown: [
      ['subject', options.subject],
      ['new key', key],
    ],
    json: { person: label, sector, subject: options.subject, key, phrase: isNew ? await wallet.phrase() : null },
    next: `annals person approve-recovery ${options.subject} --key ${key} --as <registrar of another agency>`,
  });
  return isNew ? { ...answer, text: paragraphs(answer.text, await phraseText(wallet)) } : answer;
}

interface ApproveOptions extends SubmitOptions {
  readonly key: string;
}

/** Approves, for a second agency, the recovery to the key that the person shows. */
export async function approveRecovery(session: Session, options: ApproveOptions, text: string): Promise<Answer> {
  const subject = parseId('subject', text);
  const signer = await openSigner(session, { kinds: ['officer', 'agency'] });
  const { readyMs } = await requireRecovery(session, { subject, secret: signer.secret });
  return perform(session, options, {
    signer,
    kind: 'recovery.approve',
    body: { subject, key: hexToBytes(options.key) },
    done: `The recovery is approved. It can be completed from ${timeText(readyMs)} on, unless she objects.`,
    shown: [['subject', text]],
    json: { subject: text, key: options.key, readyMs },
    next: `annals person complete-recovery ${text}`,
  });
}

/** Puts the new key in its place, for the agency that requested it. */
export async function completeRecovery(session: Session, options: SubmitOptions, text: string): Promise<Answer> {
  const subject = parseId('subject', text);
  const signer = await openSigner(session, { kinds: ['officer', 'agency'] });
  const { key, readyMs } = await requireRecovery(session, { subject, secret: signer.secret });
  if (session.environment.nowMs() < readyMs) {
    session.remark(`The waiting time ends at ${timeText(readyMs)}; the ledger decides by the time of its blocks.`);
  }
  return perform(session, options, {
    signer,
    kind: 'recovery.complete',
    body: { subject, key },
    done: 'The new key is in its place; the old one is worth nothing any more.',
    shown: [
      ['subject', text],
      ['key', bytesToHex(key)],
    ],
    json: { subject: text, key: bytesToHex(key) },
  });
}

interface SectorOptions extends SubmitOptions {
  readonly sector: string;
}

/** Says, with the present key, that it is not lost and that whoever holds it has not died. */
export async function objectToRecovery(session: Session, options: SectorOptions, label: string): Promise<Answer> {
  const pseudonym = (await openWallet(session, label)).enrolled(options.sector);
  const { subject, secret } = pseudonym;
  const text = formatId('subject', subject);
  const done = `What was begun in the sector ${options.sector} is over: the key of ${label} stays, and a report of a death counts no more.`;
  const shown = [['subject', text]] as const;
  const json = { person: label, sector: options.sector, subject: text };
  return perform(session, options, {
    signer: { secret, agency: null },
    kind: 'recovery.object',
    body: { subject },
    done,
    shown,
    json,
    // A recovery ends by it also where she is recorded as dead already; the death does not.
    outcome: async () => {
      const closed = await findClosed(session, pseudonym);
      return { done: closed ? `The recovery is over. ${closed.text}` : done, shown, json };
    },
  }).catch(async (error: unknown) => {
    throw closedError(await closedBehind(session, pseudonym, error));
  });
}

interface ShowOptions {
  readonly sector?: string;
}

/** The latest recovery of a subject, asked by her wallet or, with a subject id, by an agency. */
export async function showRecovery(session: Session, options: ShowOptions, who: string): Promise<Answer> {
  const about = await askingFor(session, options, who);
  const recovery = await requireRecovery(session, about);
  const { status, agency, approval, requestedMs, readyMs, endedMs, key } = recovery;
  const names = await agencyNames(session);
  const nameOf = (id: typeof agency) => names.get(id) ?? formatId('agency', id);
  return {
    text: fields([
      ['subject', formatId('subject', about.subject)],
      ['status', status],
      ['requested by', `${nameOf(agency)}, ${timeText(requestedMs)}`],
      ['approved by', approval ? `${nameOf(approval.agency)}, ${timeText(approval.timeMs)}` : 'nobody'],
      ['can be completed', `from ${timeText(readyMs)} on`],
      ['ended', endedMs === null ? null : timeText(endedMs)],
      ['new key', bytesToHex(key)],
    ]),
    json: routes.recovery.response.toJson(recovery),
  };
}

async function askingFor(session: Session, { sector }: ShowOptions, who: string): Promise<AskedAbout> {
  if (looksLikeId('subject', who)) {
    const { secret } = await openSigner(session, { kinds: ['officer', 'agency'] });
    return { subject: parseId('subject', who), secret };
  }
  const wallet = await openWallet(session, who);
  const [first, ...others] = wallet.sectors;
  const only = others.length === 0 ? first : undefined;
  const wanted = sector ?? only;
  if (wanted === undefined) throw new AnnalsError('command.usage', `say in which sector: ${wallet.sectors.join(', ')}`);
  return wallet.enrolled(wanted);
}

/** The latest recovery of a subject. @throws AnnalsError `recovery.unknown` where it is proven that there has been none. */
async function requireRecovery(session: Session, about: AskedAbout): Promise<Recovery> {
  const { value } = await provenRecovery(session, about);
  if (value) return value;
  throw new AnnalsError('recovery.unknown', 'nobody has asked to replace her key');
}
