/** `annals access restrict` and `unrestrict`: a person closes her records to all who have no consent of hers. */
import { parseId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import type { RestrictionScope } from '@annals/ledger/transaction';
import type { Answer } from '../output/answer.ts';
import { perform, type SubmitOptions } from '../session/perform.ts';
import type { Session } from '../session/session.ts';
import { actingPerson, type PersonOptions, sameOptions } from './acting-person.ts';

interface RestrictOptions extends SubmitOptions, PersonOptions {
  readonly record?: string;
  readonly type?: string;
}

export async function restrict(session: Session, options: RestrictOptions, on: boolean): Promise<Answer> {
  const scope = scopeOf(options);
  const { signer, subject, represented } = await actingPerson(session, options);
  const closed = scope.of === 'record' ? 'The record' : `All of ${scope.type}`;
  return perform(session, options, {
    signer,
    kind: 'access.restrict',
    body: { subject, represented, scope, on },
    done: on
      ? `${closed} can be read only with the person's consent from now on. In an emergency it can be read without; that is reviewed.`
      : `${closed} can be read as the record type says again.`,
    json: { restricted: on },
    next: `annals consent list ${sameOptions(options)}`,
  });
}

function scopeOf({ record, type }: RestrictOptions): RestrictionScope {
  if (record !== undefined && type === undefined) return { of: 'record', record: parseId('record', record) };
  if (type !== undefined && record === undefined) return { of: 'type', type };
  throw new AnnalsError('command.usage', 'say what: --record for one record, or --type for all of a type');
}
