/**
 * How many files and connections this process may have open, and who gets which part of them: what the store and the
 * other validators need is set apart before the API gets any (ATTACK descriptors-used-up).
 */
import { readFileSync } from 'node:fs';
import type { Log } from './log.ts';
import { NETWORK_LIMITS } from './network/limits.ts';

/** LevelDB's open tables: it keeps to this number, and opens others anew for each read. */
const STORE_FILES = { most: 1_000, least: 50 } as const;
/** Segments of sidecars that have been read, the other databases, logs, libraries. */
const OTHER_FILES = 500;
/** Other members. */
const PEERS = NETWORK_LIMITS.connections;
/** What the API asks for, and less than which is no service. */
const CONNECTIONS = { most: 2_000, least: 50 } as const;

/** What this many descriptors are enough for; a node with fewer works, and serves fewer clients. */
const ENOUGH_DESCRIPTORS = STORE_FILES.most + OTHER_FILES + PEERS + CONNECTIONS.most;

export interface DescriptorShares {
  readonly storeFiles: number;
  /** Connections of clients. */
  readonly connections: number;
}

/** The soft limit of this process; null where the system does not say. */
function descriptorLimit(): number | null {
  try {
    const [, soft] = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    return soft === undefined ? null : Number(soft);
  } catch {
    return null;
  }
}

/** Divides the descriptors that there are, and says when they are few. */
export function shareDescriptors(log: Log, limit: number | null = descriptorLimit()): DescriptorShares {
  if (limit === null || limit >= ENOUGH_DESCRIPTORS) {
    return { storeFiles: STORE_FILES.most, connections: CONNECTIONS.most };
  }
  const left = Math.max(0, limit - Math.min(OTHER_FILES + PEERS, Math.floor(limit / 2)));
  const shares = {
    storeFiles: Math.max(STORE_FILES.least, Math.floor(left / 3)),
    connections: Math.max(CONNECTIONS.least, Math.floor(left / 2)),
  };
  log.warn(
    { limit, enough: ENOUGH_DESCRIPTORS, ...shares },
    'this process may open few files: raise LimitNOFILE, or the API serves few clients at once',
  );
  return shares;
}
