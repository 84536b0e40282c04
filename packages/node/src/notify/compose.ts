/** Writes a mail: what kinds of thing happened and how often, where to look, how to stop. Nothing else is known here. */
import { bytesToHex } from '@annals/ledger/codec';
import { NOTICE_KINDS } from '@annals/ledger/rest';
import type { NoticeCounts, Subscription, WaitingMail } from './kept.ts';
import type { Mail } from './mail.ts';
import { WORDS, type Words } from './words.ts';

/** Where a mail leads to. */
export interface MailLinks {
  readonly explorerUrl: string | null;
  /** Ends the subscription; null where the node has no public address. */
  readonly unsubscribeUrl: (token: string) => string | null;
}

export function composeMail(
  { email, language, token }: Subscription,
  { id, content }: WaitingMail,
  { explorerUrl, unsubscribeUrl }: MailLinks,
): Mail {
  const words = WORDS[language];
  const common = { id: bytesToHex(id), to: email, language } as const;
  if (content.type === 'code') {
    return { ...common, subject: words.codeSubject, text: paragraphs(words.code(content.code)), unsubscribeUrl: null };
  }
  const url = unsubscribeUrl(bytesToHex(token));
  const text = paragraphs([
    words.opening,
    lines(words, content.counts),
    words.look(explorerUrl),
    words.caution,
    words.stop(url),
  ]);
  return { ...common, subject: words.subject, text, unsubscribeUrl: url };
}

/** One line for each kind that happened, in the order of the kinds. */
function lines(words: Words, counts: NoticeCounts): string {
  return NOTICE_KINDS.flatMap((kind) => {
    const count = counts[kind] ?? 0;
    return count === 0 ? [] : [`- ${words.kinds[kind]}${count > 1 ? words.times(count) : ''}`];
  }).join('\n');
}

function paragraphs(parts: readonly string[]): string {
  return `${parts.join('\n\n')}\n`;
}
