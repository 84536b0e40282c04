import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { equalBytes } from '@annals/ledger/codec';
import { publicKeyOf } from '@annals/ledger/crypto';
import { AnnalsError } from '@annals/ledger/errors';
import { Wallet } from '@annals/ledger/wallet';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Session } from '../session/session.ts';
import { createWallet, hasWallet, keepNewWallet, keepWallet, openWallet } from './wallet.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'annals-wallet-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A session whose node holds that key as hers; null: it does not answer. */
function sessionWith(presentKey: Uint8Array | null): Session {
  const call = async (_route: unknown, { prove }: { prove: { secret: Uint8Array } }) => {
    if (presentKey === null) throw new AnnalsError('node.unreachable', 'nobody answers');
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

test('a wallet is kept under a label of its own, with its phrase', async () => {
  const session = sessionWith(null);
  expect(hasWallet(session, 'liis')).toBe(false);
  const wallet = await createWallet(session, 'liis', { en: 'Liis Tamm' }, 12);
  expect(hasWallet(session, 'liis')).toBe(true);
  const again = await openWallet(session, 'liis');
  expect(await again.phrase()).toBe(await wallet.phrase());
  expect(again.name).toEqual({ en: 'Liis Tamm' });
  await expect(keepNewWallet(session, 'liis', wallet)).rejects.toMatchObject({ code: 'keystore.exists' });
});

describe('a replacement of a key that was cut off', () => {
  /** A wallet that has asked for the next key of a sector, or for the first by a recovery. */
  async function cutOff(how: 'rotation' | 'recovery') {
    const wallet = await Wallet.create(null);
    const lost = (await Wallet.create(null)).first('health');
    if (how === 'rotation') wallet.noteHeld(wallet.first('health'));
    const awaited = how === 'rotation' ? wallet.next('health') : { ...wallet.first('health'), subject: lost.subject };
    wallet.noteAwaited(awaited);
    await keepNewWallet(sessionWith(null), 'liis', wallet);
    return { wallet, awaited, next: wallet.keyOf(awaited).publicKey };
  }

  test.each(['rotation', 'recovery'] as const)('%s: done, the wallet takes the key, and keeps that', async (how) => {
    const { awaited, next } = await cutOff(how);
    const opened = await openWallet(sessionWith(next), 'liis');
    expect(opened.enrolled('health')).toMatchObject({ publicKey: next, subject: awaited.subject });
    const again = await openWallet(sessionWith(null), 'liis');
    expect([again.awaited, again.enrolled('health').publicKey]).toEqual([[], next]);
  });

  test('not done, or where no node answers, it goes on with the present key and asks again', async () => {
    const { wallet, awaited } = await cutOff('rotation');
    const present = wallet.enrolled('health').publicKey;
    for (const key of [present, null]) {
      const opened = await openWallet(sessionWith(key), 'liis');
      expect([opened.awaited, opened.enrolled('health').publicKey]).toEqual([[awaited], present]);
    }
    await keepWallet(sessionWith(null), 'liis', wallet);
    expect((await openWallet(sessionWith(null), 'liis')).awaited).toEqual([awaited]);
  });
});
