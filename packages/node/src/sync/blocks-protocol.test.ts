import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeHeader, encodeHeader } from '@annals/ledger/block';
import { type CborValue, decode, encode } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { MIN_TRANSACTION_BYTES } from '@annals/ledger/transaction';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { LevelStore } from '../store/index.ts';
import type { StoredBlock } from '../store/store.ts';
import { genesisOf, StoreChain } from '../store/testing/store-chain.ts';
import {
  decodeBlocks,
  decodeBlocksRequest,
  encodeBlocks,
  encodeBlocksRequest,
  MAX_BLOCKS_PER_ANSWER,
  readBlocks,
  type SyncedBlock,
} from './blocks-protocol.ts';
import { KeptBlocks } from './kept-blocks.ts';
import { SYNC_LIMITS } from './limits.ts';

describe('the question for blocks', () => {
  let folder: string;
  let store: LevelStore;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'annals-blocks-'));
    store = await LevelStore.open(folder, genesisOf());
    const make = new StoreChain(store);
    await make.begin('ada');
    await make.commit(make.issue('ada'), make.issue('ada'));
    await make.commit();
  });
  afterAll(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('blocks survive the way, with hash, transactions and certificate', () => {
    const blocks = store.blocks(1, 10);
    const arrived = decodeBlocks(encodeBlocks(blocks));
    expect(arrived.map(({ header, hash }) => [header.height, hash])).toEqual(
      blocks.map(({ height, hash }) => [height, hash]),
    );
    expect(arrived.map(({ transactions }) => transactions)).toEqual(blocks.map(({ transactions }) => transactions));
    expect(arrived.map(({ certificate }) => certificate)).toEqual(blocks.map(({ certificate }) => certificate));
  });

  test('a request says from where and how many, within bounds (FAILURES 19)', () => {
    expect(decodeBlocksRequest(encodeBlocksRequest({ from: 7, limit: 3 }))).toEqual({ from: 7, limit: 3 });
    for (const bad of [
      { from: 0, limit: 1 },
      { from: 1, limit: 0 },
      { from: 1, limit: MAX_BLOCKS_PER_ANSWER + 1 },
    ]) {
      expect(() => decodeBlocksRequest(encode(bad))).toThrow(AnnalsError);
    }
  });

  test.each([
    ['no list', encode(7)],
    ['a block that is none', encode([[1, 2, 3]])],
    ['too few parts', encode([[new Uint8Array(3), []]])],
    ['garbage', new Uint8Array([0xff, 0x00])],
  ])('refuses %s with a typed error', (_, bytes) => {
    expect(() => decodeBlocks(bytes)).toThrow(AnnalsError);
  });

  test('refuses a block with other transactions than the header counts', () => {
    const items = decode(encodeBlocks(store.blocks(2, 1)), 1 << 20) as [Uint8Array, Uint8Array[], never][];
    const [[headerBytes, transactions, certificate]] = items as [[Uint8Array, Uint8Array[], never]];
    expect(() => decodeBlocks(encode([[headerBytes, transactions.slice(1), certificate]]))).toThrow(/header counts/);
  });

  describe('ATTACK empty-transactions', () => {
    const [MANY, NONE] = [4_096, new Uint8Array(0)];

    test('a block of transactions shorter than any can be is refused, whatever its header counts', () => {
      const [block] = store.blocks(2, 1) as [StoredBlock];
      const headerBytes = encodeHeader({ ...decodeHeader(block.headerBytes), count: MANY });
      const [[, , encoded]] = decode(encodeBlocks([block]), 1 << 20) as [[unknown, unknown, CborValue]];
      const answerOf = (size: number) =>
        encode([[headerBytes, new Array(MANY).fill(new Uint8Array(size)) as Uint8Array[], encoded]]);
      for (const size of [0, 1, MIN_TRANSACTION_BYTES - 1]) {
        expect(() => decodeBlocks(answerOf(size))).toThrow(AnnalsError);
      }
      expect(decodeBlocks(answerOf(MIN_TRANSACTION_BYTES))).toHaveLength(1);
    });

    test('of more blocks than were asked for none is read, and of as many each only when it is asked for', () => {
      const [block] = store.blocks(3, 1) as [StoredBlock];
      const answer = encodeBlocks(Array.from({ length: 4 }, () => block));
      expect(() => readBlocks(answer, 3).next()).toThrow(/at most 3 blocks/);
      expect(decodeBlocks(answer, 4)).toHaveLength(4);
      // The end is broken: whoever read all of it at once would see no block of it.
      const broken = readBlocks(answer.subarray(0, answer.length - 1), 4);
      expect(broken.next()).toMatchObject({ done: false, value: { header: { height: 3 } } });
      expect(() => [...broken]).toThrow(AnnalsError);
    });

    test('blocks that are kept count for what they take in memory, not only for their bytes', () => {
      const [block] = decodeBlocks(encodeBlocks(store.blocks(3, 1))) as [SyncedBlock];
      const full = new KeptBlocks();
      for (let height = 1; height <= MAX_BLOCKS_PER_ANSWER; height++) {
        full.add({ ...block, header: { ...block.header, height }, transactions: new Array(MANY).fill(NONE) }, 'peer');
      }
      // A view of some bytes takes some hundred more.
      expect(full.sizeBytes).toBeGreaterThan(100 * MANY * MAX_BLOCKS_PER_ANSWER);
      expect(full.sizeBytes).toBeGreaterThan(SYNC_LIMITS.keptBytes);
      full.dropFrom('peer');
      expect(full.sizeBytes).toBe(0);
    });
  });
});
