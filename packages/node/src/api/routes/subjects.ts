/**
 * What is about a person: for her by her present key, and as far as `entitlement.ts` says for officers and agencies.
 * A copied proof of possession, used again within its minute, gives only the same answer again.
 */
import { decodeAccessEntry, stateKey } from '@annals/ledger/block';
import type { ProgrammeId, SubjectId } from '@annals/ledger/codec';
import { readValue } from '@annals/ledger/state';
import type { NodeServices } from '../../services.ts';
import { type Caller, callersFor, notEntitled, requireSpeaker, seesRecord } from '../entitlement.ts';
import type { Handlers } from '../handler.ts';
import { listRelated } from '../lists.ts';
import { known, proveTrail } from '../proofs.ts';

export function subjectRoutes(
  services: NodeServices,
): Pick<
  Handlers,
  'subject' | 'subjectRecords' | 'accessLog' | 'subjectEntitlements' | 'subjectPayments' | 'entitlement' | 'payment'
> {
  const { store } = services;
  /** Whether a caller sees what a programme pays: it is hers, or her agency's programme. */
  const sees = (callers: readonly Caller[], programme: ProgrammeId): boolean => {
    const agency = readValue(store.state, stateKey.programme(programme))?.agency;
    return callers.some((caller) => caller.type === 'subject' || caller.agency === agency);
  };
  /** What a programme owes or pays, for those who see it. @throws AnnalsError `auth.not-entitled`. */
  const shown = <T extends { readonly subject: SubjectId; readonly programme: ProgrammeId }>(
    value: T,
    key: Uint8Array,
  ): T => {
    if (sees(callersFor(services, value.subject, key), value.programme)) return value;
    throw notEntitled();
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
        sees(callers, programme),
      );
    },
    entitlement: ({ params: { entitlement: id }, prove }) => {
      const key = prove();
      return { id, value: shown(known(store, stateKey.entitlement(id), 'entitlement.unknown'), key) };
    },
    payment: ({ params: { payment: id }, prove }) => {
      const key = prove();
      return { id, value: shown(known(store, stateKey.payment(id), 'payment.unknown'), key) };
    },
    subjectPayments: ({ params: { subject }, query, prove }) => {
      const callers = callersFor(services, subject, prove());
      return listRelated(store, 'payments-of-subject', subject, stateKey.payment, query, ({ programme }) =>
        sees(callers, programme),
      );
    },
  };
}
