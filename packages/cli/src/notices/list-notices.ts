/** `annals notices list`: what was written about a person, the latest first, from all of her sectors. */
import { formatId, type JsonValue } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { type Notice, noticeShape, routes } from '@annals/ledger/rest';
import type { Answer } from '../output/answer.ts';
import { paragraphs, table } from '../output/table.ts';
import { agencyNames } from '../session/names.ts';
import type { Session } from '../session/session.ts';
import { noticeCells } from './describe-notice.ts';
import { type OfPerson, pseudonymsOf } from './subscription.ts';

const MAX_LISTED = 200;

export async function listNotices(session: Session, options: OfPerson & { readonly limit: string }): Promise<Answer> {
  const limit = Number(options.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LISTED)
    throw new AnnalsError('command.usage', `--limit is a number from 1 to ${MAX_LISTED}`);
  const found: { readonly sector: string; readonly subject: string; readonly notice: Notice }[] = [];
  for (const { sector, subject, secret } of await pseudonymsOf(session, options)) {
    const prove = { secret, chain: session.chain };
    const { items } = await session.client().call(routes.notices, { params: { subject }, query: { limit }, prove });
    for (const notice of items) found.push({ sector, subject: formatId('subject', subject), notice });
  }
  const latest = found.sort((a, b) => b.notice.timeMs - a.notice.timeMs).slice(0, limit);
  const agencies = await agencyNames(session);
  return {
    text: paragraphs(
      table(
        ['TIME', 'SECTOR', 'WHAT', 'RECORD', 'WHO'],
        latest.map(({ sector, notice }) => {
          const [time = '', ...rest] = noticeCells(session, notice, agencies);
          return [time, sector, ...rest];
        }),
        'Nothing has been written about her.',
      ),
      `The proof of who read what, and that nothing is missing: annals access log --person ${options.person}`,
    ),
    json: latest.map(({ sector, subject, notice }) => ({
      sector,
      subject,
      ...(noticeShape.toJson(notice) as { readonly [name: string]: JsonValue }),
    })),
  };
}
