/**
 * A process that fills a folder as fast as it can until it is killed: blocks, votes and sidecars. Each line that it
 * prints is an acknowledgement; what it names must be there after any kill (LAW 6, FAILURES 1).
 * Run `node fill-store.ts FOLDER FIRST_SALT`.
 */
import { sha256 } from '@annals/ledger/crypto';
import { LevelStore } from '../level-store.ts';
import { SegmentSidecarStore } from '../segment-sidecar-store.ts';
import { VoteLogFile } from '../vote-log-file.ts';
import { genesisOf, StoreChain } from './store-chain.ts';

const [folder, salt] = process.argv.slice(2) as [string, string];
const acknowledge = (what: string) => process.stdout.write(`${what}\n`);

async function fillBlocks(): Promise<void> {
  const store = await LevelStore.open(`${folder}/store`, genesisOf());
  const chain = new StoreChain(store, Number(salt));
  if (store.head.height === 0) await chain.begin('ada');
  for (;;) {
    const { header } = await chain.commit(...Array.from({ length: 5 }, () => chain.issue('ada')));
    acknowledge(`block ${header.height}`);
  }
}

async function fillVotes(): Promise<void> {
  const log = await VoteLogFile.open(`${folder}/votes`, { mayBegin: true, rewriteAboveBytes: 20_000 });
  const last = log.entries().at(-1);
  for (let vote = last ? Number(Buffer.from(last).toString()) + 1 : 0; ; vote++) {
    // From time to time a height is decided and what was signed for it is void.
    if (vote % 50 === 0) await log.reset(log.entries().slice(-1));
    await log.append(Buffer.from(String(vote)));
    acknowledge(`vote ${vote}`);
  }
}

async function fillSidecars(): Promise<void> {
  const sidecars = await SegmentSidecarStore.open(`${folder}/sidecars`, { maxBytes: 1 << 30, segmentBytes: 200_000 });
  const owner = '00'.repeat(32) as never;
  for (let i = 0; ; i++) {
    const bytes = Buffer.alloc(1_000, `${salt} ${i} `);
    const hash = sha256(bytes);
    await sidecars.put([{ hash, bytes, owner }]);
    acknowledge(`sidecar ${Buffer.from(hash).toString('hex')}`);
    if (i % 3 === 2) {
      acknowledge(`erase ${Buffer.from(hash).toString('hex')}`);
      await sidecars.erase(hash);
      acknowledge(`erased ${Buffer.from(hash).toString('hex')}`);
    }
  }
}

await Promise.all([fillBlocks(), fillVotes(), fillSidecars()]);
