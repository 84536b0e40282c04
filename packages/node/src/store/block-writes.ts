/** What a block writes: one batch, from the header to the indexes, that becomes durable as a whole (LAW 6). */
import {
  consensusSetOf,
  consensusValidatorSetShape,
  encodeCertificate,
  type StateKey,
  type ValidatorSets,
  validatorsHash,
} from '@annals/ledger/block';
import { encodeShape, equalBytes } from '@annals/ledger/codec';
import { invariant } from '@annals/ledger/errors';
import { type BlockEffects, readValue, type StateSource } from '@annals/ledger/state';
import type { Write } from './database.ts';
import { headWrite } from './head-record.ts';
import { chunkKey, hashKey, heightKey, KEYSPACE, logEntryKey, logNodeKey, numberValue, textKey } from './keyspace.ts';
import { STORE_LIMITS } from './limits.ts';
import { packList } from './packed-list.ts';
import { indexWrites, isIndexed } from './secondary-index.ts';
import type { BlockBatch } from './store.ts';

type StateEffects = Pick<BlockEffects, 'state' | 'values' | 'tree'>;

/** Whether the validator set of the next height is another one: such headers are the epochs. */
export function changesValidators({ header }: Pick<BlockBatch, 'header'>): boolean {
  return !equalBytes(header.validatorsHash, header.nextValidatorsHash);
}

/** The new set, where there is one. */
function changedSetWrites(batch: BlockBatch): Write[] {
  if (!changesValidators(batch)) return [];
  const { header, effects } = batch;
  const agreed = equalBytes(validatorsHash(effects.validators.current), header.nextValidatorsHash);
  invariant(agreed, `the validator set after block ${header.height} is not the one that its header names`);
  return [epochWrite(header.height, effects.validators)];
}

/** The set that decides from the next height on. */
export function epochWrite(height: number, { current }: ValidatorSets): Write {
  const value = encodeShape(consensusValidatorSetShape, consensusSetOf(current));
  return { key: heightKey(KEYSPACE.epoch, height), value };
}

/** State values, tree pages and indexes. `before` is the state that they change. */
export function stateWrites(before: StateSource, { state, values, tree }: StateEffects): Write[] {
  const writes: Write[] = [];
  for (const [key, value] of state) {
    writes.push({ key: textKey(KEYSPACE.state, key), value });
    if (isIndexed(key)) writes.push(...indexWrites(key, readValue(before, key as StateKey), values.get(key)));
  }
  for (const [path, value] of tree) writes.push({ key: textKey(KEYSPACE.tree, path), value });
  return writes;
}

function logWrites(logs: BlockEffects['logs']): Write[] {
  const writes: Write[] = [];
  for (const { log, index, entry, nodes } of logs) {
    writes.push({ key: logEntryKey(log, index), value: entry });
    for (const node of nodes) {
      if (node.level > 0) writes.push({ key: logNodeKey(log, node.level, node.index), value: node.hash });
    }
  }
  return writes;
}

function transactionWrites(height: number, transactions: BlockBatch['transactions']): Write[] {
  const writes: Write[] = [];
  const ids = Buffer.allocUnsafe(32 * transactions.length);
  for (const [index, { id }] of transactions.entries()) {
    const place = Buffer.allocUnsafe(12);
    place.set(numberValue(height), 0);
    place.writeUInt32BE(index, 8);
    const key = hashKey(KEYSPACE.transactionPlace, id);
    ids.set(key.subarray(1), 32 * index);
    writes.push({ key, value: place });
  }
  writes.push({ key: heightKey(KEYSPACE.transactionIds, height), value: ids });
  for (let first = 0; first < transactions.length; first += STORE_LIMITS.transactionsPerChunk) {
    const chunk = transactions.slice(first, first + STORE_LIMITS.transactionsPerChunk);
    writes.push({ key: chunkKey(height, first), value: packList(chunk.map(({ bytes }) => bytes)) });
  }
  return writes;
}

/** All writes of a block. `before` is the state at its parent. */
export function blockWrites(before: StateSource, batch: BlockBatch): Write[] {
  const { header, headerBytes, hash, transactions, certificate, effects } = batch;
  const { height, timeMs, stateRoot } = header;
  invariant(transactions.length === header.count, `block ${height} has not as many transactions as its header counts`);
  invariant(effects.resultBytes.length === header.count, `block ${height} has not one result for each transaction`);
  invariant(
    equalBytes(effects.stateRoot, stateRoot),
    `block ${height} was executed to another state root than its header names`,
  );
  invariant(certificate.height === height && certificate.block === hash, `the certificate is not for block ${height}`);
  return [
    { key: heightKey(KEYSPACE.header, height), value: headerBytes },
    { key: hashKey(KEYSPACE.blockHash, hash), value: numberValue(height) },
    ...transactionWrites(height, transactions),
    { key: heightKey(KEYSPACE.results, height), value: packList(effects.resultBytes) },
    { key: heightKey(KEYSPACE.certificate, height), value: encodeCertificate(certificate) },
    ...changedSetWrites(batch),
    ...stateWrites(before, effects),
    ...logWrites(effects.logs),
    headWrite({ height, hash, timeMs, stateRoot }),
  ];
}
