/**
 * From which height a validator may vote when it has no vote log: it may have voted before and forgotten, so it asks
 * its peers how far the chain has come and begins above that (LAW 4, FAILURES 4).
 */
import { faultTolerance, quorum } from '@annals/ledger/block';
import { decodeShape, encodeShape, type Infer, shape } from '@annals/ledger/codec';
import type { Log } from '../../log.ts';
import type { Network } from '../../network/network.ts';

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
  readonly validators: number;
  readonly log: Log;
  readonly nowMs: () => number;
  readonly pause: (delayMs: number) => Promise<void>;
  readonly isStopped: () => boolean;
}

/**
 * Waits until enough peers have said where they stand: with this validator a quorum.
 *
 * One forgetful validator abstains at the one height at which it may have voted; the others decide it. When so many
 * have forgotten that the others can not decide, nobody may abstain, or the chain would stand still for ever: then the
 * prepared certificates of those that remember keep what may have been decided.
 */
export async function heightToVoteFrom(parts: FirstVoteParts): Promise<number> {
  const { validators, log, nowMs, pause, isStopped } = parts;
  const needed = quorum(validators) - 1;
  let enoughSinceMs: number | undefined;
  let isTold = false;
  while (!isStopped()) {
    const standings = await askAll(parts.network);
    if (standings.length >= needed) enoughSinceMs ??= nowMs();
    const isPatient = enoughSinceMs !== undefined && nowMs() - enoughSinceMs < PATIENCE_MS;
    if (enoughSinceMs !== undefined && (!isPatient || standings.length >= validators - 1))
      return lowestSafe(standings, validators);
    if (!isTold)
      log.info(
        { answered: standings.length, needed },
        'no vote log: waiting to hear from the other validators how far the chain has come',
      );
    isTold = true;
    await pause(AGAIN_MS);
  }
  return Number.MAX_SAFE_INTEGER;
}

/** The rule by itself: from which height to vote, given where the others stand. */
export function lowestSafe(standings: readonly Standing[], validators: number): number {
  const highest = standings.reduce((most, { height }) => Math.max(most, height), 0);
  if (highest === 0) return 0;
  const forgetful = 1 + standings.filter(({ isFresh }) => isFresh).length;
  return forgetful > faultTolerance(validators) ? highest + 1 : highest + 2;
}

async function askAll(network: Network): Promise<Standing[]> {
  const connected = network.peers().filter((peer) => peer.connected && peer.role === 'validator');
  const answers = await Promise.all(
    connected.map(async ({ peer }) => {
      try {
        const answer = await network.request(peer, 'status', new Uint8Array([0]), REQUEST_TIMEOUT_MS);
        return decodeShape(standingShape, answer, MAX_STANDING_BYTES);
      } catch {
        return undefined;
      }
    }),
  );
  return answers.filter((answer) => answer !== undefined);
}
