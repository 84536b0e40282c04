/** Records and their types: what is public of them with proofs, and the sealed content for those entitled. */
import { decodeHistoryEntry, type Record, stateKey } from '@annals/ledger/block';
import { equalBytes, type RecordId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { readValue } from '@annals/ledger/state';
import type { NodeServices } from '../../services.ts';
import { capacityIn } from '../entitlement.ts';
import type { Handlers } from '../handler.ts';
import { API_LIMITS } from '../limits.ts';
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
    sidecar: async ({ params, query, prove }) => {
      const key = prove();
      const record = known(store, stateKey.record(params.record), 'record.unknown');
      if (!isEntitled(services, record, key)) {
        throw new AnnalsError('sidecar.not-entitled', 'it is for the subject, the issuing agency and its officers');
      }
      const hash = await sidecarHashOf(services, params.record, record, query.version ?? record.version);
      const sidecar = await services.sidecars.get(hash);
      if (sidecar) return { sidecar };
      const erased = services.sidecars.status(hash) === 'erased';
      throw new AnnalsError('sidecar.missing', erased ? 'it has been erased' : 'this node has not fetched it yet');
    },
  };
}

function isEntitled(services: NodeServices, record: Record, key: Uint8Array): boolean {
  const subject = readValue(services.store.state, stateKey.subject(record.subject));
  if (subject && equalBytes(subject.key, key)) return true;
  return capacityIn(services, record.agency, key) !== undefined;
}

/** The hash of one version's sealed content: of the present one from the record, of earlier ones from its history. */
async function sidecarHashOf(
  { store }: NodeServices,
  id: RecordId,
  { version: present, content, history }: Record,
  version: number,
): Promise<Uint8Array> {
  if (version === present) {
    if (content.type === 'sealed') return content.sidecar;
    throw new AnnalsError('sidecar.missing', 'the content is public and stands in the record itself');
  }
  for (let to = history.size; to > 0; to -= API_LIMITS.logEntries) {
    const entries = await store.logEntries(`history/${id}`, Math.max(0, to - API_LIMITS.logEntries), to);
    for (const bytes of entries) {
      const entry = decodeHistoryEntry(bytes);
      if (entry.version === version && entry.content?.type === 'sealed') return entry.content.sidecar;
    }
  }
  throw new AnnalsError('sidecar.missing', `the record has no sealed content of version ${version}`);
}
