/** What a person has decided about her data in one sector, and who may act for whom: all of it verified. */
import type { AgencyStatement, Consent, Recovery, Restriction } from '@annals/ledger/block';
import { formatId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import type { RecordType } from '@annals/ledger/transaction';
import type { ReactNode } from 'react';
import { objectCommand, placeholder } from '../commands.ts';
import { useSurroundings, type Words } from '../context.ts';
import { explainPurpose } from '../explain.ts';
import { dateTime } from '../format/format.ts';
import type { Settled } from '../mine/settled.ts';
import type { Whose } from '../vault/protocol.ts';
import type { Session } from '../vault/use-session.ts';
import { Identifier, Table } from './Basics.tsx';
import { Boundary } from './Boundary.tsx';
import { Loaded, Shown } from './Loaded.tsx';
import { agencyName, sectionTitle, typeTitle } from './names.ts';
import { Acts, Mandates, Offers } from './OwnMandates.tsx';
import { Section } from './Section.tsx';
import { Failure } from './Verdicts.tsx';

interface Props {
  readonly session: Session;
  readonly whose: Whose;
  readonly types: readonly RecordType[];
}

export function OwnDecisions({ session, whose, types }: Props) {
  const { say } = useSurroundings();
  return (
    <Loaded what={`standing ${whose.subject}`} load={() => session.order('standing', { whose })}>
      {(standing) => {
        const refusal = refusedAlike(Object.values(standing));
        if (refusal) return <Failure error={refusal} />;
        return (
          <>
            <p className="govuk-body-s" data-verdict="verified">
              {say('proof.verified')}
            </p>
            <Part part={standing.recovery}>
              {(recovery) =>
                recovery?.status === 'open' && <RecoveryWarning recovery={recovery} sector={whose.sector} />
              }
            </Part>
            <Part part={standing.reported}>
              {(reported) => reported && <DeathWarning reported={reported} sector={whose.sector} />}
            </Part>
            <Part part={standing.consents}>{(consents) => <Consents consents={consents} types={types} />}</Part>
            <Part part={standing.restrictions}>
              {(restrictions) => <Restrictions restrictions={restrictions} types={types} />}
            </Part>
            <Part part={standing.mandates}>{(mandates) => <Mandates mandates={mandates} />}</Part>
            <Part part={standing.offers}>{(offers) => <Offers offers={offers} sector={whose.sector} />}</Part>
            <Part part={standing.represents}>
              {(represents) => represents.length > 0 && <Acts session={session} whose={whose} />}
            </Part>
          </>
        );
      }}
    </Loaded>
  );
}

/** The one reason for which nothing of it is known: it is said once, and nothing is called verified. */
function refusedAlike(parts: readonly Settled<unknown>[]): AnnalsError | undefined {
  const [first] = parts;
  if (!first || first.ok) return undefined;
  const { code, reason } = first;
  return parts.every((part) => !part.ok && part.code === code) ? new AnnalsError(code, reason) : undefined;
}

function RecoveryWarning({ recovery, sector }: { recovery: Recovery; sector: string }) {
  const { say, language, connection } = useSurroundings();
  return (
    <div role="alert" className="verdict verdict--alarm">
      <p className="govuk-body govuk-!-font-weight-bold">{say('recovery.open')}</p>
      <p className="govuk-body">
        {say('recovery.openHint', {
          agency: agencyName(connection, language, recovery.agency),
          time: dateTime(language, recovery.readyMs),
        })}{' '}
        <Identifier>{objectCommand(placeholder(say('command.holder')), sector)}</Identifier>
      </p>
    </div>
  );
}

function DeathWarning({ reported, sector }: { reported: AgencyStatement; sector: string }) {
  const { say, language, connection } = useSurroundings();
  return (
    <div role="alert" className="verdict verdict--alarm">
      <p className="govuk-body govuk-!-font-weight-bold">{say('death.reported')}</p>
      <p className="govuk-body">
        {say('death.reportedHint', {
          agency: agencyName(connection, language, reported.agency),
          time: dateTime(language, reported.timeMs),
        })}{' '}
        <Identifier>{objectCommand(placeholder(say('command.holder')), sector)}</Identifier>
      </p>
    </div>
  );
}

interface PartProps<T> {
  readonly part: Settled<T>;
  readonly children: (value: T) => ReactNode;
}

/** One part of what is known of her: what is wrong in it, or with its proof, is said in its place. */
function Part<T>({ part, children }: PartProps<T>) {
  if (!part.ok) return <Failure error={new AnnalsError(part.code, part.reason)} />;
  return (
    <Boundary>
      <Shown show={() => children(part.value)} />
    </Boundary>
  );
}

function Consents({ consents, types }: { readonly consents: readonly Consent[] } & Pick<Props, 'types'>) {
  const words = useSurroundings();
  const { say, language, connection } = words;
  const holder = ({ agency, officer }: Consent) => {
    if (officer) return <Identifier key="officer">{formatId('officer', officer)}</Identifier>;
    return agency ? agencyName(connection, language, agency) : say('decision.anyone');
  };
  return (
    <Section title={say('decision.consents')} empty={say('decision.noConsents')} isEmpty={consents.length === 0}>
      <Table
        caption={say('decision.consents')}
        isCaptionHidden
        // What a phone has no room for lies to the right: the status is no such thing.
        head={[say('decision.what'), say('fact.status'), say('decision.who'), say('fact.purpose'), say('fact.until')]}
        rows={consents.toReversed().map((consent) => ({
          key: consent.id,
          cells: [
            scopeOf(words, types, consent),
            say(`consent.${statusOf(consent)}`),
            holder(consent),
            consent.purposes?.map((each) => explainPurpose(words, each)).join(', ') ?? say('word.all'),
            consent.untilMs === null ? say('decision.untilWithdrawn') : dateTime(language, consent.untilMs),
          ],
        }))}
      />
    </Section>
  );
}

function scopeOf(words: Words, types: readonly RecordType[], { scope }: Consent): string {
  const { say, language } = words;
  const named = [
    ...(scope.records?.map((record) => formatId('record', record)) ?? []),
    ...(scope.types?.map((type) => typeTitle(types, language, type)) ?? []),
  ];
  const what = named.length === 0 ? say('decision.allRecords') : named.join(', ');
  const [type] = scope.types ?? [];
  const sections = scope.sections?.map((section) => (type ? sectionTitle(types, language, type, section) : section));
  return sections ? `${what}: ${sections.join(', ')}` : what;
}

/** As it is now: what the ledger calls granted may be over by its own date. */
function statusOf({ status, untilMs }: { readonly status: string; readonly untilMs: number | null }) {
  if (status !== 'granted') return 'ended';
  return untilMs !== null && untilMs <= Date.now() ? 'over' : 'granted';
}

function Restrictions({
  restrictions,
  types,
}: { readonly restrictions: readonly Restriction[] } & Pick<Props, 'types'>) {
  const { say, language } = useSurroundings();
  return (
    <Section
      title={say('decision.restrictions')}
      empty={say('decision.noRestrictions')}
      isEmpty={restrictions.length === 0}
    >
      <Table
        caption={say('decision.restrictions')}
        isCaptionHidden
        head={[say('decision.what'), say('fact.from')]}
        rows={restrictions.map(({ scope, sinceMs }) => {
          const [key, what] =
            scope.of === 'record'
              ? [scope.record, <Identifier key="what">{formatId('record', scope.record)}</Identifier>]
              : [scope.type, typeTitle(types, language, scope.type)];
          return { key, cells: [what, dateTime(language, sinceMs)] };
        })}
      />
    </Section>
  );
}
