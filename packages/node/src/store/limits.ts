/** Bounds of what the store keeps in memory and reads at once, each with its reason. */

export const STORE_LIMITS = {
  /** State values by key, encoded: agencies, officers, types and programmes are read in every block. */
  stateCacheEntries: 20_000,
  stateCacheBytes: 8 * 1024 * 1024,
  /** What waits in a full mempool is remembered as absent, and a few blocks more: 60 bytes each. */
  absentKeys: 50_000,
  /** Decoded values by key: those that blocks share. */
  decodedCacheEntries: 10_000,
  /**
   * Of all of them together on the heap: ten thousand of the usual 300 bytes with room for the types. Whoever makes
   * large values, or asks for them, displaces small ones and fills no memory (ATTACK swollen-values).
   */
  decodedCacheBytes: 48 * 1024 * 1024,
  /**
   * A decoded value weighs up to ten times its encoded bytes on the heap, in objects of short texts: a declaration with
   * many readers six times, a list of consents two.
   */
  heapBytesOfEncodedByte: 10,
  /** Pages of the state tree: at ten million keys the top four levels of pages (4,369) and part of the fifth. */
  treeCacheEntries: 60_000,
  treeCacheBytes: 32 * 1024 * 1024,
  /** LevelDB's cache of uncompressed blocks, for what our own caches miss. */
  levelCacheBytes: 16 * 1024 * 1024,
  /** LevelDB's memory table; two can be held. Larger ones mean fewer compactions and a longer start. */
  levelWriteBufferBytes: 16 * 1024 * 1024,
  /** Files that LevelDB keeps open; a file holds 2 MiB. */
  levelFiles: 1_000,
  /** The same for what is kept beside the chain. */
  smallDatabaseFiles: 100,
  /** The index of sidecars has small values. */
  sidecarLevelCacheBytes: 4 * 1024 * 1024,
  sidecarLevelWriteBufferBytes: 4 * 1024 * 1024,
  /** What is kept beside the chain is read once, at the start. */
  keptValuesLevelBytes: 1024 * 1024,
  /** Transactions in one stored value, 30 KB of records: 7 us to read. Part of the schema: a change needs a migration. */
  transactionsPerChunk: 64,
  /** Entries fetched from an iterator at once: 300 B each keep a turn of the event loop under 2 ms. */
  iteratorChunk: 500,
  /** Items on one page of a list. */
  maxPageItems: 1_000,
  /** Bytes of the values on one page, or one value: they take some milliseconds to be decoded and written as JSON. */
  pageBytes: 128 * 1024,
  /** Blocks returned by one range read, and their bytes: a sync answer. */
  maxRangeBlocks: 256,
  maxRangeBytes: 8 * 1024 * 1024,
  /** Log entries of one read; longer trails are read in pieces. */
  maxLogEntries: 20_000,
  /**
   * Heights whose presence is checked at start. LevelDB replays its log without telling us of records it could not
   * read; two write buffers of the smallest blocks (1 KB) are 32,768 of them.
   */
  heightsCheckedAtStart: 32_768,
} as const;

export const VOTE_LOG_LIMITS = {
  /** One entry: a new view with a quorum of view changes of 100 validators and a prepared certificate each. */
  maxEntryBytes: 16 * 1024 * 1024,
  /** Everything that waits for one sync, or replaces the log after a height: some entries of the largest kind. */
  maxFrameBytes: 256 * 1024 * 1024,
  /** The file is written anew when it is larger than this and mostly void: some hundred heights with their blocks. */
  rewriteAboveBytes: 64 * 1024 * 1024,
} as const;

export const SIDECAR_LIMITS = {
  /** A segment's size at which the next is begun. Each is one open file: a hundred million sidecars need 800. */
  segmentBytes: 256 * 1024 * 1024,
  /** Puts that wait are written and synced together, at most so many bytes at once. */
  groupBytes: 4 * 1024 * 1024,
  /** Hashes known to be held: a block's sidecars are asked for several times before it commits. */
  heldCacheEntries: 20_000,
} as const;

export const SCARCITY_LIMITS = {
  /** Of the pauses before a file is opened again when there is no descriptor; each is twice the one before. */
  firstPauseMs: 10,
  longestPauseMs: 1_000,
  /** A flood of connections ends within the time-outs of the API. Whoever still cannot open a file then halts. */
  triedForMs: 30_000,
  /** For reads within a turn of the event loop: shorter than any time-out of consensus. */
  stoodStillForMs: 300,
} as const;
