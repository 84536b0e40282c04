/** Whether access logs are whole: being verified, verified up to a block, or a loud warning. */
import { useSurroundings, type Words } from '../context.ts';
import { explain, explainCode, explainSector, isAlarm } from '../explain.ts';
import { dateTime, number } from '../format/format.ts';
import type { ClosedSectors } from './ClosedSector.tsx';
import type { TrailState } from './use-trails.ts';
import { Failure, Loading } from './Verdicts.tsx';

interface VerdictsProps {
  readonly states: readonly TrailState[];
  readonly closed: ClosedSectors;
  readonly checkAgain: () => void;
}

export function TrailVerdicts({ states, closed, checkAgain }: VerdictsProps) {
  return (
    <>
      {states.map(
        (state) =>
          // The warning at the top of the page says more than that her key is refused.
          !closed.has(state.whose.sector) && (
            <Unverified key={state.whose.subject} state={state} checkAgain={checkAgain} />
          ),
      )}
      <Verified states={states} closed={closed} />
    </>
  );
}

function Unverified({ state: { whose, answer, count }, checkAgain }: { state: TrailState; checkAgain: () => void }) {
  const words = useSurroundings();
  const { say, language } = words;
  const sector = explainSector(words, whose.sector);
  if (answer.state === 'done') return null;
  if (answer.state === 'loading') {
    return <Loading>{say('mine.verifying', { sector, count: number(language, count) })}</Loading>;
  }
  return (
    <Failure error={answer.error} title={say('mine.alarm', { sector })} retry={checkAgain}>
      {isAlarm(answer.error) && <p className="govuk-body">{say('mine.alarmHint')}</p>}
    </Failure>
  );
}

/** Those that are whole, in one place; it says complete only when no sector is missing, and names each that is. */
function Verified({ states, closed }: Pick<VerdictsProps, 'states' | 'closed'>) {
  const words = useSurroundings();
  const { say, language } = words;
  const whole = states.flatMap(({ whose, answer }) => (answer.state === 'done' ? [{ whose, ...answer.value }] : []));
  const missing = states.filter(({ answer }) => answer.state !== 'done');
  if (whole.length === 0) return null;
  const isWhole = missing.length === 0;
  return (
    <div
      className={isWhole ? 'verdict verdict--verified' : 'verdict verdict--caution'}
      data-verdict={isWhole ? 'verified' : 'partial'}
    >
      <p className="govuk-body govuk-!-font-weight-bold">
        {isWhole
          ? say('mine.completeTitle')
          : say('mine.partTitle', { whole: number(language, whole.length), count: number(language, states.length) })}
      </p>
      <ul className="govuk-list">
        {whole.map(({ whose, size, height, timeMs }) => (
          <li key={whose.subject}>
            {say('check.entries', {
              sector: explainSector(words, whose.sector),
              count: number(language, size),
              height: number(language, height),
              time: dateTime(language, timeMs),
            })}
          </li>
        ))}
        {missing.map(({ whose, answer }) => (
          <li key={whose.subject}>{missingText(words, whose.sector, answer, closed)}</li>
        ))}
      </ul>
      <p className="govuk-body-s">{say('mine.completeHint')}</p>
    </div>
  );
}

function missingText(words: Words, named: string, answer: TrailState['answer'], closed: ClosedSectors): string {
  const sector = explainSector(words, named);
  if (answer.state !== 'failed') return words.say('mine.partPending', { sector });
  const reason = closed.has(named) ? explainCode(words, 'subject.closed') : explain(words, answer.error);
  return words.say('mine.partFailed', { sector, reason });
}
