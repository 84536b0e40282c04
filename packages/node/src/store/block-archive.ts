/** Reads blocks, transactions and certificates back, as they were committed. */
import {
  blockHashOf,
  type CommitCertificate,
  commitCertificateShape,
  MAX_CERTIFICATE_BYTES,
} from '@annals/ledger/block';
import { type BlockHash, decodeShape, idFromBytes, type TransactionId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import type { Database } from './database.ts';
import { chunkKey, hashKey, heightKey, KEYSPACE, readNumber } from './keyspace.ts';
import { STORE_LIMITS } from './limits.ts';
import { packedItem, packedItems, unpackList } from './packed-list.ts';
import type {
  BlockContents,
  BlockEntries,
  Page,
  PageRequest,
  StoredBlock,
  StoredHeader,
  StoredTransaction,
  TransactionPlace,
} from './store.ts';

/** What is there must be whole: a part that is missing is damage, not absence. */
function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new AnnalsError('store.damaged', `${what} is missing`);
  return value;
}

export class BlockArchive {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  header(height: number): StoredHeader | undefined {
    const headerBytes = this.#database.get(heightKey(KEYSPACE.header, height));
    return headerBytes && { height, hash: blockHashOf(headerBytes), headerBytes };
  }

  heightOf(hash: BlockHash): number | undefined {
    const value = this.#database.get(hashKey(KEYSPACE.blockHash, hash));
    return value && readNumber(value, 0);
  }

  certificate(height: number): CommitCertificate | undefined {
    const bytes = this.#database.get(heightKey(KEYSPACE.certificate, height));
    return bytes && decodeShape(commitCertificateShape, bytes, MAX_CERTIFICATE_BYTES);
  }

  block(height: number): StoredBlock | undefined {
    const header = this.header(height);
    if (!header) return undefined;
    return {
      ...header,
      transactions: this.#transactions(height),
      certificate: required(this.certificate(height), `the certificate of block ${height}`),
      parentCertificate:
        height === 1 ? null : required(this.certificate(height - 1), `the certificate of block ${height - 1}`),
    };
  }

  contents(height: number): BlockContents | undefined {
    const ids = this.#database.get(heightKey(KEYSPACE.transactionIds, height));
    if (!ids) return undefined;
    return {
      ids: Array.from({ length: ids.length / 32 }, (_, i) =>
        idFromBytes('transaction', ids.subarray(32 * i, 32 * i + 32)),
      ),
      results: unpackList(this.#results(height)),
    };
  }

  entriesOf(height: number, from: number, to: number): BlockEntries | undefined {
    const ids = this.#database.get(heightKey(KEYSPACE.transactionIds, height));
    if (!ids) return undefined;
    const count = Math.max(0, Math.min(ids.length / 32, to) - from);
    return {
      ids: Array.from({ length: count }, (_, i) => ids.slice(32 * (from + i), 32 * (from + i + 1))),
      results: packedItems(this.#results(height), from, to),
    };
  }

  blocks(from: number, limit: number): readonly StoredBlock[] {
    const blocks: StoredBlock[] = [];
    let sizeBytes = 0;
    for (let height = from; blocks.length < Math.min(limit, STORE_LIMITS.maxRangeBlocks); height++) {
      const block = this.block(height);
      if (!block) break;
      sizeBytes += block.transactions.reduce((sum, bytes) => sum + bytes.length, block.headerBytes.length);
      if (blocks.length > 0 && sizeBytes > STORE_LIMITS.maxRangeBytes) break;
      blocks.push(block);
    }
    return blocks;
  }

  /** Headers from the head downwards; the cursor is the last height of the page before. */
  headers(head: number, { after, limit }: PageRequest): Page<StoredHeader> {
    if (after !== null && !/^[0-9]{1,15}$/.test(after)) {
      throw new AnnalsError('codec.malformed', 'after: not a cursor that an earlier page of this list gave');
    }
    const from = after === null ? head : Math.min(head, Number(after) - 1);
    const to = Math.max(1, from - Math.max(1, Math.min(limit, STORE_LIMITS.maxPageItems)) + 1);
    const items: StoredHeader[] = [];
    for (let height = from; height >= to; height--)
      items.push(required(this.header(height), `the header of block ${height}`));
    return { items, next: to > 1 && items.length > 0 ? String(to) : null };
  }

  transactionPlace(id: TransactionId): TransactionPlace | undefined {
    const place = this.#database.get(hashKey(KEYSPACE.transactionPlace, id));
    return (
      place && { height: readNumber(place, 0), index: Buffer.from(place.buffer, place.byteOffset).readUInt32BE(8) }
    );
  }

  transaction(id: TransactionId): StoredTransaction | undefined {
    const place = this.transactionPlace(id);
    if (!place) return undefined;
    const { height, index } = place;
    const offset = index % STORE_LIMITS.transactionsPerChunk;
    const chunk = required(
      this.#database.get(chunkKey(height, index - offset)),
      `transaction ${id} of block ${height}`,
    );
    return {
      ...place,
      bytes: required(packedItem(chunk, offset), `transaction ${id} of block ${height}`),
      result: required(packedItem(this.#results(height), index), `the result of transaction ${id}`),
    };
  }

  #results(height: number): Uint8Array {
    return required(this.#database.get(heightKey(KEYSPACE.results, height)), `the list of results of block ${height}`);
  }

  #transactions(height: number): Uint8Array[] {
    const ids = required(
      this.#database.get(heightKey(KEYSPACE.transactionIds, height)),
      `the list of ids of block ${height}`,
    );
    const transactions: Uint8Array[] = [];
    for (let first = 0; first < ids.length / 32; first += STORE_LIMITS.transactionsPerChunk) {
      const chunk = this.#database.get(chunkKey(height, first));
      transactions.push(...unpackList(required(chunk, `a part of block ${height}`)));
    }
    return transactions;
  }
}
