/**
 * What is about a person: for her by her present key, and as far as `entitlement.ts` says for officers and agencies.
 * A copied proof of possession, used again within its minute, gives only the same answer again.
 */
import { decodeAccessEntry, type StateKey, stateKey, type ValueOf } from '@annals/ledger/block';
import type { ProgrammeId, SubjectId } from '@annals/ledger/codec';
import { AnnalsError, type ErrorCode } from '@annals/ledger/errors';
import { readValue } from '@annals/ledger/state';
import type { NodeServices } from '../../services.ts';
import { callersFor, callersOrNone, requireSpeaker, seesProgramme, seesRecord } from '../entitlement.ts';
import type { Handlers } from '../handler.ts';
import { listRelated } from '../lists.ts';
import { known, proveTrail } from '../proofs.ts';

/** What entitlements and payments have in common. */
interface Owed {
  readonly subject: SubjectId;
  readonly programme: ProgrammeId;
}

export function subjectRoutes(
  services: NodeServices,
): Pick<
  Handlers,
  'subject' | 'subjectRecords' | 'accessLog' | 'subjectEntitlements' | 'subjectPayments' | 'entitlement' | 'payment'
> {
  const { store } = services;
  /**
   * What a programme owes or pays, for those who see it. To all others it is as if there were none: that somebody is
   * paid at all is nobody else's business. @throws AnnalsError with the code of one that does not exist.
   */
  const shown = <K extends 'entitlement' | 'payment'>(
    at: StateKey<K>,
    code: ErrorCode,
    key: Uint8Array,
  ): ValueOf<K> => {
    const value: Owed | undefined = readValue(store.state, at);
    const callers = value ? callersOrNone(services, value.subject, key) : [];
    if (value && seesProgramme(services, callers, value.programme)) return value as ValueOf<K>;
    throw new AnnalsError(code, 'there is none under this id, or it is not for this key');
  };
  return {
    subject: ({ params, prove }) => {
      callersFor(services, params.subject, prove());
      return known(store, stateKey.subject(params.subject), 'subject.unknown');
    },
    subjectRecords: ({ params: { subject }, query, prove }) => {
      const callers = callersFor(services, subject, prove());
      return listRelated(
        store,
        'records-of-subject',
        subject,
        stateKey.record,
        query,
        (record) => record.subject === subject && seesRecord(services, callers, record),
      );
    },
    accessLog: async ({ params: { subject }, query, prove }) => {
      requireSpeaker(services, subject, prove());
      const { proven, next } = await proveTrail(store, subject, query.from ?? 0);
      return { entries: proven.entries.map(decodeAccessEntry), proven, next };
    },
    subjectEntitlements: ({ params: { subject }, query, prove }) => {
      const callers = callersFor(services, subject, prove());
      return listRelated(store, 'entitlements-of-subject', subject, stateKey.entitlement, query, ({ programme }) =>
        seesProgramme(services, callers, programme),
      );
    },
    entitlement: ({ params: { entitlement: id }, prove }) => {
      const key = prove();
      return { id, value: shown(stateKey.entitlement(id), 'entitlement.unknown', key) };
    },
    payment: ({ params: { payment: id }, prove }) => {
      const key = prove();
      return { id, value: shown(stateKey.payment(id), 'payment.unknown', key) };
    },
    subjectPayments: ({ params: { subject }, query, prove }) => {
      const callers = callersFor(services, subject, prove());
      return listRelated(store, 'payments-of-subject', subject, stateKey.payment, query, ({ programme }) =>
        seesProgramme(services, callers, programme),
      );
    },
  };
}
