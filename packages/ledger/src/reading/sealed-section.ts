/**
 * One section on its way to being opened: the shares that nodes have brought, sorted into right and wrong, with who
 * gave and who brought each. A wrong share is told from a right one by its proof alone (PROTOCOL release).
 */
import type { NetworkKeyInForce } from '../block/index.ts';
import { type AgencyId, bytesToHex, encodeShape } from '../codec/index.ts';
import type { SecretKey } from '../crypto/index.ts';
import { AnnalsError } from '../errors/index.ts';
import {
  combineShares,
  type OpeningRequest,
  type OpeningShare,
  openingShareShape,
  openNetworkSeal,
  type PlacedSeal,
  verifyOpeningShare,
} from '../threshold/index.ts';

/** A share that does not hold: its holder lies, or, where `holder` is null, the nodes that brought it altered it. */
export interface WrongShare {
  readonly index: number;
  readonly holder: AgencyId | null;
  /** The addresses of the nodes that brought it. */
  readonly broughtBy: readonly string[];
}

interface Brought {
  readonly share: OpeningShare;
  readonly isRight: boolean;
  readonly nodes: Set<string>;
}

export class SealedSection {
  readonly #network: NetworkKeyInForce;
  readonly #request: OpeningRequest;
  readonly #placed: PlacedSeal;
  /** By the bytes of the share. */
  readonly #brought = new Map<string, Brought>();

  constructor(network: NetworkKeyInForce, request: OpeningRequest, placed: PlacedSeal) {
    this.#network = network;
    this.#request = request;
    this.#placed = placed;
  }

  /** Takes in what a node has brought. All is checked, also beyond what it takes to open: liars are to be named. */
  add(shares: readonly OpeningShare[], node: string): void {
    for (const share of shares) {
      const bytes = bytesToHex(encodeShape(openingShareShape, share));
      const known = this.#brought.get(bytes);
      if (known) known.nodes.add(node);
      else {
        const isRight = verifyOpeningShare(this.#network.key, this.#request, this.#placed.seal, share);
        this.#brought.set(bytes, { share, isRight, nodes: new Set([node]) });
      }
    }
  }

  /** One right share of each holder that gave one. */
  get right(): readonly OpeningShare[] {
    const byIndex = new Map<number, OpeningShare>();
    for (const { share, isRight } of this.#brought.values()) if (isRight) byIndex.set(share.index, share);
    return [...byIndex.values()];
  }

  /** Who gave a right one. */
  get givers(): readonly AgencyId[] {
    return this.right.flatMap(({ index }) => this.#network.holders[index - 1]?.agency ?? []);
  }

  get canOpen(): boolean {
    return this.right.length >= this.#network.key.threshold;
  }

  get wrong(): readonly WrongShare[] {
    const gaveRight = new Set(this.right.map(({ index }) => index));
    const nodesOf = new Map<number, Set<string>>();
    for (const { share, isRight, nodes } of this.#brought.values()) {
      if (isRight) continue;
      const all = nodesOf.get(share.index) ?? new Set();
      for (const node of nodes) all.add(node);
      nodesOf.set(share.index, all);
    }
    return [...nodesOf].map(([index, nodes]) => ({
      index,
      // Who also gave a right one did not make this.
      holder: gaveRight.has(index) ? null : (this.#network.holders[index - 1]?.agency ?? null),
      broughtBy: [...nodes],
    }));
  }

  /** The content key. @throws AnnalsError `release.too-few`, `seal.open-failed` when the sealer sealed nothing that opens. */
  open(readerSecret: SecretKey): Uint8Array {
    const { key } = this.#network;
    const right = this.right;
    if (right.length < key.threshold) {
      throw new AnnalsError('release.too-few', `${right.length} of the ${key.threshold} right shares that it takes`);
    }
    const shared = combineShares(right.slice(0, key.threshold), readerSecret);
    if (!shared) throw new AnnalsError('seal.open-failed', 'the shares combine to no point');
    return openNetworkSeal(key.publicKey, this.#placed.seal, this.#placed.context, shared);
  }
}
