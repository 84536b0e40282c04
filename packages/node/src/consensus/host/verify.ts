/**
 * Verifies every signature of a consensus message before the core sees it, nested ones too. What was verified before,
 * such as the votes inside a certificate, is remembered for a while and costs nothing again.
 */
import type { ConsensusValidator } from '@annals/ledger/block';
import { bytesToHex } from '@annals/ledger/codec';
import { verifySignature } from '@annals/ledger/crypto';
import type { ChainId } from '@annals/ledger/transaction';
import { BoundedSet } from '../../bounded-set.ts';
import type { PeerName } from '../../network/network.ts';
import { type ConsensusMessage, digestOf, type StatusMessage, signedPartsOf } from '../core/index.ts';

/** Verified signatures remembered: the votes of some heights at a hundred validators. */
const MAX_REMEMBERED = 4_096;

/**
 * Signatures of one validator in one message: its own, and in a new view one each in the parent's certificate, among
 * the view changes and among the prepares. A faulty one can sign any number of contents, and checking them all would
 * keep this process from everything else.
 */
const MAX_OF_ONE_SIGNER = 4;

/** The set that decides a height, or undefined when it is not known here (yet). */
export type ValidatorsOf = (height: number) => readonly ConsensusValidator[] | undefined;

/** The keys of the seats, in the sets that this node knows to come, whose validator connects as this peer. */
export type KeysOf = (peer: PeerName) => readonly Uint8Array[];

export type MessageVerdict = 'verified' | 'forged' | 'unknown-set' | 'replayed';

export class MessageVerifier {
  readonly #chain: ChainId;
  readonly #validatorsOf: ValidatorsOf;
  readonly #keysOf: KeysOf;
  /** Of the latest status of each validator since it connected. */
  readonly #serials = new Map<PeerName, number>();
  readonly #verified = new BoundedSet<string>(MAX_REMEMBERED);

  constructor(chain: ChainId, validatorsOf: ValidatorsOf, keysOf: KeysOf) {
    this.#chain = chain;
    this.#validatorsOf = validatorsOf;
    this.#keysOf = keysOf;
  }

  /** A validator that connects anew may have been restarted with a clock that was set back. */
  noteConnected(peer: PeerName): void {
    this.#serials.delete(peer);
  }

  /** @param from who sent it: for all but a status that may be somebody else than who signed it. */
  verify(message: ConsensusMessage, from: PeerName): MessageVerdict {
    if (message.type === 'status') return this.#verifyStatus(message, from);
    const bySigner = new Map<string, number>();
    for (const { content, validatorsOfHeight, signer, signature } of signedPartsOf(message)) {
      const validators = this.#validatorsOf(validatorsOfHeight);
      if (!validators) return 'unknown-set';
      const key = validators[signer]?.key;
      if (!key) return 'forged';
      const keyHex = bytesToHex(key);
      const ofSigner = (bySigner.get(keyHex) ?? 0) + 1;
      if (ofSigner > MAX_OF_ONE_SIGNER) return 'forged';
      bySigner.set(keyHex, ofSigner);
      const digest = digestOf(this.#chain, content);
      const name = bytesToHex(signature) + bytesToHex(digest) + keyHex;
      if (this.#verified.has(name)) continue;
      if (!verifySignature(digest, signature, key)) return 'forged';
      this.#verified.add(name);
    }
    return 'verified';
  }

  /** Only the validator itself says where it stands, once each time. What is remembered is bounded by the seats. */
  #verifyStatus(status: StatusMessage, from: PeerName): MessageVerdict {
    const keys = this.#keysOf(from);
    if (keys.length === 0) return 'unknown-set';
    if (status.serial <= (this.#serials.get(from) ?? -1)) return 'replayed';
    const digest = digestOf(this.#chain, status);
    if (!keys.some((key) => verifySignature(digest, status.signature, key))) return 'forged';
    this.#serials.set(from, status.serial);
    return 'verified';
  }
}
