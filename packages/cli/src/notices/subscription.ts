/**
 * `annals notices subscribe`, `confirm`, `unsubscribe`: mails about a person from one node, which keeps the address for
 * her; the ledger knows nothing of it. Each pseudonym is subscribed for itself, so the node learns that they are one
 * person: whoever does not want that names one sector.
 */
import { randomBytes } from 'node:crypto';
import type { JsonValue } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import {
  confirmationCodeShape,
  emailShape,
  NOTICE_LANGUAGES,
  type NoticeLanguage,
  routes,
  type SubscriptionAnswer,
  type SubscriptionChange,
} from '@annals/ledger/rest';
import type { Pseudonym } from '@annals/ledger/wallet';
import type { Answer } from '../output/answer.ts';
import { paragraphs, table } from '../output/table.ts';
import { ownLanguage, timeText } from '../session/names.ts';
import type { Session } from '../session/session.ts';
import { openWallet } from '../wallet/wallet.ts';

export interface OfPerson {
  readonly person: string;
  readonly sector?: string;
}

/** What one node says of one pseudonym. */
interface Subscribed {
  readonly sector: string;
  readonly subscription: SubscriptionAnswer['subscription'];
}

/** Her pseudonyms, in one sector or in all. */
export async function pseudonymsOf(session: Session, { person, sector }: OfPerson): Promise<readonly Pseudonym[]> {
  const wallet = await openWallet(session, person);
  return (sector === undefined ? wallet.sectors : [sector]).map((each) => wallet.enrolled(each));
}

interface SubscribeOptions extends OfPerson {
  readonly email: string;
  readonly language?: string;
}

export async function subscribe(session: Session, options: SubscribeOptions): Promise<Answer> {
  const email = checkedEmail(options.email);
  const language = languageOf(session, options.language);
  const ticket = new Uint8Array(randomBytes(16));
  const all = await changeAll(session, options, { action: 'subscribe', email, language, ticket });
  const isNew = all.some(({ subscription }) => subscription?.status === 'unconfirmed');
  return describe(session, options, all, {
    done: isNew
      ? `A mail with a code is on its way to ${email}; nothing else is sent there until the code comes back.`
      : `Notices go to ${email}.`,
    remark:
      all.length > 1
        ? 'This node now knows that these pseudonyms are one person. To keep them apart, give --sector and an address of its own.'
        : undefined,
    next: isNew ? `annals notices confirm --person ${options.person} --code <code>` : undefined,
  });
}

export async function confirmAddress(session: Session, options: OfPerson & { readonly code: string }): Promise<Answer> {
  const parsed = /^\d{8}$/.test(options.code) ? confirmationCodeShape.fromJson(options.code) : undefined;
  if (parsed === undefined) throw new AnnalsError('command.usage', 'the code in the mail has eight digits');
  const waiting: Pseudonym[] = [];
  for (const pseudonym of await pseudonymsOf(session, options)) {
    const { subscription } = await ask(session, pseudonym);
    if (subscription?.status === 'unconfirmed') waiting.push(pseudonym);
  }
  if (waiting.length === 0) throw new AnnalsError('notices.code', 'no address waits to be confirmed at this node');
  const all: Subscribed[] = [];
  for (const pseudonym of waiting) {
    const { subscription } = await change(session, pseudonym, { action: 'confirm', code: parsed });
    all.push({ sector: pseudonym.sector, subscription });
  }
  return describe(session, options, all, {
    done: 'The address is confirmed: notices go there from now on.',
    next: `annals notices list --person ${options.person}`,
  });
}

export async function unsubscribe(session: Session, options: OfPerson): Promise<Answer> {
  const all = await changeAll(session, options, { action: 'unsubscribe' });
  return describe(session, options, all, { done: 'No more mails are sent, and the address is forgotten.' });
}

export async function showSubscription(session: Session, options: OfPerson): Promise<Answer> {
  const all: Subscribed[] = [];
  for (const pseudonym of await pseudonymsOf(session, options)) {
    const { subscription } = await ask(session, pseudonym);
    all.push({ sector: pseudonym.sector, subscription });
  }
  return describe(session, options, all, {});
}

async function changeAll(
  session: Session,
  options: OfPerson,
  what: SubscriptionChange,
): Promise<readonly Subscribed[]> {
  const all: Subscribed[] = [];
  for (const pseudonym of await pseudonymsOf(session, options)) {
    const { subscription } = await change(session, pseudonym, what);
    all.push({ sector: pseudonym.sector, subscription });
  }
  return all;
}

/** Subscriptions are one node's: no other one stands in for it. */
function nodeOf(session: Session): string {
  return session.urls[0] ?? '';
}

function ask(session: Session, { subject, secret }: Pseudonym): Promise<SubscriptionAnswer> {
  const prove = { secret, chain: session.chain };
  return session.client(nodeOf(session)).call(routes.subscription, { params: { subject }, prove });
}

function change(
  session: Session,
  { subject, secret }: Pseudonym,
  body: SubscriptionChange,
): Promise<SubscriptionAnswer> {
  const prove = { secret, chain: session.chain };
  return session.client(nodeOf(session)).call(routes.changeSubscription, { params: { subject }, body, prove });
}

function checkedEmail(text: string): string {
  try {
    return emailShape.fromJson(text);
  } catch (cause) {
    throw new AnnalsError('command.usage', 'the e-mail address is not of the form name@example.org', { cause });
  }
}

function languageOf(session: Session, given: string | undefined): NoticeLanguage {
  if (given === undefined) return ownLanguage(NOTICE_LANGUAGES, session.environment) ?? 'en';
  const found = NOTICE_LANGUAGES.find((each) => each === given);
  if (found) return found;
  throw new AnnalsError('command.usage', `mails are written in ${NOTICE_LANGUAGES.join(', ')}`);
}

function describe(
  session: Session,
  { person }: OfPerson,
  all: readonly Subscribed[],
  {
    done,
    remark,
    next,
  }: { readonly done?: string; readonly remark?: string | undefined; readonly next?: string | undefined },
): Answer {
  const rows = all.flatMap(({ sector, subscription }) =>
    subscription === null
      ? []
      : [[sector, subscription.email, subscription.language, subscription.status, timeText(subscription.sinceMs)]],
  );
  const shown = table(['SECTOR', 'ADDRESS', 'LANGUAGE', 'STATUS', 'SINCE'], rows, 'There is no subscription.');
  const node = nodeOf(session);
  return {
    text: paragraphs(done, shown, `At the node ${node}.`, remark, next === undefined ? undefined : `Next: ${next}`),
    json: { person, node, subscriptions: all as unknown as JsonValue },
  };
}
