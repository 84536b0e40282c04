/** Whether access logs are whole: being verified, verified up to a block, or a loud warning. */
import { useSurroundings } from '../context.ts';
import { explainSector, isAlarm } from '../explain.ts';
import { dateTime, number } from '../format/format.ts';
import type { TrailState } from './use-trails.ts';
import { Failure, Loading } from './Verdicts.tsx';

export function TrailVerdicts({ states, checkAgain }: { states: readonly TrailState[]; checkAgain: () => void }) {
  return (
    <>
      {states.map((state) => (
        <Unverified key={state.whose.subject} state={state} checkAgain={checkAgain} />
      ))}
      <Verified states={states} />
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

/** Those that are whole, in one place. */
function Verified({ states }: { states: readonly TrailState[] }) {
  const words = useSurroundings();
  const { say, language } = words;
  const whole = states.flatMap(({ whose, answer }) => (answer.state === 'done' ? [{ whose, ...answer.value }] : []));
  if (whole.length === 0) return null;
  return (
    <div className="verdict verdict--verified" data-verdict="verified">
      <p className="govuk-body govuk-!-font-weight-bold">{say('mine.completeTitle')}</p>
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
      </ul>
      <p className="govuk-body-s">{say('mine.completeHint')}</p>
    </div>
  );
}
