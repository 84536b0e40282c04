/** Codes in plain words: what went wrong or why something was refused, as a citizen understands it. */
import { AnnalsError } from '@annals/ledger/errors';
import type { Words } from './context.ts';
import { LANGUAGES, type MessageKey } from './messages/index.ts';

/** Whether a failure means that what was shown is false, and not only that something is missing. */
export function isAlarm(error: unknown): boolean {
  return error instanceof AnnalsError && /^(proof\.|sidecar\.mismatch|node\.bad-answer)/.test(error.code);
}

/** The code in words. */
export function explainCode({ say }: Words, code: string): string {
  const key = `error.${code}`;
  if (key in LANGUAGES.en.messages) return say(key as MessageKey);
  if (/\.(unknown|not-found)$/.test(code)) return say('error.notFound');
  if (code === 'node.unreachable') return say('app.offline');
  if (code === 'node.bad-answer') return say('error.proof.malformed');
  return say('error.other', { code });
}

export function explain(words: Words, error: unknown): string {
  return explainCode(words, error instanceof AnnalsError ? error.code : 'node.internal');
}

/** The purpose of a read in words; one that this release has no word for stays as it is. */
export function explainPurpose(words: Words, purpose: string): string {
  return wordFor(words, 'purpose', purpose);
}

/** The name of a sector, in the same way. */
export function explainSector(words: Words, sector: string): string {
  return wordFor(words, 'sector', sector);
}

function wordFor({ say }: Words, family: 'purpose' | 'sector', slug: string): string {
  const key = `${family}.${slug}`;
  return key in LANGUAGES.en.messages ? say(key as MessageKey) : slug;
}
