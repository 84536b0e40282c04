/**
 * Gathers the shares of all who hold one, for a reader: from the others over the network, and from this node itself.
 * They are passed on as they are, since the reader checks them. A node checks them too where the reader found too few
 * right ones, or where it is the reader: then only right ones count, and whoever gave others is named.
 *
 * All holders are asked at once, and not as many as it takes first. The rest are less than half of those, each makes its
 * share on a machine of its own, and one that is slow or lies delays nobody. Who asked fewer would have to check every
 * share before it knew whom else to ask, here, on one machine, and for every read (PROTOCOL release).
 */
import type { NetworkKeyInForce } from '@annals/ledger/block';
import { decodeShape, encodeShape, type TransactionId } from '@annals/ledger/codec';
import type { PublicKey } from '@annals/ledger/crypto';
import { AnnalsError } from '@annals/ledger/errors';
import { type NetworkKey, type OpeningShare, type PlacedSeal, verifyOpeningShare } from '@annals/ledger/threshold';
import { PeerChoice } from '../asking/index.ts';
import type { Later } from '../later.ts';
import type { Log } from '../log.ts';
import { NETWORK_LIMITS } from '../network/limits.ts';
import { type Network, RequestError } from '../network/network.ts';
import { readOnAccount, type WorkAccount } from '../network/peer-account.ts';
import type { Store } from '../store/store.ts';
import { keysInForce } from './keys-in-force.ts';
import { RELEASE_LIMITS } from './limits.ts';
import type { GrantedSeal } from './opening.ts';
import { type ShareAnswer, type ShareRequest, shareAnswerShape, shareRequestShape } from './share-protocol.ts';
import { nextTurn, type ShareRelease } from './share-release.ts';

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

/** What is asked for. */
export interface WantedShares {
  readonly transaction: TransactionId;
  /** The place of the first seal among all that were granted. */
  readonly from: number;
  readonly disclosure: Uint8Array | null;
  /** The seals, as this node has found them; null where the content has no such section. */
  readonly placed: readonly (Pick<GrantedSeal, 'item' | 'section'> & { readonly seal: PlacedSeal | null })[];
  readonly readerKey: PublicKey;
  /** The one epoch whose shares are asked for; null for the first of which there are enough. */
  readonly epoch: number | null;
}

export interface GatheringOptions {
  /** How long to wait for the others once there are as many answers as it takes. */
  readonly patienceMs: number;
  /** Whether each share is checked here: a third of a millisecond. */
  readonly isChecked: boolean;
  readonly signal: AbortSignal;
  /** Who pays for the own shares. */
  readonly work?: WorkAccount;
}

/** What a holder said. */
type Answer = ShareAnswer & {
  /** Whether there are shares in it that do not hold: they are passed on, so that the reader sees it, and do not count. */
  readonly isWrong?: boolean;
};
type Answers = ReadonlyMap<number, Answer>;

export class ShareGathering {
  readonly #parts: ShareGatheringParts;
  readonly #choice: PeerChoice;

  constructor(parts: ShareGatheringParts) {
    this.#parts = parts;
    this.#choice = new PeerChoice({ ...parts, restMs: 0 });
  }

  /**
   * Shares of the epoch in force; where they do not suffice and others stand by that do, those.
   * @throws AnnalsError `network-key.pending`, `threshold.epoch` when the one that is asked for is none of these.
   */
  async gather(wanted: WantedShares, options: GatheringOptions): Promise<GatheredShares> {
    const keys = keysInForce(this.#parts.store.state);
    let first: GatheredShares | undefined;
    for (const inForce of keys) {
      if (wanted.epoch !== null && wanted.epoch !== inForce.key.epoch) continue;
      const answers = await this.#ask(inForce, wanted, options);
      const gathered = sortAnswers(inForce, wanted.placed.length, answers);
      if (countRight(answers) >= inForce.key.threshold) return gathered;
      first ??= gathered;
      if (options.signal.aborted) break;
    }
    if (first) return first;
    if (keys.length === 0) throw new AnnalsError('network-key.pending', 'no ceremony has completed yet');
    throw new AnnalsError('threshold.epoch', `no key of the epoch ${wanted.epoch} is in force or stands by`);
  }

  /**
   * Asks all at once; resolves when all have answered, when enough have and patience ends, or when time is up. A little
   * patience is none for holders that did not answer of late: one that hangs does not make every reader wait for it.
   */
  #ask({ key, holders }: NetworkKeyInForce, wanted: WantedShares, options: GatheringOptions): Promise<Answers> {
    const { later, network } = this.#parts;
    const { patienceMs, signal, work } = options;
    const { transaction, from, disclosure, placed } = wanted;
    const request: ShareRequest = { transaction, epoch: key.epoch, from, count: placed.length, disclosure };
    const answers = new Map<number, Answer>();
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
      const note = async (index: number, peer: string, said: ShareAnswer): Promise<void> => {
        const answer = complete(key.epoch, index, wanted, said);
        answers.set(index, options.isChecked ? await this.#checked(key, peer, wanted, answer) : answer);
        const isEnough = countRight(answers) >= key.threshold;
        if (
          answers.size === holders.length ||
          (isEnough && isAwaited.every((isOne, i) => !isOne || answers.has(i + 1)))
        )
          end();
        else if (isEnough) patience ??= later(patienceMs, end);
      };
      // The others work while this node makes its own share.
      for (const [position, { peer }] of holders.entries()) {
        if (position !== own) void this.#askPeer(peer, request).then((answer) => note(position + 1, peer, answer));
      }
      if (own >= 0) void this.#askSelf(request, work).then((answer) => note(own + 1, network.peer, answer));
    });
  }

  /** Checks the shares of an answer, on the account of who gave them. Who gave wrong ones is not trusted for a while. */
  async #checked(
    key: NetworkKey,
    peer: string,
    { transaction, placed, readerKey }: WantedShares,
    answer: Answer,
  ): Promise<Answer> {
    if (answer.type === 'refused') return answer;
    const { network, store, log } = this.#parts;
    for (const [place, { item, section, seal }] of placed.entries()) {
      const share = answer.shares[place];
      if (!share || !seal) continue;
      if (place > 0 && place % RELEASE_LIMITS.sharesPerTurn === 0) await nextTurn();
      const request = { chain: store.chain, epoch: key.epoch, transaction, item, section, readerKey };
      if (network.account(peer).charge(() => verifyOpeningShare(key, request, seal.seal, share))) continue;
      if (this.#choice.isTrusted(peer))
        log.warn({ peer, transaction, epoch: key.epoch }, 'a holder gave a wrong share');
      this.#choice.blame(peer);
      return { ...answer, isWrong: true };
    }
    return answer;
  }

  async #askSelf(request: ShareRequest, work: WorkAccount | undefined): Promise<ShareAnswer> {
    try {
      return await this.#parts.release.give(request, work);
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

/** Answers whose shares count: all that were given, as far as they were not found wrong. */
function countRight(answers: Answers): number {
  return [...answers.values()].filter(({ type, isWrong }) => type === 'given' && isWrong !== true).length;
}

/**
 * An answer that holds what was asked for, or the refusal that it amounts to. One that says "given" and gives nothing
 * counts as none: else one holder could keep readers from the shares that stand by (ATTACK given-and-empty).
 */
function complete(epoch: number, index: number, { placed }: WantedShares, answer: ShareAnswer): ShareAnswer {
  if (answer.type === 'refused') return answer;
  if (answer.epoch !== epoch) return { type: 'refused', code: 'threshold.epoch' };
  // Whose share it says it is, it must be: else one holder could give the shares of all. Nor is there a section for one
  // holder that there is not for all.
  const isWhole =
    answer.shares.length === placed.length &&
    answer.shares.every((share, place) => (placed[place]?.seal ? share?.index === index : share === null));
  return isWhole ? answer : { type: 'refused', code: 'node.bad-answer' };
}

function sortAnswers({ key, holders }: NetworkKeyInForce, count: number, answers: Answers): GatheredShares {
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
