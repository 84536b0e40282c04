/** Codes in plain words: what went wrong or why something was refused, as a citizen understands it. */
import { AnnalsError } from '@annals/ledger/errors';
import type { Words } from './context.ts';
import { LANGUAGES, type MessageKey } from './messages/index.ts';

/** Whether a failure means that what was shown is false, and not only that something is missing. */
export function isAlarm(error: unknown): boolean {
  return (
    error instanceof AnnalsError &&
    /^(proof\.|presentation\.(commitment|signature)|sidecar\.mismatch|wrong\.|node\.bad-answer)/.test(error.code)
  );
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

/** Why a read was refused, as the end of a sentence. */
export function explainRefusal(words: Words, code: string): string {
  return `error.${code}` in LANGUAGES.en.messages
    ? explainCode(words, code)
    : words.say('error.access.other', { code });
}

/** The reason that somebody gave for an emergency. */
export function explainReason(words: Words, reason: string): string {
  return wordFor(words, 'reason', reason);
}

/** A status that the ledger gives, such as `active`. */
export function explainStatus(words: Words, status: string): string {
  return wordFor(words, 'status', status);
}

/** A role of an officer. */
export function explainRole(words: Words, role: string): string {
  return wordFor(words, 'role', role);
}

function wordFor({ say }: Words, family: 'purpose' | 'sector' | 'reason' | 'status' | 'role', slug: string): string {
  const key = `${family}.${slug}`;
  return key in LANGUAGES.en.messages ? say(key as MessageKey) : slug;
}
