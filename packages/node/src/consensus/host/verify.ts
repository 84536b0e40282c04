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
    for (const { content, validatorsOfHeight, signer, signature } of signedPartsOf(message)) {
      const validators = this.#validatorsOf(validatorsOfHeight);
      if (!validators) return 'unknown-set';
      const key = validators[signer]?.key;
      if (!key) return 'forged';
      const digest = digestOf(this.#chain, content);
      const name = bytesToHex(signature) + bytesToHex(digest) + bytesToHex(key);
      if (this.#verified.has(name)) continue;
      if (!verifySignature(digest, signature, key)) return 'forged';
      this.#verified.add(name);
    }
    return 'verified';
  }
}
