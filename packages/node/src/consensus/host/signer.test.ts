import type { BlockHash } from '@annals/ledger/codec';
import { publicKeyOf, sha256, verifySignature } from '@annals/ledger/crypto';
import { InvariantError } from '@annals/ledger/errors';
import { describe, expect, test } from '@jest/globals';
import { contentOf, digestOf, type Intent } from '../core/index.ts';
import { GuardedSigner, localSigningKey } from './signer.ts';

const secret = sha256(new Uint8Array([7]));
const key = localSigningKey(secret, publicKeyOf(secret));
const chain = sha256(new Uint8Array([1]));
const block = (byte: string) => byte.repeat(32) as BlockHash;

function vote(step: 'prepare' | 'commit', height: number, view: number, of = block('aa')): Intent {
  return { type: 'vote', vote: { step, height, view, block: of } };
}

function viewChange(height: number, view: number): Intent {
  return { type: 'view-change', height, view, prepared: null, certificate: null };
}

const guarded = (before: readonly Intent[] = []) => new GuardedSigner(chain, key, before.map(contentOf));

describe('the signer guard (FAILURES 1, FAILURES 28)', () => {
  test('signs in rising order, and what it signs verifies', async () => {
    const signer = guarded();
    for (const intent of [
      vote('prepare', 1, 0),
      vote('commit', 1, 0),
      viewChange(1, 1),
      vote('prepare', 1, 1, block('bb')),
      vote('prepare', 2, 0),
    ]) {
      const signature = await signer.sign(intent);
      expect(verifySignature(digestOf(chain, contentOf(intent)), signature, key.publicKey)).toBe(true);
    }
  });

  test('signs the same content again, with the same signature', async () => {
    const signer = guarded();
    const first = await signer.sign(vote('prepare', 3, 1));
    await signer.sign(vote('commit', 3, 1));
    expect(await signer.sign(vote('prepare', 3, 1))).toEqual(first);
  });

  test.each([
    ['another block at the same place', [vote('prepare', 5, 2)], vote('prepare', 5, 2, block('bb'))],
    ['a lower step of the same view', [vote('commit', 5, 2)], vote('prepare', 5, 2, block('bb'))],
    ['a lower view', [vote('prepare', 5, 2)], vote('commit', 5, 1)],
    ['a lower height', [vote('prepare', 5, 2)], vote('commit', 4, 9)],
    ['a view change to the view in which it has voted', [vote('prepare', 5, 2)], viewChange(5, 2)],
    ['the very height, view and step below the first by one', [vote('commit', 5, 0)], vote('commit', 4, 0)],
  ])('refuses %s, in one life and across a restart', async (_, before, conflicting) => {
    const living = guarded();
    for (const intent of before) await living.sign(intent);
    await expect(living.sign(conflicting)).rejects.toThrow(InvariantError);
    await expect(guarded(before).sign(conflicting)).rejects.toThrow(InvariantError);
  });
});
