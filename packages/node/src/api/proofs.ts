/**
 * Builds the proofs that the light client verifies (PROTOCOL receipt, PROTOCOL state-proof, PROTOCOL trail). Each is
 * built in one turn of the event loop, in which the store stands at one head, so its parts belong together.
 */
import { type StateKey, stateKey, type ValueOf } from '@annals/ledger/block';
import { equalBytes, type RecordId, type SubjectId, type TransactionId } from '@annals/ledger/codec';
import type { PublicKey } from '@annals/ledger/crypto';
import { AnnalsError, type ErrorCode } from '@annals/ledger/errors';
import type { HeaderProof, ProvenLog, ProvenSubjects, ProvenValue, Receipt, StateProof } from '@annals/ledger/light';
import { emptyLog, type LogHead, proveKey, treeKeyHash } from '@annals/ledger/merkle';
import { type LogName, readValue } from '@annals/ledger/state';
import type { Store } from '../store/store.ts';
import type { BlockTrees } from './block-trees.ts';
import { API_LIMITS } from './limits.ts';

/** The header of a height with its certificate and the epochs before it. @throws AnnalsError `node.not-ready` at genesis. */
function proveHeader(store: Store, height: number): HeaderProof {
  if (height === 0) {
    throw new AnnalsError('node.not-ready', 'the chain stands at genesis: there is no certified block to prove by yet');
  }
  const stored = store.header(height);
  const certificate = store.certificate(height);
  if (!stored || !certificate) throw new AnnalsError('store.damaged', `block ${height} or its certificate is missing`);
  return { header: stored.headerBytes, certificate, epochs: store.epochs(height) };
}

function proveState(store: Store, key: StateKey): StateProof {
  return {
    key,
    value: store.state.get(key) ?? null,
    membership: proveKey(store.state.tree, treeKeyHash(key)),
  };
}

/** What the state at head holds under a key, or that it holds nothing. */
export function proveValue(store: Store, key: StateKey): ProvenValue {
  return { version: 1, proof: proveHeader(store, store.head.height), state: proveState(store, key) };
}

/**
 * What a key acts for: the subject that it makes when it is enrolled, or that there is none, and those of `others` whose
 * present key it is. All of it is about whoever has proven that key, and of nobody else (LAW 1).
 */
export function proveSubjects(
  store: Store,
  key: PublicKey,
  own: SubjectId,
  others: readonly SubjectId[],
): ProvenSubjects {
  const isPresentKeyOf = (id: SubjectId): boolean => {
    const present = readValue(store.state, stateKey.subject(id))?.key;
    return present !== undefined && equalBytes(present, key);
  };
  const hers = others.filter((id) => id !== own && isPresentKeyOf(id));
  return {
    version: 1,
    proof: proveHeader(store, store.head.height),
    own: proveState(store, stateKey.subject(own)),
    others: hers.map((id) => ({ id, state: proveState(store, stateKey.subject(id)) })),
  };
}

/** The receipt of a committed transaction. @throws AnnalsError `tx.not-found`. */
export function proveTransaction(store: Store, trees: BlockTrees, id: TransactionId): Receipt {
  const stored = store.transaction(id);
  const included = stored && trees.prove(stored.height, stored.index);
  if (!stored || !included) throw new AnnalsError('tx.not-found', 'no committed transaction has this id');
  const { height, index, bytes, result } = stored;
  return {
    version: 1,
    proof: proveHeader(store, height),
    index,
    transaction: bytes,
    result,
    transactionInclusion: included.transaction,
    resultInclusion: included.result,
  };
}

/** A part of a log with the proof of its head. */
export interface LogPart {
  readonly proven: ProvenLog;
  /** Where the next part begins; null when this one reaches the end. */
  readonly next: number | null;
}

/**
 * A log from an entry on, as far as one answer goes. Head and membership are read in one turn; the entries afterwards,
 * which is as good: what lies below a head never changes.
 */
async function proveLog<K extends 'access-log' | 'record'>(
  store: Store,
  log: LogName,
  key: StateKey<K>,
  headOf: (value: ValueOf<K> | undefined) => LogHead,
  from: number,
): Promise<LogPart> {
  const { size } = headOf(readValue(store.state, key));
  const { proof, state } = proveValue(store, key);
  if (from > size) throw new AnnalsError('codec.shape', `from: the log holds ${size} entries`);
  const { logEntries, entriesPerRead, logBytes } = API_LIMITS;
  const end = Math.min(size, from + logEntries);
  const entries: Uint8Array[] = [];
  let sizeBytes = 0;
  while (from + entries.length < end && sizeBytes < logBytes) {
    const at = from + entries.length;
    for (const entry of await store.logEntries(log, at, Math.min(end, at + entriesPerRead))) {
      entries.push(entry);
      sizeBytes += entry.length;
    }
  }
  const to = from + entries.length;
  return { proven: { version: 1, proof, state, from, entries }, next: to < size ? to : null };
}

/** A person's access log. */
export function proveTrail(store: Store, subject: SubjectId, from: number): Promise<LogPart> {
  return proveLog(store, `access/${subject}`, stateKey.accessLog(subject), (head) => head ?? emptyLog, from);
}

/** A record with its history. @throws AnnalsError `record.unknown`. */
export function proveHistory(store: Store, record: RecordId, from: number): Promise<LogPart> {
  const key = stateKey.record(record);
  known(store, key, 'record.unknown');
  return proveLog(store, `history/${record}`, key, (value) => value?.history ?? emptyLog, from);
}

/** A state value that the caller named. @throws AnnalsError with the code when there is none. */
export function known<K extends Parameters<typeof readValue>[1]>(
  store: Store,
  key: K,
  code: ErrorCode,
): K extends StateKey<infer V> ? ValueOf<V> : never {
  const value = readValue(store.state, key);
  if (value === undefined) throw new AnnalsError(code, 'the ledger holds nothing under this id');
  return value as K extends StateKey<infer V> ? ValueOf<V> : never;
}
