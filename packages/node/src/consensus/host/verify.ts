/**
 * Verifies every signature of a consensus message before the core sees it, nested ones too. What was verified before,
 * such as the votes inside a certificate, is remembered for a while and costs nothing again.
 */
import type { ConsensusValidator } from '@annals/ledger/block';
import { bytesToHex } from '@annals/ledger/codec';
import { verifySignature } from '@annals/ledger/crypto';
import type { ChainId } from '@annals/ledger/transaction';
import { BoundedSet } from '../../bounded-set.ts';
import { type ConsensusMessage, digestOf, signedPartsOf } from '../core/index.ts';

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

export type MessageVerdict = 'verified' | 'forged' | 'unknown-set';

export class MessageVerifier {
  readonly #chain: ChainId;
  readonly #validatorsOf: ValidatorsOf;
  readonly #verified = new BoundedSet<string>(MAX_REMEMBERED);

  constructor(chain: ChainId, validatorsOf: ValidatorsOf) {
    this.#chain = chain;
    this.#validatorsOf = validatorsOf;
  }

  verify(message: ConsensusMessage): MessageVerdict {
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
}
