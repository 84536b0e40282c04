/**
 * The entries and nodes of Merkle logs: access logs of subjects, histories of records. Their heads stand in the state;
 * what lies below a head never changes, so reading it later is as good as reading it now.
 */
import { AnnalsError, invariant } from '@annals/ledger/errors';
import { entryHash, type ReadLogNode } from '@annals/ledger/merkle';
import type { LogName } from '@annals/ledger/state';
import type { Database } from './database.ts';
import { logEntryKey, logNodeKey, readNumber } from './keyspace.ts';
import { STORE_LIMITS } from './limits.ts';

const INDEX_OFFSET = logEntryKey(`access/${'0'.repeat(40)}` as LogName, 0).length - 8;

export class LogArchive {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Entries from `from` up to and without `to`, all of which must be there. @throws AnnalsError `store.damaged`. */
  async entries(log: LogName, from: number, to: number): Promise<readonly Uint8Array[]> {
    invariant(
      from >= 0 && to - from <= STORE_LIMITS.maxLogEntries,
      `at most ${STORE_LIMITS.maxLogEntries} entries are read at once`,
    );
    const entries: Uint8Array[] = [];
    if (to <= from) return entries;
    const range = { from: logEntryKey(log, from), to: logEntryKey(log, to), limit: -1 };
    for await (const rows of this.#database.entries(range, STORE_LIMITS.iteratorChunk)) {
      for (const [key, entry] of rows) {
        if (readNumber(key, INDEX_OFFSET) !== from + entries.length) break;
        entries.push(entry);
      }
    }
    if (entries.length !== to - from) throw missing(log, from + entries.length);
    return entries;
  }

  /** Complete subtrees of a log; those of one entry are computed. Throws AnnalsError `store.damaged` for what is missing. */
  nodes(log: LogName): ReadLogNode {
    return (level, index) => {
      if (level > 0) {
        const hash = this.#database.get(logNodeKey(log, level, index));
        if (!hash) throw missing(log, index * 2 ** level);
        return hash;
      }
      const entry = this.#database.get(logEntryKey(log, index));
      if (!entry) throw missing(log, index);
      return entryHash(entry);
    };
  }
}

function missing(log: LogName, index: number): AnnalsError {
  return new AnnalsError('store.damaged', `the log ${log} is incomplete from entry ${index} on`);
}
