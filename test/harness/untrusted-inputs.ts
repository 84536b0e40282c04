/** A valid example of everything that comes from outside: bodies of requests, messages of lanes, requests and answers of members. */
import { encodeHeader } from '@annals/ledger/block';
import { type BlockHash, decodeShape, encode, encodeShape, type Shape } from '@annals/ledger/codec';
import { rootOfEntries } from '@annals/ledger/merkle';
import { type AnyRoute, type RouteName, routes } from '@annals/ledger/rest';
import { type ConsensusMessage, decodeMessage, encodeMessage, proposalOf } from '@annals/node/consensus/core';
import { canonicalBody, maxBodyBytes } from '@annals/node/doorkeeper';
import { decodeBatch, decodeIds, encodeBatch, encodeIds } from '@annals/node/mempool';
import { type Lane, NETWORK_LIMITS, type RequestName } from '@annals/node/network';
import { shareAnswerShape, shareRequestShape } from '@annals/node/release';
import { decodeBlocks, decodeBlocksRequest, encodeBlocksRequest } from '@annals/node/sync';
import { Actors, type Submittable } from './actors.ts';

/** One way in. */
export interface WayIn {
  readonly name: string;
  readonly valid: Uint8Array;
  readonly maxBytes: number;
  readonly isJson: boolean;
  /** How it is read. @throws AnnalsError for what does not read. */
  readonly read: (bytes: Uint8Array) => unknown;
}

export interface BodyWayIn extends WayIn {
  readonly route: RouteName;
  readonly contentType: string;
}
export interface LaneWayIn extends WayIn {
  readonly lane: Lane;
}
export interface RequestWayIn extends WayIn {
  readonly request: RequestName;
}

const SECRET = new Uint8Array(32).fill(7);
const BLOCK = 'ab'.repeat(32) as BlockHash;
const SIGNATURE = new Uint8Array(64).fill(1);

/** Valid submissions of one chain, two of them. */
function submissions(chain: Uint8Array): readonly Submittable[] {
  const actors = new Actors(chain);
  const agency = actors.agency(SECRET);
  return [actors.enrol(agency, 'health').submit, actors.enrol(agency, 'civil').submit];
}

/** The body of every route that takes one, in both formats. */
export function bodyWays(chain: Uint8Array): readonly BodyWayIn[] {
  const transactions = submissions(chain).map(({ transaction, sidecar }) => ({
    transaction: transaction.bytes,
    sidecar,
  }));
  const values: { readonly [N in RouteName]?: unknown } = {
    submit: { transactions, wait: 'accepted', timeoutMs: 0 },
    openings: { from: 0, patienceMs: 100, epoch: null, disclosure: new Uint8Array(9) },
    changeSubscription: { action: 'unsubscribe' },
  };
  return (Object.entries(routes) as [RouteName, AnyRoute][]).flatMap(([route, { body }]) => {
    if (!body) return [];
    const value = values[route];
    if (value === undefined) throw new Error(`there is no example of a body of ${route}`);
    return (['cbor', 'json'] as const).map((format): BodyWayIn => {
      const valid =
        format === 'cbor' ? encodeShape(body, value) : new TextEncoder().encode(JSON.stringify(body.toJson(value)));
      return {
        name: `${route} in ${format}`,
        route,
        valid,
        contentType: `application/${format}`,
        maxBytes: maxBodyBytes(body, format),
        isJson: format === 'json',
        read: (bytes) => canonicalBody(route, format, bytes),
      };
    });
  });
}

/** One valid message of each type that consensus knows: a type that has none here does not compile. */
function messages(): readonly ConsensusMessage[] {
  const [height, view, signer] = [9, 1, 1];
  const id = new Uint8Array(32).fill(5);
  const certificate = { height, view, block: BLOCK, signatures: [{ index: signer, signature: SIGNATURE }] };
  const header = encodeHeader({
    chain: id,
    height,
    timeMs: 1_000,
    clockMs: 1_000,
    parent: BLOCK,
    transactionsRoot: rootOfEntries([id]),
    resultsRoot: id,
    stateRoot: id,
    validatorsHash: id,
    nextValidatorsHash: id,
    proposer: new Uint8Array(33),
    count: 1,
  });
  const proposal = proposalOf(header, id, certificate);
  const prepared = { view: 0, block: proposal.hash };
  const prepares = certificate.signatures;
  const viewChanges = [{ signer, prepared, signature: SIGNATURE }];
  const sent = { height, view, signer, signature: SIGNATURE };
  const vote = { ...sent, step: 'prepare', block: BLOCK } as const;
  const all: { readonly [T in ConsensusMessage['type']]: Extract<ConsensusMessage, { readonly type: T }> } = {
    'pre-prepare': { ...sent, type: 'pre-prepare', proposal, justification: { viewChanges, prepares } },
    vote: { type: 'vote', vote },
    'view-change': { ...sent, type: 'view-change', prepared, certificate: { view: 0, proposal, prepares } },
    status: { type: 'status', height, view, hasProposal: true, serial: 3, signature: SIGNATURE },
    decision: { type: 'decision', certificate },
  };
  return Object.values(all);
}

/** What members tell each other. */
export function laneWays(chain: Uint8Array): readonly LaneWayIn[] {
  const batch = submissions(chain).map(({ transaction, sidecar }) => ({ bytes: transaction.bytes, sidecar }));
  const way = (lane: Lane, name: string, valid: Uint8Array, read: WayIn['read']): LaneWayIn => ({
    name: `a ${name} on the lane ${lane}`,
    lane,
    valid,
    maxBytes: NETWORK_LIMITS.channels[lane].messageBytes,
    isJson: false,
    read,
  });
  const ofConsensus = messages().map((message) => {
    const lane = message.type === 'pre-prepare' || message.type === 'view-change' ? 'block' : 'vote';
    return way(lane, message.type, encodeMessage(message), decodeMessage);
  });
  return [
    ...ofConsensus,
    way('transaction', 'batch', encodeBatch(batch), (bytes) =>
      decodeBatch(bytes, NETWORK_LIMITS.channels.transaction.messageBytes),
    ),
  ];
}

const readAs =
  (shape: Shape<unknown>, maxBytes: number): WayIn['read'] =>
  (bytes) =>
    decodeShape(shape, bytes, maxBytes);

/** What members ask each other. */
export function requestWays(chain: Uint8Array): readonly RequestWayIn[] {
  const [first] = submissions(chain);
  const id = (first as Submittable).transaction.id;
  const shares = encodeShape(shareRequestShape, { transaction: id, epoch: null, from: 0, count: 3, disclosure: null });
  const way = (request: RequestName, valid: Uint8Array, read: WayIn['read']): RequestWayIn => ({
    name: `the request ${request}`,
    request,
    valid,
    maxBytes: NETWORK_LIMITS.requests[request].requestBytes,
    isJson: false,
    read,
  });
  return [
    way('blocks', encodeBlocksRequest({ from: 1, limit: 5 }), decodeBlocksRequest),
    way('transactions', encodeIds([id, id]), decodeIds),
    way('sidecars', new Uint8Array(64), () => undefined),
    way('shares', shares, readAs(shareRequestShape as Shape<unknown>, NETWORK_LIMITS.requests.shares.requestBytes)),
    way('status', Uint8Array.of(0), () => undefined),
  ];
}

/** What members answer, by the request. */
export function answerWays(): readonly RequestWayIn[] {
  const way = (request: RequestName, valid: Uint8Array, read: WayIn['read']): RequestWayIn => ({
    name: `the answer to ${request}`,
    request,
    valid,
    maxBytes: NETWORK_LIMITS.requests[request].responseBytes,
    isJson: false,
    read,
  });
  const given = encodeShape(shareAnswerShape, { type: 'given', epoch: 1, shares: [null, null] });
  const { responseBytes } = NETWORK_LIMITS.requests.shares;
  return [
    way('blocks', encode([[new Uint8Array(300), [new Uint8Array(9)], null]]), decodeBlocks),
    way('transactions', encodeBatch([{ bytes: new Uint8Array(200), sidecar: new Uint8Array(300) }]), (bytes) =>
      decodeBatch(bytes, NETWORK_LIMITS.requests.transactions.responseBytes),
    ),
    way('shares', given, readAs(shareAnswerShape as Shape<unknown>, responseBytes)),
  ];
}
