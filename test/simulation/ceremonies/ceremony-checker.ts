/**
 * What is checked after every block of a simulated ceremony (LAW 2): as many honest holders as it takes have, on their
 * disks, shares of the key in force that fit; with each new key in force they open whatever was sealed before; nobody
 * hostile has as many; the public key stays the same.
 */
import { type NetworkKeyInForce, stateKey } from '@annals/ledger/block';
import { type AgencyId, equalBytes } from '@annals/ledger/codec';
import { publicKeyOf, type RandomSource, sha256 } from '@annals/ledger/crypto';
import { AnnalsError } from '@annals/ledger/errors';
import type { MemoryState } from '@annals/ledger/state';
import {
  fitsVerificationKey,
  type KeyShare,
  makeOpeningShare,
  networkSealContext,
  openWithShares,
  sealToNetwork,
} from '@annals/ledger/threshold';
import type { HonestHolder } from './honest-holder.ts';

export type CeremonyLaw = 'key-lost' | 'does-not-open' | 'too-many-hostile' | 'key-changed' | 'liveness' | 'old-shares';

export class CeremonyViolation extends Error {
  readonly law: CeremonyLaw;

  constructor(law: CeremonyLaw, message: string) {
    super(`${law}: ${message}`);
    this.law = law;
  }
}

const reader = sha256(new TextEncoder().encode('reader'));
const contentKey = new Uint8Array(32).fill(7);

export class CeremonyChecker {
  readonly #state: MemoryState;
  readonly #honest: readonly HonestHolder[];
  readonly #hostile: ReadonlySet<AgencyId>;
  readonly #random: RandomSource;
  #publicKey: Uint8Array | undefined;
  #openedEpoch = -1;
  /** Seals of every epoch so far, sealed to the key that was in force then. */
  readonly #sealed: { readonly epoch: number; readonly seal: Uint8Array }[] = [];

  constructor(
    state: MemoryState,
    honest: readonly HonestHolder[],
    hostile: ReadonlySet<AgencyId>,
    random: RandomSource,
  ) {
    this.#state = state;
    this.#honest = honest;
    this.#hostile = hostile;
    this.#random = random;
  }

  check(): void {
    const inForce = this.#state.read(stateKey.networkKey);
    if (!inForce) return;
    const { key, holders } = inForce;
    const shares = this.#sharesOf(inForce);
    if (shares.length < key.threshold) {
      const reason = `${shares.length} honest holders of epoch ${key.epoch}, and it takes ${key.threshold}`;
      throw new CeremonyViolation('key-lost', reason);
    }
    const hostile = holders.filter(({ agency }) => this.#hostile.has(agency)).length;
    if (hostile >= key.threshold) throw new CeremonyViolation('too-many-hostile', `${hostile} of epoch ${key.epoch}`);
    if (this.#openedEpoch !== key.epoch) this.#openAll(inForce, shares);
    this.#openedEpoch = key.epoch;
    this.#publicKey ??= key.publicKey;
    if (!equalBytes(this.#publicKey, key.publicKey)) {
      throw new CeremonyViolation('key-changed', `in epoch ${key.epoch}`);
    }
  }

  /** The shares of honest holders that fit, as they are on their disks. */
  #sharesOf({ key, holders }: NetworkKeyInForce): readonly KeyShare[] {
    return this.#honest.flatMap(({ agency, shares }) => {
      const index = holders.findIndex((holder) => holder.agency === agency.id) + 1;
      const share = shares.find(({ epoch }) => epoch === key.epoch);
      return share?.index === index && fitsVerificationKey(key, share) ? [share] : [];
    });
  }

  /** That they open together what is sealed to the public key now, and all that was before. */
  #openAll({ key }: NetworkKeyInForce, held: readonly KeyShare[]): void {
    const context = this.#context();
    this.#sealed.push({ epoch: key.epoch, seal: sealToNetwork(key.publicKey, contentKey, context, this.#random) });
    for (const { epoch, seal } of this.#sealed) {
      if (!this.#opens(key, held.slice(-key.threshold), seal)) {
        throw new CeremonyViolation('does-not-open', `epoch ${key.epoch}, what was sealed in epoch ${epoch}`);
      }
    }
  }

  #context() {
    const place = { record: 'ab'.repeat(20) as never, version: 1, section: 'general', policy: new Uint8Array(32) };
    return networkSealContext({ chain: this.#state.chain, ...place });
  }

  #opens(key: NetworkKeyInForce['key'], held: readonly KeyShare[], seal: Uint8Array): boolean {
    const { chain } = this.#state;
    const context = this.#context();
    const request = {
      chain,
      epoch: key.epoch,
      transaction: 'cd'.repeat(32) as never,
      item: 0,
      section: 'general',
      readerKey: publicKeyOf(reader),
    };
    const shares = held.map((share) => makeOpeningShare(key, share, request, { seal, context }, this.#random));
    try {
      const opened = openWithShares(key, request, { seal, context }, shares, reader);
      return equalBytes(opened.contentKey, contentKey);
    } catch (error) {
      if (error instanceof AnnalsError) return false;
      throw error;
    }
  }
}
