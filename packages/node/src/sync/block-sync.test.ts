import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CommitCertificate, decodeHeader, encodeHeader, voteDigest } from '@annals/ledger/block';
import { sign } from '@annals/ledger/crypto';
import { MAX_TRANSACTION_BYTES } from '@annals/ledger/transaction';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Chain } from '../chain/index.ts';
import { silentLog } from '../log.ts';
import { type Network, RequestError } from '../network/network.ts';
import { FREE_ACCOUNT, type PeerAccount } from '../network/peer-account.ts';
import { notedAccount } from '../network/testing/noted-account.ts';
import { LevelStore } from '../store/index.ts';
import type { StoredBlock } from '../store/store.ts';
import { genesisOf, StoreChain, secretOf } from '../store/testing/store-chain.ts';
import { BlockSync } from './block-sync.ts';
import { decodeBlocks, decodeBlocksRequest, encodeBlocks, encodeBlocksRequest } from './blocks-protocol.ts';
import { SYNC_LIMITS } from './limits.ts';

const PEER = 'peer';

/** Peers that answer as the test says; each request is noted. */
class FakePeers {
  readonly asked: string[] = [];
  answers: { readonly [peer: string]: (from: number) => readonly StoredBlock[] } = {};
  readonly network = {
    onRequest: () => undefined,
    account: () => FREE_ACCOUNT,
    peers: () => Object.keys(this.answers).map((peer) => ({ peer, connected: true })),
    request: async (peer: string, _: string, body: Uint8Array) => {
      const { from } = decodeBlocksRequest(body);
      this.asked.push(`${peer}/${from}`);
      const answer = this.answers[peer];
      if (!answer) throw new RequestError('unreachable', 'no such peer');
      return encodeBlocks(answer(from));
    },
  } as unknown as Network;
}

describe('block sync', () => {
  let folder: string;
  let source: LevelStore;
  let store: LevelStore;
  let chain: Chain;
  let blocks: StoredBlock[];
  let peers: FakePeers;
  let forks: string[];
  let nowMs = 0;
  let later: (() => void)[];
  let sync: BlockSync;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'annals-sync-'));
    source = await LevelStore.open(join(folder, 'source'), genesisOf());
    store = await LevelStore.open(join(folder, 'store'), genesisOf());
    chain = new Chain(store, () => 0);
    const make = new StoreChain(source);
    for (const name of ['first', 'second', 'third']) {
      const batch = make.next([make.appointment(name)]);
      await source.commitBlock({ ...batch, certificate: certificateOf(batch.header.height, batch.hash) });
    }
    blocks = [...source.blocks(1, 10)];
    peers = new FakePeers();
    forks = [];
    later = [];
    nowMs = 0;
    sync = new BlockSync({
      chain,
      store,
      network: peers.network,
      log: silentLog,
      nowMs: () => nowMs,
      later: (delayMs, run) => {
        // The patience with a peer never ends here.
        if (delayMs === SYNC_LIMITS.patienceMs) later.push(run);
        return () => undefined;
      },
      onFork: (reason) => forks.push(reason),
    });
  });
  afterEach(async () => {
    sync.stop();
    await store.close();
    await source.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function certificateOf(height: number, block: CommitCertificate['block']): CommitCertificate {
    const digest = voteDigest(source.chain, { step: 'commit', height, view: 0, block });
    return { height, view: 0, block, signatures: [{ index: 0, signature: sign(digest, secretOf('validator')) }] };
  }

  const from = (height: number) => blocks.slice(height - 1);
  async function run(): Promise<void> {
    sync.hint(Number.MAX_SAFE_INTEGER);
    while (sync.isRunning) await new Promise((resolve) => setTimeout(resolve, 1));
  }

  test('ATTACK answers-in-one-turn: blocks are read a few at a time, each on the account of who asks', async () => {
    let ask: ((from: string, body: Uint8Array) => Promise<Uint8Array>) | undefined;
    const account = notedAccount();
    let inTurn = 0;
    const reads: { readonly count: number; readonly isCharged: boolean; readonly inTurn: number }[] = [];
    const network = {
      ...peers.network,
      account: () => account,
      onRequest: (_: string, handler: typeof ask) => {
        ask = handler;
      },
    } as unknown as Network;
    const [block] = blocks;
    const answering = new BlockSync({
      chain,
      store: {
        blocks: (_, count) => {
          if (inTurn++ === 0) setImmediate(() => (inTurn = 0));
          reads.push({ count, isCharged: account.isCharged, inTurn });
          return Array.from({ length: count }, () => block as StoredBlock);
        },
      },
      network,
      log: silentLog,
      nowMs: () => 0,
      later: () => () => undefined,
      onFork: () => undefined,
    });
    const request = encodeBlocksRequest({ from: 1, limit: 255 });
    const answers = await Promise.all([ask?.(PEER, request), ask?.(PEER, request)]);
    for (const answer of answers) expect(decodeBlocks(answer as Uint8Array)).toHaveLength(255);
    expect(reads.reduce((sum, { count }) => sum + count, 0)).toBe(2 * 255);
    expect(reads.filter((read) => !read.isCharged)).toEqual([]);
    expect(Math.max(...reads.map((read) => read.count))).toBeLessThan(16);
    // Of each request one piece, in two turns before it is counted anew.
    expect(Math.max(...reads.map((read) => read.inTurn))).toBeLessThanOrEqual(4);
    answering.stop();
  });

  test('fetches, verifies and applies what is missing', async () => {
    peers.answers = { [PEER]: from };
    await run();
    expect(store.head).toEqual(source.head);
    expect(forks).toEqual([]);
  });

  test('the block after the head is given a moment before it is fetched, and may come by itself', async () => {
    peers.answers = { [PEER]: from };
    sync.hint(1);
    sync.hint(1);
    expect([later.length, peers.asked.length]).toEqual([1, 0]);
    later.pop()?.();
    while (sync.isRunning) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(store.head).toEqual(source.head);
    const asked = peers.asked.length;
    sync.hint(3);
    later.pop()?.();
    expect(peers.asked).toHaveLength(asked);
  });

  test('blocks out of order and blocks that are held already do no harm (FAILURES 12, 14, 21)', async () => {
    peers.answers = { [PEER]: () => [blocks[0], blocks[0], blocks[2], blocks[1]] as StoredBlock[] };
    await run();
    expect(store.head).toEqual(source.head);
    nowMs += 10_000;
    peers.answers = { [PEER]: () => blocks };
    await run();
    expect([store.head, forks]).toEqual([source.head, []]);
  });

  test('a claim of a great height costs a request, and the next one follows only after a pause (FAILURES 20)', async () => {
    peers.answers = { [PEER]: () => [] };
    await run();
    await run();
    expect(peers.asked).toEqual(['peer/1']);
    nowMs += 1_000;
    await run();
    expect(peers.asked).toEqual(['peer/1', 'peer/1']);
  });

  test('a certificate of another block, or one that does not verify, applies nothing (FAILURES 22)', async () => {
    const [first, second] = blocks as [StoredBlock, StoredBlock];
    for (const certificate of [
      second.certificate,
      { ...first.certificate, signatures: [] },
      { ...first.certificate, signatures: [{ index: 0, signature: new Uint8Array(64).fill(1) }] },
    ]) {
      nowMs += 10_000;
      peers.answers = { liar: () => [{ ...first, certificate }], [PEER]: () => [] };
      await run();
      expect(store.head.height).toBe(0);
    }
    expect(forks).toEqual([]);
  });

  test('ATTACK empty-transactions: an answer is read a few blocks at a time, each on the account of who gave it', async () => {
    let charged = 0;
    const account: PeerAccount = {
      ...FREE_ACCOUNT,
      charge: (work) => {
        charged += 1;
        return work();
      },
    };
    const [block] = blocks as [StoredBlock];
    const slices = 5;
    const bytes = new Uint8Array(MAX_TRANSACTION_BYTES);
    const each = Math.ceil(SYNC_LIMITS.readAtOnceBytes / (slices * SYNC_LIMITS.answerSlice * bytes.length));
    const header = encodeHeader({ ...decodeHeader(block.headerBytes), height: 99, count: each });
    const filler = { ...block, headerBytes: header, transactions: new Array<Uint8Array>(each).fill(bytes) };
    const long = [block, ...Array.from({ length: slices * SYNC_LIMITS.answerSlice }, () => filler)];
    const network = {
      ...peers.network,
      account: () => account,
      peers: () => [{ peer: PEER, connected: true }],
      request: async () => encodeBlocks(long),
    } as unknown as Network;
    const reading = new BlockSync({
      chain,
      store,
      network,
      log: silentLog,
      nowMs: () => 0,
      later: () => () => undefined,
      onFork: () => undefined,
    });
    await reading.catchUp();
    reading.stop();
    expect(chain.head.height).toBe(1);
    expect(charged).toBeGreaterThan(slices);
  });

  test('transactions that are not those of the certified header are the fault of the peer, not a fork', async () => {
    const [first, second] = blocks as [StoredBlock, StoredBlock];
    for (const transactions of [second.transactions, [new Uint8Array([1])]]) {
      nowMs += 10_000;
      peers.answers = { liar: () => [{ ...first, transactions }], [PEER]: from };
      await run();
    }
    expect(forks).toEqual([]);
    // The honest peer was asked after the liar.
    expect(store.head).toEqual(source.head);
  });

  test('a certified block that gives another state here is a fork, and nothing is written (FAILURES 27)', async () => {
    const make = new StoreChain(source, 50);
    const wrong = make.next([make.appointment('fourth')], { stateRoot: new Uint8Array(32) });
    const certificate = certificateOf(4, wrong.hash);
    const { headerBytes, hash, transactions } = wrong;
    const forged = {
      height: 4,
      headerBytes,
      hash,
      transactions: transactions.map(({ bytes }) => bytes),
      certificate,
      parentCertificate: null,
    };
    peers.answers = { [PEER]: (height) => [...blocks, forged].slice(height - 1) };
    await run();
    expect(forks).toEqual([expect.stringContaining('its state root differs')]);
    expect(store.head.height).toBe(3);
    await run();
    expect(peers.asked).toHaveLength(1);
  });
});
