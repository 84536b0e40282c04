/** The sealed content of any version of a record: the present one is named by the record, earlier ones by its history. */
import { decodeHistoryEntry, type HistoryEntry, type Record, stateKey } from '@annals/ledger/block';
import type { RecordId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { decodeSidecar, networkContext } from '@annals/ledger/sidecar';
import { readValue } from '@annals/ledger/state';
import type { PlacedSeal } from '@annals/ledger/threshold';
import { firstWhere } from '../chain/index.ts';
import { FREE_ACCOUNT, type WorkAccount } from '../network/peer-account.ts';
import type { SidecarStore, Store } from '../store/store.ts';
import { type Finding, KeptFindings } from './kept-findings.ts';
import { RELEASE_LIMITS } from './limits.ts';

/** What is kept for the seal of one section: the seal, its context and the name. */
const SEAL_BYTES = 512;

/** Changes of a record from one up to another. */
export async function changesOf(
  store: Store,
  id: RecordId,
  from: number,
  to: number,
  work: WorkAccount,
): Promise<readonly HistoryEntry[]> {
  const entries = await store.logEntries(`history/${id}`, from, to);
  return work.charge(() => entries.map(decodeHistoryEntry));
}

/** The place of the first change of which something holds that holds of all after it (ATTACK free-searches). */
export function firstChange(
  store: Store,
  id: RecordId,
  { history }: Record,
  holds: (entry: HistoryEntry) => boolean,
  work: WorkAccount,
): Promise<number> {
  return firstWhere(history.size, async (at) => {
    const [entry] = await changesOf(store, id, at, at + 1, work);
    return entry !== undefined && holds(entry);
  });
}

/** The hash of the sealed content of one version. @throws AnnalsError `sidecar.missing` when it has none. */
export async function sidecarHashOf(
  store: Store,
  id: RecordId,
  record: Record,
  version: number,
  work: WorkAccount = FREE_ACCOUNT,
): Promise<Uint8Array> {
  if (version === record.version) {
    if (record.content.type === 'sealed') return record.content.sidecar;
    throw new AnnalsError('sidecar.missing', 'the content is public and stands in the record itself');
  }
  // A version begins with the change that brings its content.
  const place = await firstChange(store, id, record, (entry) => entry.version >= version, work);
  const [entry] = place < record.history.size ? await changesOf(store, id, place, place + 1, work) : [];
  if (entry?.version === version && entry.content?.type === 'sealed') return entry.content.sidecar;
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
  work: WorkAccount = FREE_ACCOUNT,
): Promise<Uint8Array> {
  const record = readValue(store.state, stateKey.record(id));
  if (!record) throw new AnnalsError('record.unknown', 'there is no such record');
  if (record.erased !== null) throw erased(record);
  const hash = await sidecarHashOf(store, id, record, version, work);
  const bytes = await sidecars.get(hash);
  if (bytes) return bytes;
  if (sidecars.status(hash) === 'erased') throw new AnnalsError('release.erased', 'the content has been erased');
  throw new AnnalsError('release.not-held', 'this node has not fetched the sealed content yet');
}

/**
 * Finds the seal of a section to the network, with the context that it must be bound to; null where there is no such
 * section. Throws as {@link sidecarOfVersion}.
 */
export type LocateSeal = (
  record: RecordId,
  version: number,
  section: string,
  work: WorkAccount,
) => Promise<PlacedSeal | null>;

type Seals = ReadonlyMap<string, PlacedSeal>;

/** Locates seals. Those of contents that were looked at lately are kept, and not the contents. */
export function sealLocator(parts: SealedContentParts): LocateSeal {
  const { store } = parts;
  const kept = new KeptFindings<Seals>(RELEASE_LIMITS.keptSeals);

  async function read(record: RecordId, version: number, work: WorkAccount): Promise<Finding<Seals>> {
    const bytes = await sidecarOfVersion(parts, record, version, work);
    return work.charge(() => {
      const seals = decodeSidecar(bytes).sections.map(({ name, toNetwork }) => {
        const context = networkContext({ chain: store.chain, record, version, section: name });
        // A copy: the decoded seal is a view that would keep the bytes of the whole content.
        return [name, { seal: toNetwork.slice(), context }] as const;
      });
      return { value: new Map(seals), sizeBytes: seals.length * SEAL_BYTES };
    });
  }

  return async (record, version, section, work) => {
    const key = `${record}/${version}`;
    const present = readValue(store.state, stateKey.record(record));
    if (present && present.erased !== null) {
      kept.forget(key);
      throw erased(present);
    }
    return (await kept.get(key, () => read(record, version, work))).get(section) ?? null;
  };
}

function erased(record: Record): AnnalsError {
  return new AnnalsError('release.erased', `the content of the record was erased in block ${record.erased}`);
}
