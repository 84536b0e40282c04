/** `annals present`, and verifying what it wrote: chosen fields of a person's record for somebody else (PROTOCOL presentation). */
import { formatId, parseId } from '@annals/ledger/codec';
import type { FieldDisclosure } from '@annals/ledger/crypto';
import { AnnalsError } from '@annals/ledger/errors';
import {
  formatPresentation,
  MAX_PROOF_AGE_MS,
  makePresentation,
  type Presentation,
  type PresentationOptions,
  type VerifiedPresentation,
  verifyPresentation,
} from '@annals/ledger/presentation';
import { validityPaths } from '@annals/ledger/record-types';
import { routes } from '@annals/ledger/rest';
import { claimOfPresentation } from '@annals/ledger/validity';
import { writeText } from '../context/files.ts';
import type { Answer } from '../output/answer.ts';
import { fields, paragraphs, table } from '../output/table.ts';
import { agencyNames, genesisAgencyNames, localized, shortId, timeText } from '../session/names.ts';
import type { Session } from '../session/session.ts';
import { openWallet } from '../wallet/wallet.ts';
import { type JudgingOptions, judgeDocument } from './judge-document.ts';
import { fitJson, misfitWarning, openContent } from './open-content.ts';
import { accept, verifiedUpTo } from './show-records.ts';

const DAY_MS = 86_400_000;

interface PresentOptions {
  readonly person: string;
  readonly field: readonly string[];
  readonly for: string;
  readonly nonce?: string;
  readonly days: string;
  readonly out: string;
}

export async function present(session: Session, options: PresentOptions, text: string): Promise<Answer> {
  const validMs = daysOf(options.days) * DAY_MS;
  const id = parseId('record', text);
  const { type, sections, fit } = await openContent(session, id, options.person);
  const { secret } = (await openWallet(session, options.person)).enrolled(type.sector);
  const { chain } = session;
  const disclosures = sections.flatMap((section) => (section.ok ? section.fields : []));
  const prove = { secret, chain };
  const { presentation, verified } = await session.ask(async (node) => {
    const presentable = await node.call(routes.presentable, { params: { record: id }, prove });
    const madeMs = session.environment.nowMs();
    const made = makePresentation({
      chain,
      record: id,
      presentable,
      opened: disclosures,
      paths: [...options.field, ...datesToShow(type, disclosures)],
      audience: options.for,
      nonce: options.nonce ?? null,
      madeMs,
      untilMs: madeMs + validMs,
      secret,
    });
    // What a node gave is believed no more here than by whoever will look at it.
    const fresh = { acceptNotInForce: true, nowMs: madeMs, maxAgeMs: MAX_PROOF_AGE_MS };
    return { presentation: made, verified: accept(verifyPresentation(session.trusted, made, fresh)) };
  });
  const path = session.path(options.out);
  writeText(path, formatPresentation(presentation), 0o600);
  const answer = describe(session, presentation, verified, await agencyNames(session));
  const nonceOption = options.nonce === undefined ? '' : ` --nonce ${JSON.stringify(options.nonce)}`;
  return {
    text: paragraphs(
      answer.text,
      misfitWarning(fit),
      `The presentation is in ${path}. Whoever gets it verifies it, and asks a node whether it still holds:\n  annals verify ${options.out} --audience ${JSON.stringify(options.for)}${nonceOption}`,
    ),
    json: { ...(answer.json as object), fit: fitJson(fit), saved: path },
  };
}

/** Verifies a presentation from the genesis document, and asks whether what it shows still holds. */
export async function verifyPresentationFile(
  session: Session,
  presentation: Presentation,
  options: Pick<PresentationOptions, 'audience' | 'nonce'>,
  judging: JudgingOptions,
): Promise<Answer> {
  const nowMs = session.environment.nowMs();
  const lenient = { acceptNotInForce: true, maxAgeMs: null };
  const verified = accept(verifyPresentation(session.trusted, presentation, { ...options, ...lenient, nowMs }));
  const claim = claimOfPresentation(verified);
  const judged = await judgeDocument(session, verified.trusted, claim, judging);
  const answer = describe(session, presentation, verified, genesisAgencyNames(session));
  const open = unchecked(presentation, options);
  return {
    exit: judged.exit,
    text: paragraphs(
      judged.text,
      answer.text,
      open.length === 0 ? undefined : `Not checked: ${open.map(([, text]) => text).join(' ')}`,
    ),
    json: { ...(answer.json as object), ...judged.json, notChecked: open.map(([name]) => name) },
  };
}

/** The fields that say from and until when it is valid: whoever is shown anything is shown these. */
function datesToShow(type: Parameters<typeof validityPaths>[0], opened: readonly FieldDisclosure[]): readonly string[] {
  const { from, until } = validityPaths(type);
  return [from, until].filter((path) => path !== null).filter((path) => opened.some((field) => field.path === path));
}

/** What was not asked: without it, somebody to whom she has shown this can show it on as if it were made for this one. */
function unchecked(
  { audience, nonce }: Presentation,
  given: Pick<PresentationOptions, 'audience' | 'nonce'>,
): readonly (readonly [name: string, text: string])[] {
  const forWhom = `It was made for ${audience}. If that is not you, do not rely on it; --audience with your name checks it.`;
  const inAnswer = 'It answers a challenge; --nonce with the one that you gave checks that it is yours.';
  return [
    ...(given.audience === undefined ? ([['audience', forWhom]] as const) : []),
    ...(given.nonce === undefined && nonce !== null ? ([['nonce', inAnswer]] as const) : []),
  ];
}

function describe(
  session: Session,
  { audience, nonce, untilMs }: Presentation,
  { header, id, record, type, fields: shown, fit, isInForce, dates }: VerifiedPresentation,
  names: Awaited<ReturnType<typeof agencyNames>>,
): Answer {
  return {
    text: paragraphs(
      isInForce
        ? `${localized(type.title, session.environment)}: these fields are as they were issued.`
        : `${localized(type.title, session.environment)}: these fields are as they were issued, but it was ${record.state} then.`,
      fit ? misfitWarning(fit) : undefined,
      table(
        ['FIELD', 'VALUE'],
        shown.map(({ path, value }) => [path, typeof value === 'string' ? value : JSON.stringify(value)]),
      ),
      fields([
        ['record', formatId('record', id)],
        ['issued by', names.get(record.agency) ?? shortId('agency', record.agency)],
        ['issued', timeText(record.issuedMs)],
        ['state', record.state],
        ['shown to', audience],
        ['challenge', nonce],
        ['good until', timeText(untilMs)],
        ['valid until', dates.untilMs === null ? null : timeText(dates.untilMs)],
      ]),
      verifiedUpTo(header),
    ),
    json: {
      verified: true,
      record: formatId('record', id),
      type: type.name,
      state: record.state,
      inForce: isInForce,
      fit: fit && fitJson(fit),
      fields: shown.map(({ path, value }) => ({ path, value })),
      audience,
      nonce,
      untilMs,
      verifiedHeight: header.height,
      verifiedMs: header.timeMs,
    },
  };
}

function daysOf(text: string): number {
  const days = Number(text);
  if (Number.isInteger(days) && days >= 1 && days <= 366) return days;
  throw new AnnalsError('command.usage', `--days takes 1 to 366, not ${text}`);
}
