/** The sealed content of any version of a record: the present one is named by the record, earlier ones by its history. */
import { decodeHistoryEntry, type HistoryEntry, type Record, stateKey } from '@annals/ledger/block';
import type { RecordId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { decodeSidecar, networkContext, type Sidecar } from '@annals/ledger/sidecar';
import { readValue } from '@annals/ledger/state';
import type { PlacedSeal } from '@annals/ledger/threshold';
import type { SidecarStore, Store } from '../store/store.ts';

/** Entries of a history that are read at once. */
const PART = 500;

/** Changes of a record, the latest first, until `matches` takes one. */
export async function findChange(
  store: Store,
  id: RecordId,
  { history }: Record,
  matches: (entry: HistoryEntry) => boolean,
): Promise<HistoryEntry | undefined> {
  for (let to = history.size; to > 0; to -= PART) {
    const entries = await store.logEntries(`history/${id}`, Math.max(0, to - PART), to);
    const found = entries.map(decodeHistoryEntry).findLast(matches);
    if (found) return found;
  }
  return undefined;
}

/** The hash of the sealed content of one version. @throws AnnalsError `sidecar.missing` when it has none. */
export async function sidecarHashOf(store: Store, id: RecordId, record: Record, version: number): Promise<Uint8Array> {
  if (version === record.version) {
    if (record.content.type === 'sealed') return record.content.sidecar;
    throw new AnnalsError('sidecar.missing', 'the content is public and stands in the record itself');
  }
  const entry = await findChange(
    store,
    id,
    record,
    ({ version: of, content }) => of === version && content?.type === 'sealed',
  );
  if (entry?.content?.type === 'sealed') return entry.content.sidecar;
  throw new AnnalsError('sidecar.missing', `the record has no sealed content of version ${version}`);
}

/** Where sealed content is found. */
export interface SealedContentParts {
  readonly store: Store;
  readonly sidecars: SidecarStore;
}

/**
 * The sidecar of one version of a record.
 * @throws AnnalsError `release.erased`, `release.not-held` when this node has not fetched it.
 */
export async function sidecarOfVersion(
  { store, sidecars }: SealedContentParts,
  id: RecordId,
  version: number,
): Promise<Uint8Array> {
  const record = readValue(store.state, stateKey.record(id));
  if (!record) throw new AnnalsError('record.unknown', 'there is no such record');
  if (record.erased !== null) {
    throw new AnnalsError('release.erased', `the content of the record was erased in block ${record.erased}`);
  }
  const hash = await sidecarHashOf(store, id, record, version);
  const bytes = await sidecars.get(hash);
  if (bytes) return bytes;
  if (sidecars.status(hash) === 'erased') throw new AnnalsError('release.erased', 'the content has been erased');
  throw new AnnalsError('release.not-held', 'this node has not fetched the sealed content yet');
}

/** Finds the seal of a section to the network, with the context that it must be bound to; null where there is no such section. */
export type LocateSeal = (record: RecordId, version: number, section: string) => Promise<PlacedSeal | null>;

/** Locates the seals of one request: each sidecar is read once. What it gives throws as {@link sidecarOfVersion}. */
export function sealLocator(parts: SealedContentParts): LocateSeal {
  const read = new Map<string, Promise<Sidecar>>();
  return async (record, version, section) => {
    const key = `${record}/${version}`;
    const sidecar = read.get(key) ?? sidecarOfVersion(parts, record, version).then(decodeSidecar);
    read.set(key, sidecar);
    const place = { chain: parts.store.chain, record, version, section };
    const found = (await sidecar).sections.find(({ name }) => name === section);
    return found ? { seal: found.toNetwork, context: networkContext(place) } : null;
  };
}
