/** How sure a thing is: verified here, told by a node, or not what it claims to be. */
import type { ReactNode } from 'react';
import { useSurroundings } from '../context.ts';
import { explain, isAlarm } from '../explain.ts';
import { dateTime, number } from '../format/format.ts';

export function Verified({ height, timeMs }: { height: number; timeMs: number }) {
  const { say, language } = useSurroundings();
  return (
    <section className="verdict verdict--verified" aria-label={say('proof.verified')} data-verdict="verified">
      <p className="govuk-body govuk-!-font-weight-bold">{say('proof.verified')}</p>
      <p className="govuk-body-s">
        {say('proof.verifiedAt', { height: number(language, height), time: dateTime(language, timeMs) })}
      </p>
    </section>
  );
}

export function ToldByNode() {
  const { say } = useSurroundings();
  return (
    <div className="govuk-inset-text" data-verdict="told">
      <strong>{say('proof.told')}.</strong> {say('proof.toldHint')}
    </div>
  );
}

/** A failure: an alarm when a node told something false, else a plain message with another try. */
export function Failure({ error, title, retry, children }: FailureProps) {
  const words = useSurroundings();
  const alarm = isAlarm(error);
  return (
    <div role="alert" className={alarm ? 'verdict verdict--alarm' : 'verdict verdict--failed'} data-verdict="failed">
      {alarm && <p className="govuk-body govuk-!-font-weight-bold">{title ?? words.say('proof.failed')}</p>}
      <p className="govuk-body">{explain(words, error)}</p>
      {children}
      {retry && (
        <button type="button" className="govuk-button govuk-button--secondary" onClick={retry}>
          {words.say('app.retry')}
        </button>
      )}
    </div>
  );
}

interface FailureProps {
  readonly error: unknown;
  readonly title?: string;
  readonly retry?: () => void;
  readonly children?: ReactNode;
}

export function Loading({ children }: { children?: ReactNode }) {
  const { say } = useSurroundings();
  return (
    <p className="govuk-body" role="status">
      {children ?? say('app.loading')}
    </p>
  );
}
