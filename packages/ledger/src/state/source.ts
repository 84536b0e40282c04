/** Where the state machine reads the state from: the node's store, or memory. It only ever reads. */
import type { StateKey, ValueKind, ValueOf } from '../block/index.ts';
import { kindOfKey, MAX_VALUE_BYTES, valueShape } from '../block/index.ts';
import { decodeShape, type TransactionId } from '../codec/index.ts';
import { AnnalsError, InvariantError } from '../errors/index.ts';
import type { TreeSource } from '../merkle/index.ts';
import { type FoundingKind, required, type StateView } from './state-view.ts';

/** The state after one block, read synchronously. */
export interface StateSource {
  /** The encoded value of a key. */
  get(key: StateKey): Uint8Array | undefined;
  /** Whether a transaction with this id has been committed within the validity window. */
  hasTransaction(id: TransactionId): boolean;
  /** The pages of the state tree. */
  readonly tree: TreeSource;
  /**
   * A cache of decoded values, if the source keeps one. It must forget or replace what a committed block changes
   * (`BlockEffects.values` holds the new ones), and nothing else ever changes a value.
   */
  readonly decoded?: DecodedValues;
}

/** Decoded values by key; bounded by whoever keeps them. */
export interface DecodedValues {
  get(key: StateKey): unknown;
  /** @param encodedBytes the length of the encoded value, from which its weight on the heap is reckoned. */
  set(key: StateKey, value: unknown, encodedBytes: number): void;
}

/** Reads and decodes one value. @throws InvariantError when the stored bytes are damaged. */
export function readValue<K extends ValueKind>(source: StateSource, key: StateKey<K>): ValueOf<K> | undefined {
  const kept = source.decoded?.get(key);
  if (kept !== undefined) return kept as ValueOf<K>;
  const bytes = source.get(key);
  if (bytes === undefined) return undefined;
  const value = decodeStored(key, bytes);
  source.decoded?.set(key, value, bytes.length);
  return value;
}

/** The values of a source, as an operation reads them. */
export function viewOf(source: StateSource): Pick<StateView, 'get'> {
  return { get: (key) => readValue(source, key) };
}

/** The value of a key that genesis has written and nothing deletes. @throws InvariantError when it is not there. */
export function requireValue<K extends FoundingKind>(source: StateSource, key: StateKey<K>): ValueOf<K> {
  return required(viewOf(source), key);
}

function decodeStored<K extends ValueKind>(key: StateKey<K>, bytes: Uint8Array): ValueOf<K> {
  try {
    return decodeShape(valueShape(kindOfKey(key)), bytes, MAX_VALUE_BYTES);
  } catch (cause) {
    if (cause instanceof AnnalsError) {
      throw new InvariantError(`the stored value of ${key} cannot be read: ${cause.message}`, { cause });
    }
    throw cause;
  }
}
