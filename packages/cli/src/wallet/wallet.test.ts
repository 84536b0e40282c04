import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { equalBytes } from '@annals/ledger/codec';
import { publicKeyOf } from '@annals/ledger/crypto';
import { AnnalsError } from '@annals/ledger/errors';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Session } from '../session/session.ts';
import { deriveSectorKey } from './derive-key.ts';
import { keepWallet, newWallet, openWallet } from './wallet.ts';

const seed = fc.uint8Array({ minLength: 32, maxLength: 32 });

test('a seed gives the same key again, and another for every sector and every replacement', () => {
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  fc.assert(
    fc.property(seed, seed, fc.nat(100), (first, second, index) => {
      const keys = [
        deriveSectorKey(first, 'health', index),
        deriveSectorKey(first, 'civil', index),
        deriveSectorKey(first, 'health', index + 1),
        ...(hex(first) === hex(second) ? [] : [deriveSectorKey(second, 'health', index)]),
      ].map(hex);
      expect(new Set(keys).size).toBe(keys.length);
      expect(hex(deriveSectorKey(first, 'health', index))).toBe(keys[0]);
    }),
    { numRuns: 50 },
  );
});

test('a pseudonym stays when its key is replaced, and what the old key opened still opens', () => {
  const wallet = newWallet('liis', { en: 'Liis Tamm' });
  expect(() => wallet.enrolled('health')).toThrow(expect.objectContaining({ code: 'subject.unknown' }));
  wallet.noteKey('health', 'enrolled');
  const before = wallet.enrolled('health');
  expect(wallet.earlierSecrets('health')).toEqual([]);
  const next = wallet.pseudonym('health', 1);
  wallet.noteKey('health', 'rotated');
  const after = wallet.enrolled('health');
  expect(after.subject).toBe(before.subject);
  expect(after.publicKey).toEqual(next.publicKey);
  expect(after.publicKey).toEqual(publicKeyOf(after.secret));
  expect(wallet.earlierSecrets('health')).toEqual([before.secret]);
  expect(wallet.sectors).toEqual(['health']);
});

test('a rotation that is not settled is in what is kept, and only then', () => {
  const wallet = newWallet('liis', { en: 'Liis Tamm' });
  const kept = () => JSON.parse(new TextDecoder().decode(wallet.content.note));
  wallet.noteKey('health', 'enrolled');
  expect(kept()).toEqual({ name: { en: 'Liis Tamm' }, sectors: { health: 0 } });
  wallet.noteRotating('health');
  wallet.noteRotating('health');
  expect(kept()).toEqual({ name: { en: 'Liis Tamm' }, sectors: { health: 0 }, rotating: ['health'] });
  expect(wallet.enrolled('health').publicKey).toEqual(wallet.pseudonym('health').publicKey);
  wallet.noteKey('health', 'rotated');
  expect(kept()).toEqual({ name: { en: 'Liis Tamm' }, sectors: { health: 1 } });
});

describe('a rotation that was cut off', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'annals-wallet-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** A session whose node holds that key as hers; null: it does not answer. */
  function sessionWith(presentKey: Uint8Array | null): Session {
    const call = async (_route: unknown, { prove }: { prove: { secret: Uint8Array } }) => {
      if (presentKey === null) throw new AnnalsError('network.failed', 'nobody answers');
      if (!equalBytes(publicKeyOf(prove.secret), presentKey)) throw new AnnalsError('auth.not-entitled', 'no');
    };
    return {
      files: { wallets: folder },
      password: async () => 'password',
      newPassword: async () => 'password',
      keystoreCost: 'light',
      chain: new Uint8Array(32),
      client: () => ({ call }),
    } as unknown as Session;
  }

  async function cutOff() {
    const wallet = newWallet('liis', { en: 'Liis Tamm' });
    wallet.noteKey('health', 'enrolled');
    wallet.noteRotating('health');
    await keepWallet(sessionWith(null), wallet, true);
    return { present: wallet.pseudonym('health').publicKey, next: wallet.pseudonym('health', 1).publicKey };
  }

  test('after the ledger had the new key: the wallet takes it, and keeps that', async () => {
    const { next } = await cutOff();
    expect((await openWallet(sessionWith(next), 'liis')).enrolled('health').publicKey).toEqual(next);
    const again = await openWallet(sessionWith(null), 'liis');
    expect([again.rotating, again.enrolled('health').publicKey]).toEqual([[], next]);
  });

  test('before, or where no node answers: the wallet goes on with the present one and asks again', async () => {
    const { present } = await cutOff();
    for (const key of [present, null]) {
      const wallet = await openWallet(sessionWith(key), 'liis');
      expect([wallet.rotating, wallet.enrolled('health').publicKey]).toEqual([['health'], present]);
    }
  });
});
