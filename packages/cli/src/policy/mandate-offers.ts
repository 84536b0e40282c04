/** `annals mandate offers`, `accept` and `decline`: what somebody is asked to do for another, and her answer. */
import { isMandateOffered, type MandateOffer, mandateOfferShape, stateKey } from '@annals/ledger/block';
import { formatId, type MandateId, parseId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import type { Answer } from '../output/answer.ts';
import { table } from '../output/table.ts';
import { agencyNames, shortId, timeText } from '../session/names.ts';
import { perform, type SubmitOptions } from '../session/perform.ts';
import type { Session } from '../session/session.ts';
import { type ActingPerson, actingPerson, type PersonOptions } from './acting-person.ts';

interface AnswerOptions extends SubmitOptions, PersonOptions {}

/** The mandates that wait for her answer; those whose time is over are left out. */
export async function listMandateOffers(
  session: Session,
  { person, sector }: Pick<PersonOptions, 'person' | 'sector'>,
): Promise<Answer> {
  const acting = await actingPerson(session, { person, ...(sector === undefined ? {} : { sector }) });
  const nowMs = session.environment.nowMs();
  const offers = (await offersTo(session, acting)).filter((each) =>
    isMandateOffered({ status: 'offered', ...each }, nowMs),
  );
  const names = await agencyNames(session);
  const through = ({ by, through: agency }: MandateOffer) => {
    const name = names.get(agency) ?? shortId('agency', agency);
    return by === null ? `the person, enrolled by ${name}` : `a registrar of ${name}`;
  };
  return {
    text: table(
      ['MANDATE', 'FOR WHOM SHE WOULD ACT', 'KIND', 'UNTIL', 'FROM', 'TO BE ACCEPTED BEFORE'],
      offers.map((offer) => [
        formatId('mandate', offer.mandate),
        formatId('subject', offer.represented),
        offer.kind,
        timeText(offer.untilMs),
        through(offer),
        timeText(offer.offerUntilMs),
      ]),
      'Nobody asks her to act for somebody.',
    ),
    json: {
      subject: formatId('subject', acting.subject),
      offers: offers.map((offer) => mandateOfferShape.toJson(offer)),
    },
  };
}

export async function acceptMandate(session: Session, options: AnswerOptions, text: string): Promise<Answer> {
  return answerOffer(session, options, text, {
    kind: 'mandate.accept',
    done: "The mandate is accepted. What she does for the person stands in that person's log, with her name.",
  });
}

export async function declineMandate(session: Session, options: AnswerOptions, text: string): Promise<Answer> {
  return answerOffer(session, options, text, {
    kind: 'mandate.decline',
    done: 'The mandate is declined: nothing of it stays with her.',
  });
}

async function answerOffer(
  session: Session,
  options: AnswerOptions,
  text: string,
  answer: { readonly kind: 'mandate.accept' | 'mandate.decline'; readonly done: string },
): Promise<Answer> {
  const mandate = parseId('mandate', text);
  const acting = await actingPerson(session, options);
  // An offer that has given way in her list is still there: then she says for whom it is.
  const represented = acting.represented ?? (await represents(session, acting, mandate));
  return perform(session, options, {
    ...answer,
    signer: acting.signer,
    body: { subject: acting.subject, represented, mandate },
    shown: [['for', formatId('subject', represented)]],
    json: { mandate: text, represented: formatId('subject', represented) },
  });
}

async function represents(session: Session, acting: ActingPerson, mandate: MandateId) {
  const offer = (await offersTo(session, acting)).find((each) => each.mandate === mandate);
  if (offer) return offer.represented;
  throw new AnnalsError(
    'mandate.unknown',
    'it is not among the offers listed for her: name the person who granted it with --for',
  );
}

/** Proven: she signs for whom she acts. */
async function offersTo(session: Session, { signer, subject }: ActingPerson): Promise<readonly MandateOffer[]> {
  const { value = [] } = await session.valueOfSubject(subject, stateKey.mandateOffers(subject), signer.secret);
  return value;
}
