/** The status of a node: why blocks are or are not being made and who is missing, for whoever is woken at night. */
import { isRunning, quorum, stateKey } from '@annals/ledger/block';
import type { AgencyId } from '@annals/ledger/codec';
import type { NodeStatus } from '@annals/ledger/rest';
import { readValue } from '@annals/ledger/state';
import type { Chain } from './chain/index.ts';
import { aboutClock } from './clock-difference.ts';
import type { ReplicaStatus } from './consensus/core/index.ts';
import type { Mempool } from './mempool/index.ts';
import type { PeerStatus } from './network/network.ts';
import { awaitedIn } from './release/index.ts';

/** What the status is made of. */
export interface StatusParts {
  readonly name: string;
  readonly version: string;
  readonly chain: Chain;
  readonly mempool: Mempool;
  readonly ownPeer: string;
  readonly peers: readonly PeerStatus[];
  readonly replica: ReplicaStatus;
  readonly isSyncing: boolean;
  /** Why the node stopped taking part, or null. */
  readonly halted: string | null;
  readonly isWaitingForPeers: boolean;
  /** Whether this node holds a share of the network key. */
  readonly holdsShare: boolean;
  /** Why content that must go could not be destroyed, or null. */
  readonly erasureProblem: string | null;
  /** How far this clock is ahead of those of the other validators, or null. */
  readonly clockDifferenceMs: number | null;
  readonly nowMs: number;
  readonly signatureBackend: string;
  /** When work began to wait with no block being made, or null. */
  readonly stalledSinceMs: number | null;
}

/** Work that waits this long without a block is a stall. */
export const STALL_MS = 10_000;

/** Phases in which a node has nothing to do; an observer never has. */
const RESTING: readonly ReplicaStatus['phase'][] = ['idle', 'observing'];

export function statusOf(parts: StatusParts): NodeStatus {
  const { chain, mempool, replica, peers, ownPeer } = parts;
  const { head } = chain;
  const validators = chain.validators.current;
  const connectedPeers = new Set(peers.filter(({ connected }) => connected).map(({ peer }) => peer));
  const isHere = (peer: string) => peer === ownPeer || connectedPeers.has(peer);
  const missing = validators.filter(({ peer }) => !isHere(peer)).map(({ agency }) => agency);
  const connected = validators.length - missing.length;
  const needed = quorum(validators.length);
  const state = stateOf(parts, connected >= needed);
  return {
    chain: chain.chain,
    name: parts.name,
    version: parts.version,
    role: replica.primary >= 0 && validators.some(({ peer }) => peer === ownPeer) ? 'validator' : 'observer',
    height: head.height,
    hash: head.hash,
    timeMs: head.timeMs,
    nowMs: parts.nowMs,
    view: replica.view,
    validators: validators.length,
    quorum: needed,
    connected,
    mempoolTransactions: mempool.size,
    mempoolBytes: mempool.sizeBytes,
    signatureBackend: parts.signatureBackend,
    state,
    missing,
    networkKey: networkKeyOf(parts),
    ceremony: ceremonyOf(parts),
    explanation: withProblem(
      parts.erasureProblem,
      explain(parts, state, missing, { connected, needed }) + aboutClock(parts.clockDifferenceMs),
    ).slice(0, 1_000),
  };
}

function networkKeyOf({ chain, holdsShare }: StatusParts): NodeStatus['networkKey'] {
  const inForce = readValue(chain.state, stateKey.networkKey);
  if (!inForce) return null;
  const { key, holders, sinceHeight } = inForce;
  const { epoch, threshold } = key;
  const standby = standbyOf(chain);
  return { epoch, threshold, sinceHeight, holders: holders.map(({ agency }) => agency), holdsShare, standby };
}

function standbyOf(chain: Chain): NonNullable<NodeStatus['networkKey']>['standby'] {
  const standby = readValue(chain.state, stateKey.networkKeyStandby);
  if (!standby) return null;
  const { key, holders, seats, sinceHeight } = standby;
  const confirmed = standby.confirmed.flatMap((index) => holders[index - 1]?.agency ?? []);
  const missing = seats.filter((agency) => !confirmed.includes(agency));
  return { epoch: key.epoch, sinceHeight, confirmed, missing };
}

function ceremonyOf({ chain }: StatusParts): NodeStatus['ceremony'] {
  const ceremony = readValue(chain.state, stateKey.ceremony);
  if (!ceremony || !(isRunning(ceremony) || ceremony.round === 'failed')) return null;
  const { epoch, untilMs, faults } = ceremony;
  const round = isRunning(ceremony) ? ceremony.round : 'failed';
  return { epoch, round, untilMs, missing: awaitedIn(ceremony), faults };
}

function stateOf(parts: StatusParts, hasQuorum: boolean): NodeStatus['state'] {
  if (parts.halted !== null) return 'halted';
  if (parts.isSyncing) return 'catching-up';
  const isStalled = parts.stalledSinceMs !== null && parts.nowMs - parts.stalledSinceMs > STALL_MS;
  if (!hasQuorum || isStalled || parts.isWaitingForPeers) return 'stalled';
  return parts.mempool.size > 0 || !RESTING.includes(parts.replica.phase) ? 'working' : 'idle';
}

function explain(
  { halted, replica, chain, mempool, isWaitingForPeers }: StatusParts,
  state: NodeStatus['state'],
  missing: readonly AgencyId[],
  { connected, needed }: { readonly connected: number; readonly needed: number },
): string {
  const { height } = chain.head;
  const names = validatorNames(missing.length);
  switch (state) {
    case 'halted':
      return `This node takes no part any more: ${halted}`.slice(0, 1_000);
    case 'catching-up':
      return `This node is fetching blocks that it missed; it holds block ${height}.`;
    case 'idle':
      return missing.length === 0
        ? 'All validators are heard from and no transaction waits.'
        : `No transaction waits.${margin(missing.length, connected, needed)}`;
    case 'working':
      return `Block ${height + 1} is being decided in view ${replica.view} (${replica.phase}); ${waiting(mempool.size)}.${margin(missing.length, connected, needed)}`;
    case 'stalled':
      if (isWaitingForPeers) return 'This validator has no vote log and waits to hear from the others before it votes.';
      if (connected < needed) {
        return `No block can be made: ${needed} validators are needed and this node hears ${connected}, itself included. ${names} not heard from.`;
      }
      return (
        `Block ${height + 1} is not being decided although ${connected} validators are connected: view ${replica.view}, ${replica.phase}, ` +
        `${replica.prepared.length} prepared, ${replica.committed.length} committed, ${replica.askedForView.length} ask for another view.`
      );
  }
}

function withProblem(problem: string | null, explanation: string): string {
  if (problem === null) return explanation;
  return `Content that must be destroyed is still on this disk: ${problem}. ${explanation}`.slice(0, 1_000);
}

/** Whether the network bears it if one more goes away; nothing when all are here. */
function margin(missing: number, connected: number, needed: number): string {
  if (missing === 0 || connected < needed) return '';
  const others = connected > needed ? 'enough to make blocks' : 'just enough to make blocks: no other may fail';
  return ` ${validatorNames(missing)} not heard from; the others are ${others}.`;
}

function waiting(count: number): string {
  return count === 1 ? '1 transaction waits' : `${count} transactions wait`;
}

function validatorNames(count: number): string {
  return count === 1 ? 'One validator is' : `${count} validators are`;
}
