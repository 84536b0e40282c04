/** Whether a document that is genuine is valid now, in words and colour: what an official at a counter looks at first. */
import type { Fault } from '@annals/ledger/validity';
import type { CheckedStanding } from '../check/check-standing.ts';
import { useSurroundings, type Words } from '../context.ts';
import { dateTime, localized, number, span } from '../format/format.ts';

const LOOKS = {
  'valid-now': 'verdict verdict--verified',
  'not-valid': 'verdict verdict--alarm',
  'as-of': 'verdict verdict--caution',
  'too-old': 'verdict verdict--alarm',
} as const;

export function StandingView({ standing }: { standing: CheckedStanding }) {
  const words = useSurroundings();
  const { say, language } = words;
  const { judgement, dates, stateTitle, isHeld, liars, hasAnswer } = standing;
  const { verdict, asOf } = judgement;
  const at = { height: number(language, asOf.height), time: dateTime(language, asOf.timeMs) };
  return (
    <section
      className={LOOKS[verdict]}
      role={verdict === 'valid-now' ? 'status' : 'alert'}
      aria-label={say('valid.title')}
      data-verdict={verdict}
    >
      <p className="govuk-body govuk-!-font-weight-bold">{say(`valid.${verdict}`)}</p>
      {judgement.verdict === 'not-valid' && (
        <ul className="govuk-list govuk-list--bullet">
          {judgement.faults.map((fault) => (
            <li key={fault.type}>{faultInWords(words, fault, stateTitle)}</li>
          ))}
        </ul>
      )}
      <p className="govuk-body">
        {say(verdict === 'valid-now' || verdict === 'not-valid' ? 'valid.asOf' : 'valid.asOfOnly', at)}
      </p>
      {'ageMs' in judgement && (
        <p className="govuk-body">
          {say('valid.age', { span: span(language, judgement.ageMs) })}{' '}
          {say(hasAnswer ? 'valid.nothingNewer' : 'valid.couldNotAsk')}
        </p>
      )}
      {verdict === 'valid-now' && dates !== null && dates.untilMs !== null && (
        <p className="govuk-body">{say('valid.until', { time: dateTime(language, dates.untilMs) })}</p>
      )}
      {isHeld && <p className="govuk-body">{say('valid.held')}</p>}
      {liars.length > 0 && <p className="govuk-body">{say('valid.liars', { nodes: liars.join(', ') })}</p>}
    </section>
  );
}

function faultInWords({ say, language }: Words, fault: Fault, title: CheckedStanding['stateTitle']): string {
  switch (fault.type) {
    case 'not-in-force':
      return say('fault.not-in-force', { state: title ? localized(language, title) : fault.state });
    case 'amended':
      return say('fault.amended', { version: number(language, fault.version) });
    case 'erased':
      return say('fault.erased', { height: number(language, fault.height) });
    case 'expired':
      return say('fault.expired', { time: dateTime(language, fault.untilMs) });
    case 'not-yet':
      return say('fault.not-yet', { time: dateTime(language, fault.fromMs) });
    default:
      return say(`fault.${fault.type}`);
  }
}
