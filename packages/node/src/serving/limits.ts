/** Bounds of whoever is served over HTTP, each with its reason. */

export const SERVING_LIMITS = {
  /** Milliseconds of the main thread, a second, that answers may take; what is left is for consensus. */
  workMs: { ofOneAddress: 200, ofStrangers: 350, ofMembers: 350 },
  /** So many seconds of it can be used at once after a quiet time: a page of the explorer, or a trail of 10,000 entries. */
  workBurstSeconds: 2,
  /** Requests that are worked on at once, and those that wait. */
  turns: {
    /** Enough to have the store read while the thread works: each of them may hold a page. */
    ofStrangers: 8,
    ofMembers: 16,
    ofOneAddress: 4,
    /** Requests that wait, of some kilobytes each. */
    waiting: 1_024,
    /** Of these: those that strangers cannot take. */
    waitingKeptForMembers: 256,
    /** What a read of the store costs of the thread besides what is measured: its iterator, and taking over the rows. */
    readWorkMs: 0.1,
    /** A request that has begun waits so long until its address has time again: what one may use at once, paid back. */
    longestPauseMs: 2_000,
  },
  /** The least that a request is charged: what the HTTP server does before and after what is measured of it. */
  requestWorkMs: 0.1,
  /** What taking a connection and closing it costs, in the process and in the system beneath it. */
  connectionWorkMs: 0.07,
  /** What writing a mebibyte costs, in the process and in the system beneath it. */
  workMsOfMebibyte: 2,
  /** Answers to an address in debt, of probes, of requests with a proof, and of others; beyond them it is cut off. */
  refusals: { perSecond: 50, atOnce: 100 },
  /** An address from which a member's key was proven counts as the member's for so long. */
  memberKnownMs: 600_000,
  /** Such addresses that are remembered. */
  membersKnown: 1_000,
  /** Addresses whose rate is kept. The one that was quiet longest is forgotten. */
  addresses: 10_000,
} as const;

/** Bounds of connections; those in all are fewer where the system gives few descriptors. */
export const CONNECTION_LIMITS = {
  /** Each costs about ten kilobytes. */
  all: 2_000,
  /** A house behind one address has a hundred readers with a few connections each. */
  ofOneAddress: 256,
  /** Places that strangers cannot take. */
  partKeptForMembers: 0.25,
  /** All connections are looked at so often. */
  lookMs: 2_000,
  /** Less than so much in such a time is no body being sent, and no answer being taken: 1 KiB/s. */
  leastBytes: 10 * 1024,
  leastPerMs: 10_000,
  /** Answers that wait for those who asked, in all: beyond it those that hold most of it are cut off. */
  unreadBytes: 64 * 1024 * 1024,
  /** Requests on one connection that are not answered yet: HTTP/1.1 allows more, and hardly a client asks so. */
  requestsAtOnce: 4,
  /** From the beginning of a connection, or of a request, to the end of the head. */
  headersTimeoutMs: 10_000,
  /** A quiet connection is kept for longer than proxies keep theirs (60 s), so that none is closed while it is used. */
  keepAliveMs: 65_000,
  headerBytes: 16 * 1024,
  headers: 100,
  /** Then a client has to connect again, and take its turn. */
  requestsOfOneConnection: 100_000,
} as const;

export type ConnectionLimits = { readonly [L in keyof typeof CONNECTION_LIMITS]: number };
