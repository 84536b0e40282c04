/** Bounds of the REST API, each with its reason. */
import { DOORKEEPER_LIMITS } from '../doorkeeper/index.ts';

export const API_LIMITS = {
  /** The largest body: a submission in JSON. Each route has its own bound, from its shape (`maxBodyBytes`). */
  bodyBytes: DOORKEEPER_LIMITS.jsonBytes,
  /** What is read where no route takes a body, before it is said so. */
  strayBodyBytes: 64 * 1024,
  /** Submissions being read at once, in bytes, so that a few slow clients cannot fill the memory of a validator. */
  bodyBytesInFlight: 128 * 1024 * 1024,
  /** The part of one address: two of the largest at once; a gateway of an agency sends smaller ones or one by one. */
  bodyBytesInFlightOfOneAddress: 64 * 1024 * 1024,
  /** What a millisecond of reading on the doorkeeper's thread costs, in requests: one address has half of it, at most. */
  requestsPerReadMs: 4,
  /** Of the bytes in flight: those that strangers leave for members. */
  bodyBytesKeptForMembers: 32 * 1024 * 1024,
  /** Milliseconds of the main thread, a second, that answers may take; what is left is for consensus. */
  workMs: { ofOneAddress: 200, ofStrangers: 350, ofMembers: 350 },
  /** So many seconds of it can be used at once after a quiet time: a page of the explorer, or a trail of 10,000 entries. */
  workBurstSeconds: 2,
  /** The least that a request is charged: what the HTTP server does before and after what is measured of it. */
  requestWorkMs: 0.1,
  /** What writing a mebibyte costs, in the process and in the system beneath it. */
  workMsOfMebibyte: 2,
  /** Answers to an address in debt, of probes, of requests with a proof, and of others; beyond them it is cut off. */
  refusals: { perSecond: 50, atOnce: 100 },
  /**
   * Proofs by members' keys that are verified a second, of 50 microseconds each, to find members among those who would be
   * sent away. A member's address needs one, and is known for a while from then on.
   */
  proofsUnderLoad: { ofAll: { perSecond: 200, atOnce: 400 }, ofOneAddress: { perSecond: 0.2, atOnce: 5 } },
  /** An address from which a member's key was proven counts as the member's for so long. */
  memberKnownMs: 600_000,
  /** Such addresses that are remembered. */
  membersKnown: 1_000,
  /** Requests a second from one address, a transaction counting as one; an agency's gateway may be one address. */
  requestsPerSecond: 2_000,
  /** Addresses whose rate is kept. The one that was quiet longest is forgotten. */
  addresses: 10_000,
  /** Nodes of the Merkle logs of blocks, for receipts: 150 bytes each, 70 of a block of a thousand transactions. */
  keptTreeNodes: 100_000,
  /** Log entries in one answer: 40 ms of writing JSON, in which no block is voted on. */
  logEntries: 2_000,
  /** Items of a page when the caller does not say. */
  pageItems: 50,
  /** Reads of the store for one page, when a filter leaves out items. */
  readsPerPage: 10,
  /** Event streams at once. Each costs a socket and a small buffer. */
  subscribers: { all: 500, ofOneAddress: 100, keptForMembers: 100 },
  /** Bytes that wait for a subscriber who reads too slowly, before it is dropped. */
  subscriberBytes: 256 * 1024,
  /** Blocks that wait until persons have been told of them, each with all that it changed: some seconds' worth. */
  untoldBlocks: 32,
  /** Blocks that a returning subscriber is told of; one that was away for longer starts again from the status. */
  replayedBlocks: 1_000,
  heartbeatMs: 15_000,
  /** Metrics are rendered anew after this time. */
  metricsMs: 1_000,
  /** A request's head and body must have come in this time. */
  requestTimeoutMs: 60_000,
  /** A stopping node waits so long for what is being answered. */
  stopMs: 3_000,
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
