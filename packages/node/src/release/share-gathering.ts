/**
 * Gathers the shares of all who hold one, for a reader: from the others over the network, and from this node itself.
 * They are passed on as they are, since the reader checks them; a wrong one cannot be told from here without work that
 * the reader does anyway.
 */
import type { NetworkKeyInForce } from '@annals/ledger/block';
import { decodeShape, encodeShape } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import type { OpeningShare } from '@annals/ledger/threshold';
import { PeerChoice } from '../asking/index.ts';
import type { Later } from '../later.ts';
import type { Log } from '../log.ts';
import { NETWORK_LIMITS } from '../network/limits.ts';
import { type Network, RequestError } from '../network/network.ts';
import { readOnAccount } from '../network/peer-account.ts';
import type { Store } from '../store/store.ts';
import { keysInForce } from './keys-in-force.ts';
import { RELEASE_LIMITS } from './limits.ts';
import { type ShareAnswer, type ShareRequest, shareAnswerShape, shareRequestShape } from './share-protocol.ts';
import type { ShareRelease } from './share-release.ts';

export interface ShareGatheringParts {
  readonly store: Store;
  readonly network: Network;
  readonly release: Pick<ShareRelease, 'give'>;
  readonly later: Later;
  readonly nowMs: () => number;
  readonly log: Log;
}

export interface GatheredShares {
  readonly epoch: number;
  /** For each seal asked for, in their order, the shares that came. */
  readonly shares: readonly (readonly OpeningShare[])[];
  /** Who gave none, by index, with a code. */
  readonly silent: readonly { readonly index: number; readonly code: string }[];
}

/** What is asked for, whatever the epoch. */
type Wanted = Omit<ShareRequest, 'epoch'>;

type Answers = ReadonlyMap<number, ShareAnswer>;

export class ShareGathering {
  readonly #parts: ShareGatheringParts;
  readonly #choice: PeerChoice;

  constructor(parts: ShareGatheringParts) {
    this.#parts = parts;
    this.#choice = new PeerChoice({ ...parts, restMs: 0 });
  }

  /**
   * Shares of the epoch in force; where they do not suffice and others stand by that do, those.
   * @param patienceMs how long to wait for the others once there are as many answers as it takes.
   * @throws AnnalsError `network-key.pending`.
   */
  async gather(wanted: Wanted, patienceMs: number, signal: AbortSignal): Promise<GatheredShares> {
    let first: GatheredShares | undefined;
    for (const inForce of keysInForce(this.#parts.store.state)) {
      const request = { ...wanted, epoch: inForce.key.epoch };
      const answers = await this.#ask(inForce, request, patienceMs, signal);
      const gathered = sortAnswers(inForce, request, answers);
      if (countGiven(answers) >= inForce.key.threshold) return gathered;
      first ??= gathered;
      if (signal.aborted) break;
    }
    if (!first) throw new AnnalsError('network-key.pending', 'no ceremony has completed yet');
    return first;
  }

  /**
   * Asks all at once; resolves when all have answered, when enough have and patience ends, or when time is up. A little
   * patience is none for holders that did not answer of late: one that hangs does not make every reader wait for it.
   */
  #ask(
    { key, holders }: NetworkKeyInForce,
    request: ShareRequest,
    patienceMs: number,
    signal: AbortSignal,
  ): Promise<Answers> {
    const { later, network } = this.#parts;
    const answers = new Map<number, ShareAnswer>();
    const own = holders.findIndex(({ peer }) => peer === network.peer);
    const isPatient = patienceMs > RELEASE_LIMITS.littlePatienceMs;
    const isAwaited = holders.map(({ peer }, at) => isPatient || at === own || this.#choice.isTrusted(peer));
    return new Promise((resolve) => {
      let patience: (() => void) | undefined;
      const end = (): void => {
        patience?.();
        deadline();
        signal.removeEventListener('abort', end);
        // What comes later no longer belongs to this answer.
        resolve(new Map(answers));
      };
      const deadline = later(RELEASE_LIMITS.requestTimeoutMs, end);
      signal.addEventListener('abort', end, { once: true });
      if (signal.aborted) end();
      const note = (index: number, answer: ShareAnswer): void => {
        answers.set(index, checked(key.epoch, index, request, answer));
        const isEnough = countGiven(answers) >= key.threshold;
        if (
          answers.size === holders.length ||
          (isEnough && isAwaited.every((isOne, i) => !isOne || answers.has(i + 1)))
        )
          end();
        else if (isEnough) patience ??= later(patienceMs, end);
      };
      // The others work while this node makes its own share.
      for (const [position, { peer }] of holders.entries()) {
        if (position !== own) void this.#askPeer(peer, request).then((answer) => note(position + 1, answer));
      }
      if (own >= 0) void this.#askSelf(request).then((answer) => note(own + 1, answer));
    });
  }

  async #askSelf(request: ShareRequest): Promise<ShareAnswer> {
    try {
      return await this.#parts.release.give(request);
    } catch (cause) {
      if (cause instanceof AnnalsError) return { type: 'refused', code: cause.code };
      this.#parts.log.error({ cause }, 'the own shares could not be made');
      return { type: 'refused', code: 'node.internal' };
    }
  }

  async #askPeer(peer: string, request: ShareRequest): Promise<ShareAnswer> {
    const { network, log } = this.#parts;
    let answer: ShareAnswer | undefined;
    let cause: unknown;
    await this.#choice.attempt(peer, async () => {
      try {
        const body = encodeShape(shareRequestShape, request);
        const bytes = await network.request(peer, 'shares', body, RELEASE_LIMITS.requestTimeoutMs);
        answer = readOnAccount(network.account(peer), 'shares', () =>
          decodeShape(shareAnswerShape, bytes, NETWORK_LIMITS.requests.shares.responseBytes),
        );
        return { type: 'useful' };
      } catch (failure) {
        cause = failure;
        throw failure;
      }
    });
    if (answer) return answer;
    log.debug({ peer, cause }, 'a holder of a share did not answer');
    if (cause instanceof RequestError && cause.code === 'unreachable') {
      return { type: 'refused', code: 'node.unreachable' };
    }
    return { type: 'refused', code: cause instanceof AnnalsError ? 'node.bad-answer' : 'node.busy' };
  }
}

function countGiven(answers: Answers): number {
  return [...answers.values()].filter(({ type }) => type === 'given').length;
}

/**
 * An answer that holds what was asked for, or the refusal that it amounts to. One that says "given" and gives nothing
 * counts as none: else one holder could keep readers from the shares that stand by (ATTACK given-and-empty).
 */
function checked(epoch: number, index: number, { count }: ShareRequest, answer: ShareAnswer): ShareAnswer {
  if (answer.type === 'refused') return answer;
  if (answer.epoch !== epoch) return { type: 'refused', code: 'threshold.epoch' };
  // Whose share it says it is, it must be: else one holder could give the shares of all.
  const isOwn = answer.shares.every((share) => share === null || share.index === index);
  return isOwn && answer.shares.length === count ? answer : { type: 'refused', code: 'node.bad-answer' };
}

function sortAnswers({ key, holders }: NetworkKeyInForce, { count }: ShareRequest, answers: Answers): GatheredShares {
  const shares: OpeningShare[][] = Array.from({ length: count }, () => []);
  const silent: { index: number; code: string }[] = [];
  for (const position of holders.keys()) {
    const index = position + 1;
    const answer = answers.get(index);
    if (answer?.type === 'given') {
      for (const [place, share] of answer.shares.entries()) if (share) shares[place]?.push(share);
    } else silent.push({ index, code: answer?.code ?? 'node.timeout' });
  }
  return { epoch: key.epoch, shares, silent };
}
