import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode, encode } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { LevelStore } from '../store/index.ts';
import { genesisOf, StoreChain } from '../store/testing/store-chain.ts';
import {
  decodeBlocks,
  decodeBlocksRequest,
  encodeBlocks,
  encodeBlocksRequest,
  MAX_BLOCKS_PER_ANSWER,
} from './blocks-protocol.ts';

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
});
