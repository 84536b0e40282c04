import type { BlockHash } from '@annals/ledger/codec';
import {
  nobleBackend,
  publicKeyOf,
  selectSignatureBackend,
  sha256,
  sign,
  signatureBackend,
} from '@annals/ledger/crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { digestOf, type PrePrepareMessage, type SignedContent } from '../core/index.ts';
import { madeProposal } from '../core/messages.fixture.ts';
import { MessageVerifier } from './verify.ts';

const chain = new Uint8Array(32);
const secrets = [0, 1, 2, 3].map((i) => sha256(new Uint8Array([i])));
const validators = secrets.map((secret) => ({ agency: '00'.repeat(20) as never, key: publicKeyOf(secret) }));
const before = signatureBackend();
let verified: number;
let verifier: MessageVerifier;

beforeEach(() => {
  verified = 0;
  verifier = new MessageVerifier(chain, () => validators);
  selectSignatureBackend({
    ...nobleBackend,
    verify: (...given) => {
      verified += 1;
      return nobleBackend.verify(...given);
    },
  });
});
afterEach(() => selectSignatureBackend(before));

const signedBy = (signer: number, content: SignedContent) =>
  sign(digestOf(chain, content), secrets[signer] as Uint8Array);
const parentCertificate = (signers: readonly number[]) => {
  const vote = { step: 'commit' as const, height: 1, view: 0, block: 'aa'.repeat(32) as BlockHash };
  const signatures = signers.map((index) => ({ index, signature: signedBy(index, { type: 'vote', vote }) }));
  return { ...vote, signatures };
};

/** A new view at height 2 by validator 3, on the ground of these view changes. */
function newView(
  changes: readonly (readonly [signer: number, preparedView: number])[],
  signers = [0, 1, 3],
): PrePrepareMessage {
  const { step: _, ...certificate } = parentCertificate(signers);
  const proposal = madeProposal(1, { height: 2 }, certificate);
  const view = 1_000;
  const viewChanges = changes.map(([signer, preparedView]) => {
    const prepared = { view: preparedView, block: proposal.hash };
    return { signer, prepared, signature: signedBy(signer, { type: 'view-change', height: 2, view, prepared }) };
  });
  const highest = Math.max(...changes.map(([, preparedView]) => preparedView));
  const vote = { step: 'prepare' as const, height: 2, view: highest, block: proposal.hash };
  return {
    type: 'pre-prepare',
    height: 2,
    view,
    proposal,
    justification: {
      viewChanges,
      prepares: signers.map((index) => ({ index, signature: signedBy(index, { type: 'vote', vote }) })),
    },
    signer: 3,
    signature: signedBy(3, { type: 'pre-prepare', height: 2, view, block: proposal.hash }),
  };
}

const honest = () =>
  newView([
    [0, 7],
    [1, 7],
    [3, 7],
  ]);

test('every signature of a new view is verified, once', () => {
  expect(verifier.verify(honest())).toBe('verified');
  expect(verified).toBe(10);
  expect(verifier.verify(honest())).toBe('verified');
  expect(verified).toBe(10);
});

test('one signature that does not verify, wherever it stands, makes the message a forged one', () => {
  const good = honest();
  const justification = good.justification as NonNullable<PrePrepareMessage['justification']>;
  const [first, ...rest] = justification.viewChanges;
  if (!first) throw new Error('there are view changes');
  const forged = { ...justification, viewChanges: [{ ...first, prepared: { ...first.prepared, view: 6 } }, ...rest] };
  expect(verifier.verify({ ...good, justification: forged as typeof justification })).toBe('forged');
  expect(verifier.verify({ ...good, view: 1_001 })).toBe('forged');
});

test('a validator that signs a hundred contents in one message costs no hundred verifications', () => {
  const many = Array.from({ length: 100 }, (_, view) => [3, view] as const);
  expect(verifier.verify(newView(many, [3]))).toBe('forged');
  expect(verified).toBeLessThanOrEqual(4);
});
