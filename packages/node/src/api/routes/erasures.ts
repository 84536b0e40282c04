/** What has become of the content of records, and the proofs that presentations rest on. */
import { type Record, stateKey } from '@annals/ledger/block';
import type { RecordId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { readValue } from '@annals/ledger/state';
import type { NodeServices } from '../../services.ts';
import { requireSubject } from '../entitlement.ts';
import type { Handlers } from '../handler.ts';
import { listValues } from '../lists.ts';
import { known, proveValue } from '../proofs.ts';

export function erasureRoutes(
  services: NodeServices,
): Pick<Handlers, 'erasure' | 'erasures' | 'presentable' | 'recordStanding'> {
  const { store } = services;
  return {
    erasure: ({ params: { record } }) => {
      known(store, stateKey.record(record), 'record.unknown');
      const [erasure, holds] = [stateKey.erasure(record), stateKey.hold(record)] as const;
      return {
        erasure: readValue(store.state, erasure) ?? null,
        holds: readValue(store.state, holds) ?? null,
        proven: proveValue(store, erasure),
        provenHolds: proveValue(store, holds),
      };
    },
    erasures: async ({ query }) => {
      const { items, next } = await listValues(store, 'erasure', query);
      return { items: items.map(({ id, value }) => ({ record: id as RecordId, value })), next };
    },
    presentable: ({ params: { record: id }, prove }) => {
      const key = prove();
      const record = known(store, stateKey.record(id), 'record.unknown');
      requireSubject(services, record.subject, key);
      if (record.erased !== null) {
        throw new AnnalsError('record.erased', `the content was erased in block ${record.erased}`);
      }
      return provenStates(services, id, record);
    },
    recordStanding: ({ params: { record: id } }) => {
      const record = known(store, stateKey.record(id), 'record.unknown');
      return { ...provenStates(services, id, record), holds: proveValue(store, stateKey.hold(id)).state };
    },
  };
}

/** A record with its type and subject, proven in one turn of the event loop, so all at one head. */
function provenStates({ store }: NodeServices, id: RecordId, record: Record) {
  const { proof, state } = proveValue(store, stateKey.record(id));
  return {
    proof,
    record: state,
    type: proveValue(store, stateKey.type(record.type)).state,
    subject: proveValue(store, stateKey.subject(record.subject)).state,
  };
}
