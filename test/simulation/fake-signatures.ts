/**
 * Signatures that cost nothing: a byte string that stands for who signed what, through the same seam as real ones. A
 * replica can only sign in its own name, so nobody can forge; and every signature ever made is on record, so that two
 * that conflict are found even when neither was counted.
 */
import {
  type ConsensusMessage,
  type SignedContent,
  type StatusContent,
  signedPartsOf,
} from '@annals/node/consensus/core';

/** Content as text, equal if and only if the content is. */
function contentKey(content: SignedContent | StatusContent): string {
  switch (content.type) {
    case 'status':
      return `status/${content.height}/${content.view}/${content.hasProposal}/${content.serial}`;
    case 'vote':
      return `${content.vote.step}/${content.vote.height}/${content.vote.view}/${content.vote.block}`;
    case 'pre-prepare':
      return `pre-prepare/${content.height}/${content.view}/${content.block}`;
    case 'view-change':
      return `view-change/${content.height}/${content.view}/${content.prepared?.view}/${content.prepared?.block}`;
  }
}

export class FakeSignatures {
  readonly #signed = new Map<string, Uint8Array>();
  readonly #meaning = new Map<Uint8Array, string>();
  readonly #verified = new WeakSet<ConsensusMessage>();

  /** The signature of one identity under a content; the same whenever it is made again, like RFC 6979. */
  sign(identity: number, content: SignedContent | StatusContent): Uint8Array {
    const meaning = `${identity}/${contentKey(content)}`;
    let signature = this.#signed.get(meaning);
    if (!signature) {
      signature = new Uint8Array(1);
      this.#signed.set(meaning, signature);
      this.#meaning.set(signature, meaning);
    }
    return signature;
  }

  /**
   * Whether every signature of a message is by whom it says; a status is by whoever sends it. `identitiesAt` gives the validator set of a height, which
   * is the same for everybody, so a message that verified once need not be verified again.
   */
  verify(
    message: ConsensusMessage,
    from: number,
    identitiesAt: (height: number) => readonly number[] | undefined,
  ): boolean {
    if (message.type === 'status') return this.#meaning.get(message.signature) === `${from}/${contentKey(message)}`;
    if (this.#verified.has(message)) return true;
    for (const { content, validatorsOfHeight, signer, signature } of signedPartsOf(message)) {
      const identity = identitiesAt(validatorsOfHeight)?.[signer];
      if (identity === undefined || this.#meaning.get(signature) !== `${identity}/${contentKey(content)}`) return false;
    }
    this.#verified.add(message);
    return true;
  }
}
