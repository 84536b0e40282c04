/**
 * From which height a validator may vote when it has no vote log: it may have voted before and forgotten, so it asks
 * its peers how far the chain has come and begins above that (LAW 4, FAILURES 4).
 */
import { faultTolerance, quorum } from '@annals/ledger/block';
import { decodeShape, encodeShape, type Infer, shape } from '@annals/ledger/codec';
import type { Log } from '../../log.ts';
import type { Network, PeerName } from '../../network/network.ts';
import { readOnAccount } from '../../network/peer-account.ts';

const standingShape = shape.struct({
  /** The height of its head. */
  height: shape.uint,
  /** Whether it too has begun without a vote log. */
  isFresh: shape.boolean,
});
type Standing = Infer<typeof standingShape>;

const MAX_STANDING_BYTES = 64;
const REQUEST_TIMEOUT_MS = 2_000;
const AGAIN_MS = 250;
/** Once enough peers have answered, the others get this long. */
const PATIENCE_MS = 3_000;

/** Answers peers that ask where this node stands. */
export function answerStanding(network: Network, standing: () => Standing): void {
  network.onRequest('status', async () => encodeShape(standingShape, standing()));
}

export interface FirstVoteParts {
  readonly network: Network;
  /** The peers of the validators that decide the next height, as far as this node has followed the chain. */
  readonly validators: () => readonly PeerName[];
  /** The height of this node's head. */
  readonly height: () => number;
  /** Fetches what peers have and this node has not; resolves when nobody who was asked gave more. */
  readonly catchUp: () => Promise<void>;
  readonly log: Log;
  readonly nowMs: () => number;
  readonly pause: (delayMs: number) => Promise<void>;
  readonly isStopped: () => boolean;
}

/**
 * Catches up with whatever peers can prove, and waits until enough of them have said where they stand: with this
 * validator a quorum. Heights count only as far as blocks with certificates bear them out, so a peer that claims more
 * than there is cannot silence this validator; and a newcomer learns of validators that are not in the genesis
 * document.
 *
 * One forgetful validator abstains at the one height at which it may have voted; the others decide it. When so many
 * have forgotten that the others cannot decide, nobody may abstain, or the chain would stand still for ever: then the
 * prepared certificates of those that remember keep what may have been decided.
 */
export async function heightToVoteFrom(parts: FirstVoteParts): Promise<number> {
  const { log, nowMs, pause, isStopped } = parts;
  let enoughSinceMs: number | undefined;
  let isTold = false;
  while (!isStopped()) {
    await parts.catchUp();
    const peers = parts.validators();
    const standings = await askStandings(parts.network, peers);
    const validators = peers.length;
    const needed = quorum(validators) - 1;
    if (standings.length >= needed) enoughSinceMs ??= nowMs();
    else enoughSinceMs = undefined;
    const isPatient = enoughSinceMs === undefined || nowMs() - enoughSinceMs < PATIENCE_MS;
    const isComplete = standings.length >= validators - 1 && standings.every(({ height }) => height <= parts.height());
    if (isComplete || !isPatient) return lowestSafe(parts.height(), standings, validators);
    if (!isTold) {
      log.info(
        { answered: standings.length, needed },
        'no vote log: waiting to hear from the other validators how far the chain has come',
      );
    }
    isTold = true;
    await pause(AGAIN_MS);
  }
  return Number.MAX_SAFE_INTEGER;
}

/**
 * The rule by itself: from which height to vote.
 * @param height the highest block that peers have proven.
 */
export function lowestSafe(height: number, standings: readonly Standing[], validators: number): number {
  if (height === 0) return 0;
  const forgetful = 1 + standings.filter(({ isFresh }) => isFresh).length;
  return forgetful > faultTolerance(validators) ? height + 1 : height + 2;
}

/** Where validators stand that are connected. Only those that decide are asked: what others have forgotten says nothing. */
export async function askStandings(network: Network, validators: readonly PeerName[]): Promise<Standing[]> {
  const connected = network.peers().filter(({ peer, connected }) => connected && validators.includes(peer));
  const answers = await Promise.all(
    connected.map(async ({ peer }) => {
      try {
        const answer = await network.request(peer, 'status', new Uint8Array([0]), REQUEST_TIMEOUT_MS);
        return readOnAccount(network.account(peer), 'where it stands', () =>
          decodeShape(standingShape, answer, MAX_STANDING_BYTES),
        );
      } catch {
        return undefined;
      }
    }),
  );
  return answers.filter((answer) => answer !== undefined);
}
