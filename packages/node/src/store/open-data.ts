/** Opens everything that a node keeps on the disk, checked, and closes it again. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { GenesisDocument } from '@annals/ledger/block';
import { LevelStore } from './level-store.ts';
import { SegmentSidecarStore } from './segment-sidecar-store.ts';
import type { SidecarStore, Store, VoteLogStorage } from './store.ts';
import { VoteLogFile } from './vote-log-file.ts';

export interface NodeData {
  readonly store: Store;
  readonly sidecars: SidecarStore;
  readonly votes: VoteLogStorage;
  close(): Promise<void>;
}

/** The vote log of a node that never votes. */
const NO_VOTES: VoteLogStorage = {
  entries: () => [],
  append: () => Promise.reject(new Error('an observer does not vote')),
  reset: async () => {},
  close: async () => {},
};

/**
 * Opens the parts in a folder, which is begun when it is empty. What was opened is closed again when a part fails.
 * @param options.votes whether the node votes: then its vote log must be there too, unless the chain is still empty.
 * @param options.isNewKey whether its key has never voted: then a log may be begun on a chain with history.
 * @param options.maxSidecarBytes what all sidecars together may take on the disk.
 * @param options.storeFiles files that the store may have open.
 * @throws AnnalsError `store.*`, `vote-log.*`.
 */
export async function openData(
  folder: string,
  genesis: GenesisDocument,
  options: {
    readonly votes: boolean;
    readonly isNewKey: boolean;
    readonly maxSidecarBytes: number;
    readonly storeFiles: number;
  },
): Promise<NodeData> {
  mkdirSync(folder, { recursive: true });
  const opened = new AsyncDisposableStack();
  const close = (): Promise<void> => opened.disposeAsync();
  try {
    const store = await LevelStore.open(join(folder, 'store'), genesis, options.storeFiles);
    opened.defer(() => store.close());
    const sidecars = await SegmentSidecarStore.open(join(folder, 'sidecars'), { maxBytes: options.maxSidecarBytes });
    opened.defer(() => sidecars.close());
    const votes = options.votes
      ? await VoteLogFile.open(join(folder, 'votes.log'), { mayBegin: options.isNewKey || store.head.height === 0 })
      : NO_VOTES;
    opened.defer(() => votes.close());
    return { store, sidecars, votes, close };
  } catch (error) {
    await close();
    throw error;
  }
}
