import type { BlockHash } from '@annals/ledger/codec';
import {
  nobleBackend,
  publicKeyOf,
  selectSignatureBackend,
  sha256,
  sign,
  signatureBackend,
} from '@annals/ledger/crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { digestOf, type PrePrepareMessage, type SignedContent, type StatusMessage } from '../core/index.ts';
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
  verifier = new MessageVerifier(
    chain,
    () => validators,
    (peer) => validators.filter((_, i) => peer === `peer ${i}`).map(({ key }) => key),
  );
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
  expect(verifier.verify(honest(), 'peer 3')).toBe('verified');
  expect(verified).toBe(10);
  expect(verifier.verify(honest(), 'peer 3')).toBe('verified');
  expect(verified).toBe(10);
});

test('one signature that does not verify, wherever it stands, makes the message a forged one', () => {
  const good = honest();
  const justification = good.justification as NonNullable<PrePrepareMessage['justification']>;
  const [first, ...rest] = justification.viewChanges;
  if (!first) throw new Error('there are view changes');
  const forged = { ...justification, viewChanges: [{ ...first, prepared: { ...first.prepared, view: 6 } }, ...rest] };
  expect(verifier.verify({ ...good, justification: forged as typeof justification }, 'peer 3')).toBe('forged');
  expect(verifier.verify({ ...good, view: 1_001 }, 'peer 3')).toBe('forged');
});

test('a validator that signs a hundred contents in one message costs no hundred verifications', () => {
  const many = Array.from({ length: 100 }, (_, view) => [3, view] as const);
  expect(verifier.verify(newView(many, [3]), 'peer 3')).toBe('forged');
  expect(verified).toBeLessThanOrEqual(4);
});

describe('a status', () => {
  const standing = { type: 'status', height: 3, view: 1, hasProposal: false } as const;
  function status(serial: number, signer = 0): StatusMessage {
    const content = { ...standing, serial };
    return { ...content, signature: sign(digestOf(chain, content), secrets[signer] as Uint8Array) };
  }

  test('counts when the key of the seat has signed it that its sender holds, and is not remembered beside votes', () => {
    expect(verifier.verify(status(1), 'peer 0')).toBe('verified');
    expect(verifier.verify(status(2, 1), 'peer 1')).toBe('verified');
  });

  test('without a signature, or with that of another, is dropped (ATTACK false-status)', () => {
    expect(verifier.verify({ ...standing, serial: 1, signature: new Uint8Array(64) }, 'peer 0')).toBe('forged');
    expect(verifier.verify(status(1, 1), 'peer 0')).toBe('forged');
    expect(verifier.verify({ ...status(1), height: 4 }, 'peer 0')).toBe('forged');
    expect(verifier.verify(status(1), 'peer 0')).toBe('verified');
  });

  test('of a peer that holds no seat costs no verification', () => {
    expect(verifier.verify(status(1), 'somebody')).toBe('unknown-set');
    expect(verified).toBe(0);
  });

  test('that was sent before costs none either, until its validator connects anew', () => {
    expect(verifier.verify(status(5), 'peer 0')).toBe('verified');
    expect([4, 5].map((serial) => verifier.verify(status(serial), 'peer 0'))).toEqual(['replayed', 'replayed']);
    expect(verified).toBe(1);
    verifier.noteConnected('peer 0');
    expect(verifier.verify(status(1), 'peer 0')).toBe('verified');
  });
});
