/** `annals present`, and verifying what it wrote: chosen fields of a person's record for somebody else (PROTOCOL presentation). */
import { formatId, parseId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import {
  formatPresentation,
  makePresentation,
  type Presentation,
  type PresentationOptions,
  type VerifiedPresentation,
  verifyPresentation,
} from '@annals/ledger/presentation';
import { routes } from '@annals/ledger/rest';
import { writeText } from '../context/files.ts';
import type { Answer } from '../output/answer.ts';
import { fields, paragraphs, table } from '../output/table.ts';
import { agencyNames, genesisAgencyNames, localized, shortId, timeText } from '../session/names.ts';
import type { Session } from '../session/session.ts';
import { openWallet } from '../wallet/wallet.ts';
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
  const presentable = await session.client().call(routes.presentable, { params: { record: id }, prove });
  const madeMs = session.environment.nowMs();
  const presentation = makePresentation({
    chain,
    record: id,
    presentable,
    opened: disclosures,
    paths: options.field,
    audience: options.for,
    nonce: options.nonce ?? null,
    madeMs,
    untilMs: madeMs + validMs,
    secret,
  });
  // What a node gave is believed no more here than by whoever will look at it.
  const verified = accept(verifyPresentation(session.trusted, presentation, { acceptNotInForce: true }));
  const path = session.path(options.out);
  writeText(path, formatPresentation(presentation), 0o600);
  const answer = describe(session, presentation, verified, await agencyNames(session));
  const nonceOption = options.nonce === undefined ? '' : ` --nonce ${JSON.stringify(options.nonce)}`;
  return {
    text: paragraphs(
      answer.text,
      misfitWarning(fit),
      `The presentation is in ${path}. Whoever gets it verifies it offline:\n  annals verify ${options.out} --audience ${JSON.stringify(options.for)}${nonceOption}`,
    ),
    json: { ...(answer.json as object), fit: fitJson(fit), saved: path },
  };
}

/** Verifies a presentation with the genesis document and nothing else. */
export function verifyPresentationFile(
  session: Session,
  presentation: Presentation,
  options: Omit<PresentationOptions, 'nowMs'>,
): Answer {
  const nowMs = session.environment.nowMs();
  const verified = accept(verifyPresentation(session.trusted, presentation, { ...options, nowMs }));
  const answer = describe(session, presentation, verified, genesisAgencyNames(session));
  const open = unchecked(presentation, options);
  return {
    text: paragraphs(
      answer.text,
      open.length === 0 ? undefined : `Not checked: ${open.map(([, text]) => text).join(' ')}`,
    ),
    json: { ...(answer.json as object), notChecked: open.map(([name]) => name) },
  };
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
  { header, id, record, type, fields: shown, fit, isInForce }: VerifiedPresentation,
  names: Awaited<ReturnType<typeof agencyNames>>,
): Answer {
  return {
    text: paragraphs(
      isInForce
        ? `${localized(type.title, session.environment)}: these fields are as they were issued, and it is in force.`
        : `${localized(type.title, session.environment)}: these fields are as they were issued, but it is ${record.state}. Do not rely on it.`,
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
