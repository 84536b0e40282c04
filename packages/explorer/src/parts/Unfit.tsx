/** A warning that content is not what its type says; it is shown all the same. */
import type { Misfit } from '@annals/ledger/record-types';
import { useSurroundings } from '../context.ts';
import { Identifier } from './Basics.tsx';

export function Unfit({ reasons }: { reasons: readonly Misfit[] }) {
  const { say } = useSurroundings();
  return (
    <div className="verdict verdict--alarm" role="alert" data-verdict="unfit">
      <p className="govuk-body govuk-!-font-weight-bold">{say('mine.unfit')}</p>
      <ul className="govuk-list govuk-list--bullet">
        {reasons.map(({ path, message }) => (
          <li key={path} lang="en">
            <Identifier>{path}</Identifier> {message}
          </li>
        ))}
      </ul>
    </div>
  );
}
