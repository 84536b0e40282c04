/**
 * Whether a document that has been verified holds now: asks the nodes for the present state of its record where there
 * are any, and words what the ledger's judgement is (PROTOCOL validity, ATTACK stale-document).
 */
import type { JsonValue } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import type { Trusted } from '@annals/ledger/light';
import { boundedFetch, type Fetch, RestClient } from '@annals/ledger/rest';
import {
  type AskedStanding,
  askStanding,
  type Claim,
  datesInClear,
  type Fault,
  type Judgement,
  judge,
} from '@annals/ledger/validity';
import { shortId, timeText } from '../session/names.ts';
import type { Session } from '../session/session.ts';

/** Whoever is at a counter does not wait longer for a node. */
const ASK_WITHIN_MS = 8_000;
/** The exit of what is genuine, and about which no node could be asked. */
const COULD_NOT_ASK_EXIT = 9;

export interface JudgingOptions {
  /** Ask nobody. */
  readonly offline?: boolean;
  /** How old what is known may be where nobody could be asked, such as `24h`. */
  readonly maxAge?: string;
  /** Show what a document says that does not hold any more. */
  readonly evenIfNotInForce?: boolean;
}

/** A judgement as the command tells it. */
export interface JudgedDocument {
  readonly judgement: Judgement;
  readonly text: string;
  readonly json: { readonly [name: string]: JsonValue };
  readonly exit: number;
}

/**
 * Asks and judges.
 * @throws AnnalsError `document.not-valid`, unless it is to be shown nonetheless; `document.too-old`.
 */
export async function judgeDocument(
  session: Session,
  trusted: Trusted,
  claim: Claim,
  options: JudgingOptions,
): Promise<JudgedDocument> {
  const judged = await lookAt(session, trusted, claim, options);
  const { verdict } = judged.judgement;
  if (verdict === 'not-valid' && !options.evenIfNotInForce) throw new AnnalsError('document.not-valid', judged.text);
  if (verdict === 'too-old') throw new AnnalsError('document.too-old', judged.text);
  return judged;
}

/** The same for a receipt, which stays true whatever became of the record: it never throws for that. */
export async function lookAt(
  session: Session,
  trusted: Trusted,
  claim: Claim,
  options: JudgingOptions,
): Promise<JudgedDocument> {
  const nowMs = session.environment.nowMs();
  const asked = options.offline ? null : await askStanding(nodesOf(session), trusted, claim.id);
  const standing = asked?.standing ?? null;
  const dates = claim.dates ?? (standing && datesInClear(standing));
  const maxAge = options.maxAge === undefined ? {} : { maxAgeMs: parseAge(options.maxAge) };
  const judgement = judge({ ...claim, dates }, standing, { nowMs, ...maxAge });
  const holds = standing?.holds ?? [];
  return {
    judgement,
    text: [
      inWords(judgement, asked),
      ...holds.map(({ agency, basis }) => `It is held against erasure by ${shortId('agency', agency)} (${basis}).`),
      ...liars(asked).map((node) => `Warning: ${node} answered with something that does not verify.`),
    ].join('\n'),
    json: {
      verdict: judgement.verdict,
      asOfHeight: judgement.asOf.height,
      asOfMs: judgement.asOf.timeMs,
      faults: judgement.verdict === 'not-valid' ? judgement.faults.map((fault) => ({ ...fault })) : [],
      held: holds.length > 0,
      validUntilMs: dates?.untilMs ?? null,
      notAnswered: (asked?.failed ?? []).map(({ node, code }) => ({ node, code })),
    },
    exit: judgement.verdict === 'as-of' ? COULD_NOT_ASK_EXIT : 0,
  };
}

/** The nodes given, or those of the context; none where there are neither. */
function nodesOf({ options, context, environment }: Session): readonly RestClient[] {
  const fetch: Fetch = boundedFetch(environment.fetch, { questionMs: ASK_WITHIN_MS, wholeMs: ASK_WITHIN_MS });
  const urls = options.node ?? context?.nodes ?? [];
  return urls.map(
    (url) => new RestClient({ baseUrl: url.replace(/\/+$/, ''), fetch, nowMs: environment.nowMs, isBounded: true }),
  );
}

function liars(asked: AskedStanding | null): readonly string[] {
  return (asked?.failed ?? []).flatMap(({ node, code }) => (code.startsWith('proof.') ? [node] : []));
}

function inWords(judgement: Judgement, asked: AskedStanding | null): string {
  const at = `block ${judgement.asOf.height} (${timeText(judgement.asOf.timeMs)})`;
  switch (judgement.verdict) {
    case 'valid-now':
      return `Valid now: as of ${at}.`;
    case 'not-valid':
      return `Not valid: ${judgement.faults.map(faultInWords).join('; ')}. As of ${at}.`;
    case 'as-of':
    case 'too-old':
      return `As of ${at}, ${ageInWords(judgement.ageMs)} ago. ${whyNot(asked)} What has happened since is not known.`;
  }
}

function whyNot(asked: AskedStanding | null): string {
  if (asked?.standing) return 'The nodes know of nothing newer.';
  return asked && asked.failed.length > 0 ? 'Could not ask: no node gave an answer that holds.' : 'No node was asked.';
}

function faultInWords(fault: Fault): string {
  switch (fault.type) {
    case 'not-in-force':
      return `the record is ${fault.state}`;
    case 'amended':
      return `another content has taken its place (version ${fault.version})`;
    case 'transferred':
      return 'somebody else holds the record';
    case 'erased':
      return `its content was erased in block ${fault.height}`;
    case 'closed':
      return 'the person has died';
    case 'key-replaced':
      return 'the key that signed it has been replaced';
    case 'expired':
      return `it was valid until ${timeText(fault.untilMs)}`;
    case 'not-yet':
      return `it is valid from ${timeText(fault.fromMs)} on`;
  }
}

const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** @throws AnnalsError `command.usage`. */
function parseAge(text: string): number {
  const [, count, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  if (count !== undefined && unit !== undefined) return Number(count) * UNITS[unit as keyof typeof UNITS];
  throw new AnnalsError('command.usage', `--max-age takes a time such as 30m, 24h or 7d, not ${text}`);
}

function ageInWords(ageMs: number): string {
  const [unit, ofMs] =
    ageMs >= 2 * UNITS.d
      ? (['days', UNITS.d] as const)
      : ageMs >= 2 * UNITS.h
        ? (['hours', UNITS.h] as const)
        : (['minutes', UNITS.m] as const);
  return `${Math.floor(ageMs / ofMs)} ${unit}`;
}
