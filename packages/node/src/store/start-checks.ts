/**
 * What is checked before a store is used: that it is of this chain, that no block it should hold is missing, and that
 * the state is the one that the head's header names. LevelDB itself drops what it cannot read from its log and says
 * nothing, so this is where damage is found.
 */
import { decodeHeader } from '@annals/ledger/block';
import { bytesToHex, equalBytes } from '@annals/ledger/codec';
import { AnnalsError, InvariantError } from '@annals/ledger/errors';
import { type TreeSource, treeRoot } from '@annals/ledger/merkle';
import type { ChainId } from '@annals/ledger/transaction';
import type { BlockArchive } from './block-archive.ts';
import type { Database } from './database.ts';
import { readChain } from './head-record.ts';
import { heightKey, KEYSPACE, readNumber } from './keyspace.ts';
import { STORE_LIMITS } from './limits.ts';
import type { Head } from './store.ts';

function damaged(message: string, cause?: unknown): never {
  throw new AnnalsError('store.damaged', message, { cause });
}

/** @throws AnnalsError `store.other-chain`, `store.damaged`. */
export function checkChain(database: Database, chain: ChainId): void {
  const stored = readChain(database);
  if (!stored) damaged('the store does not say which chain it belongs to');
  if (!equalBytes(stored, chain)) {
    const [theirs, ours] = [stored, chain].map((id) => bytesToHex(id).slice(0, 16));
    throw new AnnalsError('store.other-chain', `the store is of chain ${theirs}…, the genesis document of ${ours}…`);
  }
}

/** The state's root is what the head says, and the head what its header says. @throws AnnalsError `store.damaged`. */
export function checkHead(head: Head, archive: BlockArchive, tree: TreeSource): void {
  let root: Uint8Array;
  try {
    root = treeRoot(tree);
  } catch (cause) {
    if (cause instanceof InvariantError) damaged(cause.message, cause);
    throw cause;
  }
  if (!equalBytes(root, head.stateRoot)) damaged(`the state is not the one after block ${head.height}`);
  if (head.height === 0) return;
  const header = archive.header(head.height);
  if (header?.hash !== head.hash) damaged(`the header of block ${head.height} is missing or another one`);
  if (!equalBytes(decodeHeader(header.headerBytes).stateRoot, head.stateRoot)) {
    damaged(`the state is not the one that block ${head.height} agreed on`);
  }
  const certificate = archive.certificate(head.height);
  if (certificate?.block !== head.hash)
    damaged(`the certificate of block ${head.height} is missing or for another block`);
  if (!archive.contents(head.height)) damaged(`the transactions of block ${head.height} are missing`);
}

/** No height is missing among the latest, and none lies above the head. @throws AnnalsError `store.damaged`. */
export async function checkHeights(database: Database, head: Head): Promise<void> {
  const first = Math.max(1, head.height - STORE_LIMITS.heightsCheckedAtStart + 1);
  const range = { from: heightKey(KEYSPACE.header, first), to: heightKey(KEYSPACE.blockHash, 0), limit: -1 };
  let expected = first;
  for await (const keys of database.keys(range, STORE_LIMITS.iteratorChunk)) {
    for (const key of keys) {
      const height = readNumber(key, 1);
      if (height !== expected) damaged(`block ${expected} is missing, although block ${height} is there`);
      expected += 1;
    }
  }
  if (expected !== head.height + 1) damaged(`the last block is ${expected - 1}, but the head is ${head.height}`);
}
