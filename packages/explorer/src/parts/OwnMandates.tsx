/** Who may act for a person, for whom she acts, and whom she is asked to act for: all of it verified. */
import { isMandateOffered, isUnconfirmed, type Mandate, type MandateOffer } from '@annals/ledger/block';
import { formatId } from '@annals/ledger/codec';
import { acceptCommand, placeholder } from '../commands.ts';
import { type Surroundings, useSurroundings, type Words } from '../context.ts';
import { explainCode } from '../explain.ts';
import { dateTime } from '../format/format.ts';
import type { Whose } from '../vault/protocol.ts';
import type { Session } from '../vault/use-session.ts';
import { Identifier, Table } from './Basics.tsx';
import { Loaded } from './Loaded.tsx';
import { agencyName } from './names.ts';
import { Section } from './Section.tsx';

export function Mandates({ mandates }: { readonly mandates: readonly Mandate[] }) {
  const surroundings = useSurroundings();
  const { say } = surroundings;
  return (
    <Section title={say('decision.mandates')} empty={say('decision.noMandates')} isEmpty={mandates.length === 0}>
      <Table
        caption={say('decision.mandates')}
        isCaptionHidden
        head={[say('decision.who'), say('fact.status'), say('fact.kind'), say('fact.from'), say('fact.until')]}
        rows={mandates.toReversed().map((mandate) => ({ key: mandate.id, cells: mandateCells(surroundings, mandate) }))}
      />
    </Section>
  );
}

function mandateCells({ say, language }: Surroundings & Words, mandate: Mandate) {
  const beginning = beginningOf(mandate);
  return [
    <Identifier key="who">{formatId('subject', mandate.representative)}</Identifier>,
    say(`standing.${standingOf(mandate)}`),
    say(`mandate.${mandate.kind}`),
    beginning === null ? say('mandate.whenAccepted') : dateTime(language, beginning),
    dateTime(language, mandate.untilMs),
  ];
}

/** When it begins: on its first day, and not before it is accepted; null where that is still to come. */
function beginningOf({ fromMs, acceptedMs, grantedMs }: Mandate): number | null {
  if (acceptedMs !== null) return Math.max(fromMs, acceptedMs);
  return fromMs > grantedMs ? fromMs : null;
}

/** As it is now: what the ledger calls accepted or offered may be over by its own date. */
function standingOf(mandate: Mandate) {
  const { status, untilMs } = mandate;
  if (status === 'offered') return isMandateOffered(mandate, Date.now()) ? 'offered' : 'unanswered';
  if (status !== 'accepted') return status;
  if (untilMs <= Date.now()) return 'over';
  return isUnconfirmed(mandate) ? 'unconfirmed' : status;
}

/**
 * What she is asked to do for others, which is nothing until she agrees. This page cannot write: it says how to answer
 * (ATTACK represented-unasked).
 */
export function Offers({ offers, sector }: { readonly offers: readonly MandateOffer[]; readonly sector: string }) {
  const { say, language, connection } = useSurroundings();
  const open = offers.filter((offer) => isMandateOffered({ status: 'offered', ...offer }, Date.now()));
  if (open.length === 0) return null;
  return (
    <Section title={say('offer.title')} empty="" isEmpty={false}>
      <p className="govuk-body">{say('offer.hint')}</p>
      <Table
        caption={say('offer.title')}
        isCaptionHidden
        head={[say('decision.who'), say('fact.kind'), say('fact.until'), say('offer.from'), say('offer.before')]}
        rows={open.toReversed().map((offer) => ({
          // Agencies that say the same each offer it.
          key: `${offer.mandate} ${offer.through}`,
          cells: [
            <Identifier key="who">{formatId('subject', offer.represented)}</Identifier>,
            say(`mandate.${offer.kind}`),
            dateTime(language, offer.untilMs),
            say(offer.by === null ? 'offer.byPerson' : 'offer.byRegistrar', {
              agency: agencyName(connection, language, offer.through),
            }),
            dateTime(language, offer.offerUntilMs),
          ],
        }))}
      />
      <p className="govuk-body">{say('offer.how')}</p>
      <ul className="govuk-list">
        {[...new Set(open.toReversed().map(({ mandate }) => mandate))].map((mandate) => (
          <li key={mandate}>
            <Identifier>{acceptCommand(placeholder(say('command.holder')), sector, mandate)}</Identifier>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** For whom she acts, as what, and until when. */
export function Acts({ session, whose }: { readonly session: Session; readonly whose: Whose }) {
  const words = useSurroundings();
  const { say, language, variant } = words;
  const title = say('decision.represents');
  // For whom somebody acts whom she represents is told to that person alone: then nothing is known of the mandate.
  const ended = variant === 'represented' ? '–' : `${say('standing.over')} (${say('proof.told')})`;
  return (
    <Section title={title} empty="" isEmpty={false}>
      <Loaded what={`acting ${whose.subject}`} load={() => session.order('acting', { whose })}>
        {(acting) => (
          <Table
            caption={title}
            isCaptionHidden
            head={[say('decision.who'), say('fact.status'), say('fact.kind'), say('fact.until')]}
            rows={acting.map(({ subject, mandate: found }) => {
              const mandate = found.ok ? found.value : null;
              const otherwise = found.ok ? ended : explainCode(words, found.code);
              return {
                key: subject,
                cells: [
                  <Identifier key="who">{formatId('subject', subject)}</Identifier>,
                  mandate ? say(`standing.${standingOf(mandate)}`) : otherwise,
                  mandate ? say(`mandate.${mandate.kind}`) : '–',
                  mandate ? dateTime(language, mandate.untilMs) : '–',
                ],
              };
            })}
          />
        )}
      </Loaded>
    </Section>
  );
}
