/** Opens what a node keeps on the disk, checked, and closes it again. Nothing is sent before this has succeeded. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { GenesisDocument } from '@annals/ledger/block';
import { VoteLog } from './consensus/host/index.ts';
import { LevelStore, SegmentSidecarStore, VoteLogFile } from './store/index.ts';
import type { SidecarStore, Store, VoteLogStorage } from './store/store.ts';

export interface NodeData {
  readonly store: Store;
  readonly sidecars: SidecarStore;
  readonly voteLog: VoteLog;
  close(): Promise<void>;
}

/** The vote log of a node that never votes. */
const NO_VOTES: VoteLogStorage = {
  entries: () => [],
  append: () => Promise.reject(new Error('an observer does not vote')),
  reset: async () => {},
  close: async () => {},
};

/** @throws AnnalsError `store.*`, `vote-log.*`. */
export async function openData(
  folder: string,
  genesis: GenesisDocument,
  options: { readonly votes: boolean; readonly maxSidecarBytes: number },
): Promise<NodeData> {
  mkdirSync(folder, { recursive: true });
  const opened: { close(): Promise<void> }[] = [];
  const close = async (): Promise<void> => {
    for (const part of opened.splice(0).reverse()) await part.close();
  };
  try {
    const store = await LevelStore.open(join(folder, 'store'), genesis);
    opened.push(store);
    const sidecars = await SegmentSidecarStore.open(join(folder, 'sidecars'), { maxBytes: options.maxSidecarBytes });
    opened.push(sidecars);
    const votes = options.votes
      ? await VoteLogFile.open(join(folder, 'votes.log'), { mayBegin: store.head.height === 0 })
      : NO_VOTES;
    opened.push(votes);
    return { store, sidecars, voteLog: new VoteLog(votes), close };
  } catch (error) {
    await close();
    throw error;
  }
}
