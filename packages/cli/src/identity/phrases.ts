/** `annals person phrase` and `annals person restore`: the words from which all keys of a person come. */
import { formatId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { entropyOf, findPseudonyms, Wallet } from '@annals/ledger/wallet';
import { readText } from '../context/files.ts';
import { askUnseen } from '../context/password.ts';
import type { Answer } from '../output/answer.ts';
import { paragraphs, printable, table } from '../output/table.ts';
import { contradictedJson } from '../session/contradicted.ts';
import { timeText } from '../session/names.ts';
import type { Session } from '../session/session.ts';
import { useNativeSignatures } from '../session/signer.ts';
import { hasWallet, keepNewWallet, openWallet } from '../wallet/wallet.ts';

const MAX_PHRASE_FILE_BYTES = 4_096;
const WORDS_IN_ROW = 6;

/** The words, numbered, and what they are. */
export async function phraseText(wallet: Wallet): Promise<string> {
  const words = (await wallet.phrase()).split(' ').map((word, at) => `${String(at + 1).padStart(2)} ${word.padEnd(9)}`);
  const rows = Array.from({ length: words.length / WORDS_IN_ROW }, (_, row) =>
    `  ${words.slice(row * WORDS_IN_ROW, (row + 1) * WORDS_IN_ROW).join(' ')}`.trimEnd(),
  );
  return paragraphs(
    'Write these words on paper, in their order, and keep it where you keep what must not be lost:',
    rows.join('\n'),
    'With them you open your records on any device. So does anybody else who has them: show them to nobody, whoever asks.',
  );
}

export async function showPhrase(session: Session, _options: object, label: string): Promise<Answer> {
  const wallet = await openWallet(session, label);
  return { text: await phraseText(wallet), json: { person: label, phrase: await wallet.phrase() } };
}

interface RestoreOptions {
  readonly phraseFile?: string;
  readonly sector?: readonly string[];
  readonly name?: string;
}

/** Makes a wallet of a phrase, with the pseudonyms that the ledger has for it. @throws AnnalsError `phrase.*`. */
export async function restorePerson(session: Session, options: RestoreOptions, label: string): Promise<Answer> {
  if (hasWallet(session, label)) throw new AnnalsError('keystore.exists', `there is a wallet ${label} already`);
  useNativeSignatures();
  const entropy = await entropyOf(await readPhrase(session, options.phraseFile));
  const wallet = await Wallet.fromEntropy(entropy, options.name === undefined ? null : { en: options.name });
  const { held, replaced, contradicted, unheard, height, timeMs } = await findPseudonyms(
    session,
    wallet,
    options.sector,
  );
  session.noteContradicted(contradicted);
  for (const node of unheard) session.remark(printable(`Not heard: ${node}. What it alone knows is not in this.`));
  const lost = replaced.map((sector) => `In the sector ${sector} another key has taken the place of this phrase's.`);
  if (held.length === 0) {
    const where = options.sector ? options.sector.join(', ') : 'any sector that the nodes name';
    const looked = `nobody is enrolled with this phrase in ${where}`;
    throw new AnnalsError('phrase.no-subject', [looked, ...lost].join('. '));
  }
  for (const each of held) wallet.noteHeld(each);
  await keepNewWallet(session, label, wallet);
  const found = held.map(({ sector, subject, index }) => ({ sector, subject: formatId('subject', subject), index }));
  return {
    text: paragraphs(
      `The wallet ${label} is restored, in ${session.files.wallets}.`,
      table(
        ['SECTOR', 'KEY', 'SUBJECT'],
        found.map(({ sector, index, subject }) => [sector, index === 0 ? 'first' : `${index} times replaced`, subject]),
      ),
      ...lost,
      `Proven up to block ${height} (${timeText(timeMs)}).`,
      `Next: annals access log --person ${label}`,
    ),
    json: { person: label, subjects: found, replaced, height, contradicted: contradictedJson(contradicted), unheard },
  };
}

async function readPhrase(session: Session, file: string | undefined): Promise<string> {
  if (file !== undefined) return readText(session.path(file), MAX_PHRASE_FILE_BYTES);
  if (session.environment.isInteractive) return askUnseen('The words, in their order: ', session.environment);
  throw new AnnalsError('command.no-terminal', 'there is nobody to ask for the words: give them with --phrase-file');
}
