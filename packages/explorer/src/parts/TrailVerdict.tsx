/** Whether one access log is whole: being verified, verified up to a block, or a loud warning. */
import { useSurroundings } from '../context.ts';
import { explainSector, isAlarm } from '../explain.ts';
import { dateTime, number } from '../format/format.ts';
import type { TrailState } from './use-trails.ts';
import { Failure, Loading } from './Verdicts.tsx';

export function TrailVerdict({ state, checkAgain }: { state: TrailState; checkAgain: () => void }) {
  const words = useSurroundings();
  const { say, language } = words;
  const { whose, answer, count } = state;
  const sector = explainSector(words, whose.sector);
  switch (answer.state) {
    case 'loading':
      return <Loading>{say('mine.verifying', { sector, count: number(language, count) })}</Loading>;
    case 'failed':
      return (
        <Failure error={answer.error} title={say('mine.alarm', { sector })} retry={checkAgain}>
          {isAlarm(answer.error) && <p className="govuk-body">{say('mine.alarmHint')}</p>}
        </Failure>
      );
    case 'done':
      return (
        <div className="verdict verdict--verified" data-verdict="verified">
          <p className="govuk-body govuk-!-font-weight-bold">
            {say('mine.complete', {
              sector,
              height: number(language, answer.value.height),
              time: dateTime(language, answer.value.timeMs),
            })}
          </p>
          <p className="govuk-body-s">{say('mine.completeHint', { count: number(language, answer.value.size) })}</p>
        </div>
      );
  }
}
