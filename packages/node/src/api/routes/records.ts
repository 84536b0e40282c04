/** Records and their types: what is public of them with proofs, and the sealed content for those entitled. */
import { decodeHistoryEntry, stateKey } from '@annals/ledger/block';
import { AnnalsError } from '@annals/ledger/errors';
import { sidecarHashOf } from '../../release/index.ts';
import type { NodeServices } from '../../services.ts';
import { isOwnKey } from '../entitlement.ts';
import type { Handlers } from '../handler.ts';
import { listValues } from '../lists.ts';
import { known, proveHistory, proveValue } from '../proofs.ts';

export function recordRoutes(
  services: NodeServices,
): Pick<Handlers, 'record' | 'recordHistory' | 'recordTypes' | 'recordType' | 'sidecar'> {
  const { store } = services;
  return {
    record: ({ params }) => {
      const key = stateKey.record(params.record);
      return { record: known(store, key, 'record.unknown'), proven: proveValue(store, key) };
    },
    recordHistory: async ({ params, query }) => {
      const { proven, next } = await proveHistory(store, params.record, query.from ?? 0);
      return { entries: proven.entries.map(decodeHistoryEntry), proven, next };
    },
    recordTypes: async ({ query }) => {
      // Earlier versions stand beside the present one, under its name and a number.
      const { items, next } = await listValues(store, 'type', query, (name) => !name.includes('/'));
      return { items: items.map(({ value }) => value), next };
    },
    recordType: ({ params: { name } }) => known(store, stateKey.type(name), 'type.unknown'),
    sidecar: async ({ params, query, prove, account }) => {
      const key = prove();
      const record = known(store, stateKey.record(params.record), 'record.unknown');
      // Whoever else may read it, the issuing agency included, asks the ledger, which enters it and brings the content
      // with the shares (ATTACK issuer-reads-silently).
      if (!isOwnKey(services, record.subject, key)) {
        throw new AnnalsError('sidecar.not-entitled', 'it is for the subject alone, by her present key');
      }
      if (record.erased !== null) {
        throw new AnnalsError('record.erased', `the content was erased in block ${record.erased}`);
      }
      if (!services.mayGiveContent()) {
        throw new AnnalsError(
          'node.not-ready',
          'this node has started and does not know yet what was erased meanwhile',
        );
      }
      const hash = await sidecarHashOf(store, params.record, record, query.version ?? record.version, account);
      const sidecar = await services.sidecars.get(hash);
      if (sidecar) return { sidecar };
      throw new AnnalsError('sidecar.missing', 'this node has not fetched it yet');
    },
  };
}
