/** Takes part in consensus: finds from where this node may vote, restores the replica from the disk, and drives it. */
import { type ConsensusValidator, consensusSetOf } from '@annals/ledger/block';
import type { Chain } from './chain/index.ts';
import { membershipOf, Replica, type Timing } from './consensus/core/index.ts';
import {
  answerStanding,
  Driver,
  type DriverParts,
  GuardedSigner,
  heightToVoteFrom,
  MessageVerifier,
  type SigningKey,
} from './consensus/host/index.ts';
import type { Store } from './store/store.ts';

export interface ParticipationParts
  extends Omit<DriverParts, 'replica' | 'signer' | 'verifier' | 'ownKey' | 'certificateOf'> {
  readonly store: Store;
  readonly signingKey: SigningKey | null;
  readonly timing: Partial<Timing>;
  /** Fetches what peers have and this node has not; resolves when nobody who was asked gave more. */
  readonly catchUp: () => Promise<void>;
}

export class Participation {
  readonly #parts: ParticipationParts;
  #driver: Driver | undefined;
  #isStopped = false;
  #knowsWhereToVote: boolean;
  #voteFromHeight = 0;

  constructor(parts: ParticipationParts) {
    this.#parts = parts;
    const { signingKey, voteLog, store, network } = parts;
    this.#knowsWhereToVote = signingKey === null || !voteLog.isBlank;
    answerStanding(network, () => ({ height: store.head.height, isFresh: this.#isForgetful }));
  }

  /**
   * Whether it does not know what it has signed at the next height. It stays so while it abstains: another validator
   * that comes back empty must count it among those that cannot decide that height (FAILURES 4).
   */
  get #isForgetful(): boolean {
    return !this.#knowsWhereToVote || this.#parts.store.head.height + 1 < this.#voteFromHeight;
  }

  /** The driver, once it runs. */
  get driver(): Driver | undefined {
    return this.#driver;
  }

  /** Resolves when consensus runs; for a validator that has no vote log that is once enough others have answered. */
  async begin(): Promise<void> {
    const voteFromHeight = await this.#heightToVoteFrom();
    if (this.#isStopped) return;
    this.#voteFromHeight = voteFromHeight;
    this.#knowsWhereToVote = true;
    const { chain, store, signingKey, voteLog, time, timing } = this.#parts;
    const ownKey = signingKey?.publicKey ?? null;
    const { head } = store;
    const replica = new Replica({
      head: { height: head.height, block: head.hash, timeMs: head.timeMs },
      membership: membershipOf(keysOf(store.validatorsOf(head.height + 1)), ownKey),
      parentMembership: membershipOf(keysOf(store.validatorsOf(Math.max(1, head.height))), ownKey),
      records: voteLog.records,
      time: time(),
      timing,
      voteFromHeight,
    });
    this.#driver = new Driver({
      ...this.#parts,
      replica,
      ownKey,
      signer: signingKey && new GuardedSigner(chain.chain, signingKey, voteLog.signedContents()),
      verifier: new MessageVerifier(
        chain.chain,
        (height) => validatorsOf(store, chain, height),
        (peer) => keysOf(seatsOf(chain, peer)),
      ),
      certificateOf: (height) => store.certificate(height),
    });
    this.#driver.start();
  }

  /** Never voting again: the node goes on serving reads. */
  halt(reason: string): void {
    if (this.#driver) this.#driver.halt(reason);
    else this.#isStopped = true;
  }

  /** Resolves once consensus is at rest. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#driver?.stop();
  }

  async #heightToVoteFrom(): Promise<number> {
    const { voteLog, store, network, chain, log, time, later, catchUp } = this.#parts;
    if (!this.#knowsWhereToVote) {
      const votesFrom = await heightToVoteFrom({
        network,
        log,
        catchUp,
        validators: () => chain.validators.current.map(({ peer }) => peer),
        height: () => chain.head.height,
        nowMs: () => time().monotonicMs,
        pause: (delayMs) => new Promise((resolve) => later(delayMs, () => resolve())),
        isStopped: () => this.#isStopped,
      });
      if (!this.#isStopped) await voteLog.settle(votesFrom);
      return votesFrom;
    }
    return voteLog.voteFromHeight(store.head.height);
  }
}

function keysOf(validators: readonly ConsensusValidator[]): readonly Uint8Array[] {
  return validators.map(({ key }) => key);
}

/** The seats whose validator connects as this peer: two while its key is replaced. */
function seatsOf({ validators: { current, next } }: Chain, peer: string): readonly ConsensusValidator[] {
  return [...current, ...(next === current ? [] : next)].filter((seat) => seat.peer === peer);
}

/** The set that decides a height, as far as this node can know: up to the one after the next. */
function validatorsOf(store: Store, chain: Chain, height: number): readonly ConsensusValidator[] | undefined {
  const { height: head } = store.head;
  if (height === head + 2) return consensusSetOf(chain.validators.next);
  return height >= 1 && height <= head + 1 ? store.validatorsOf(height) : undefined;
}
