/**
 * The overlay in which a block is executed. The source stays as it is, so a block that is proposed and never committed
 * leaves no trace (FAILURES 26); a journal undoes what a refused transaction has written (LAW 9).
 */

import { kindOfKey, type StateKey, type ValueKind, type ValueOf, valueShape } from '../block/index.ts';
import { encodeShape } from '../codec/index.ts';
import { appendToLog, type LogHead, type LogNode } from '../merkle/index.ts';
import type { LogName, StateView } from './operation.ts';
import { readValue, type StateSource } from './source.ts';

/** An entry that a block appends to a log, with the nodes of the log that became complete by it. */
export interface LogAppend {
  readonly log: LogName;
  readonly index: number;
  readonly entry: Uint8Array;
  readonly nodes: readonly LogNode[];
}

/** What one key holds during the block. */
interface Cell {
  readonly key: StateKey;
  /** Undefined when the key holds nothing. */
  value: unknown;
  /** Whether the block has written it. */
  changed: boolean;
}

/** A cell as it was before a write. */
interface Undo {
  readonly cell: Cell;
  readonly value: unknown;
  readonly changed: boolean;
}

export class BlockState implements StateView {
  readonly #source: StateSource;
  readonly #cells = new Map<StateKey, Cell>();
  readonly #appends: LogAppend[] = [];
  readonly #journal: Undo[] = [];
  #appendsBefore = 0;

  constructor(source: StateSource) {
    this.#source = source;
  }

  get<K extends ValueKind>(key: StateKey<K>): ValueOf<K> | undefined {
    return this.#cell(key).value as ValueOf<K> | undefined;
  }

  set<K extends ValueKind>(key: StateKey<K>, value: ValueOf<K>): void {
    this.#write(key, value);
  }

  delete(key: StateKey): void {
    this.#write(key, undefined);
  }

  append(log: LogName, head: LogHead, entry: Uint8Array): LogHead {
    const appended = appendToLog(head, entry);
    this.#appends.push({ log, index: head.size, entry, nodes: appended.nodes });
    return appended.head;
  }

  /** From here on, {@link rollBack} undoes. */
  begin(): void {
    this.#journal.length = 0;
    this.#appendsBefore = this.#appends.length;
  }

  /** Undoes all that was written since {@link begin}. */
  rollBack(): void {
    for (let i = this.#journal.length - 1; i >= 0; i--) {
      const { cell, value, changed } = this.#journal[i] as Undo;
      cell.value = value;
      cell.changed = changed;
    }
    this.#journal.length = 0;
    this.#appends.length = this.#appendsBefore;
  }

  /** The values that the block leaves changed; undefined where a key holds nothing any more. */
  changedValues(): Map<StateKey, unknown> {
    const changed = new Map<StateKey, unknown>();
    for (const cell of this.#cells.values()) {
      if (cell.changed) changed.set(cell.key, cell.value);
    }
    return changed;
  }

  /** The entries appended to logs, in the order of execution. */
  appends(): readonly LogAppend[] {
    return this.#appends;
  }

  #cell(key: StateKey): Cell {
    let cell = this.#cells.get(key);
    if (cell === undefined) {
      cell = { key, value: readValue(this.#source, key), changed: false };
      this.#cells.set(key, cell);
    }
    return cell;
  }

  #write(key: StateKey, value: unknown): void {
    const cell = this.#cell(key);
    this.#journal.push({ cell, value: cell.value, changed: cell.changed });
    cell.value = value;
    cell.changed = true;
  }
}

/** The bytes of a changed value, or null where the key holds nothing any more. */
export function encodeValue(key: StateKey, value: unknown): Uint8Array | null {
  if (value === undefined) return null;
  return encodeShape(valueShape(kindOfKey(key)), value as ValueOf<ValueKind>);
}
