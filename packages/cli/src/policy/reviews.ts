/** `annals access reviews` and `review`: emergency reads are looked at by an officer of another agency. `access counts`: in public. */
import { accessCountsShape, type Review, reviewShape, stateKey } from '@annals/ledger/block';
import { formatId, parseId, type TransactionId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { routes } from '@annals/ledger/rest';
import type { Answer } from '../output/answer.ts';
import { paragraphs, table } from '../output/table.ts';
import { toldToBeAll } from '../output/told.ts';
import { agencyNames, ownOfficers, resolveAgency, shortId, timeText } from '../session/names.ts';
import { perform, type SubmitOptions } from '../session/perform.ts';
import type { Session } from '../session/session.ts';
import { openSigner } from '../session/signer.ts';

interface ReviewOptions extends SubmitOptions {
  readonly verdict: 'justified' | 'unjustified';
}

export async function reviewRead(
  session: Session,
  { verdict, ...options }: ReviewOptions,
  text: string,
): Promise<Answer> {
  const signer = await openSigner(session, { kinds: ['officer'] });
  return perform(session, options, {
    signer,
    kind: 'access.review',
    body: { transaction: parseId('transaction', text), verdict },
    done: `The emergency read is found ${verdict}. That is counted in public.`,
    json: { read: text, verdict },
  });
}

interface ListOptions {
  readonly agency?: string;
}

/** The emergency reads of one agency, or of all but one's own, that nobody has reviewed yet, the most urgent first. */
export async function listReviews(session: Session, options: ListOptions): Promise<Answer> {
  const { agency, secret } = await openSigner(session, { kinds: ['officer', 'agency'] });
  if (agency === null) throw new AnnalsError('command.usage', 'sign as the agency or an officer of it: --as');
  const prove = { secret, chain: session.chain };
  const known = await agencyNames(session);
  const asked =
    options.agency === undefined
      ? [...known.keys()].filter((id) => id !== agency)
      : [await resolveAgency(session, options.agency)];
  const waiting: { readonly id: TransactionId; readonly value: Review }[] = [];
  const tellers = new Set<string>();
  for (const each of asked) {
    const reviews = await session.provenList(
      (node, after) => node.call(routes.reviews, { params: { agency: each }, query: { after }, prove }),
      ({ id }) => stateKey.review(id),
    );
    waiting.push(...reviews.items.map(({ item: { id }, value }) => ({ id, value })));
    tellers.add(reviews.toldBy);
  }
  const sorted = waiting.sort((a, b) => a.value.dueMs - b.value.dueMs);
  const officers = ownOfficers(session);
  const [first] = sorted;
  return {
    text: paragraphs(
      table(
        ['READ', 'AGENCY', 'BY', 'REASON', 'RECORDS', 'AT', 'REVIEW DUE', 'STATUS'],
        sorted.map(({ id, value }) => [
          formatId('transaction', id),
          known.get(value.agency) ?? shortId('agency', value.agency),
          officers.get(value.officer) ?? shortId('officer', value.officer),
          value.reason,
          String(value.items.length),
          timeText(value.timeMs),
          timeText(value.dueMs),
          value.status === 'missed' ? 'overdue' : value.status,
        ]),
        'No emergency read waits for review.',
      ),
      ...[...tellers].map(toldToBeAll),
      first &&
        `What was read, and on which basis: annals tx show ${formatId('transaction', first.id)}\nThen, with your verdict: annals access review ${formatId('transaction', first.id)} --verdict justified|unjustified`,
    ),
    json: {
      reviews: sorted.map(({ id, value }) => ({
        transaction: formatId('transaction', id),
        ...(reviewShape.toJson(value) as object),
      })),
    },
  };
}

export async function showAccessCounts(session: Session): Promise<Answer> {
  const { items, toldBy } = await session.provenList(
    (node, after) => node.call(routes.accessCounts, { query: { after } }),
    ({ agency }) => stateKey.accessCounts(agency),
  );
  const counts = items.map(({ item: { agency }, value }) => ({ agency, value }));
  const names = await agencyNames(session);
  return {
    text: paragraphs(
      table(
        ['AGENCY', 'READS', 'REFUSED', 'EMERGENCY', 'TO REVIEW', 'MISSED', 'UNJUSTIFIED', 'HIDDEN', 'STILL HIDDEN'],
        counts.map(({ agency, value }) => [
          names.get(agency) ?? shortId('agency', agency),
          ...[
            value.reads,
            value.refused,
            value.emergency,
            value.reviewsOpen,
            value.reviewsMissed,
            value.reviewsUnjustified,
            value.hidden,
            value.hiddenUndisclosed,
          ].map(String),
        ]),
        'No agency has read anything.',
      ),
      toldToBeAll(toldBy),
    ),
    json: {
      counts: counts.map(({ agency, value }) => ({
        agency: formatId('agency', agency),
        ...(accessCountsShape.toJson(value) as object),
      })),
    },
  };
}
