import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AnnalsError } from '@annals/ledger/errors';
import type { Proven } from '@annals/ledger/light';
import { type HeldKey, Wallet } from '@annals/ledger/wallet';
import { NodeOfChain, WalletChain } from '@annals/ledger/wallet/testing';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Session } from '../session/session.ts';
import { createWallet, hasWallet, keepNewWallet, keepWallet, openWallet } from './wallet.ts';

let folder: string;
let ledger: WalletChain;
beforeEach(() => {
  ledger = new WalletChain();
  folder = mkdtempSync(join(tmpdir(), 'annals-wallet-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A session that asks these nodes; without any, nobody answers. */
function sessionWith(...nodes: readonly NodeOfChain[]): Session {
  const gone = new NodeOfChain(ledger, 'gone');
  gone.failure = new AnnalsError('node.unreachable', 'nobody answers');
  return {
    files: { wallets: folder },
    password: async () => 'password',
    newPassword: async () => 'password',
    keystoreCost: 'light',
    trusted: ledger.trusted,
    nodes: [gone, ...nodes].map(({ client }) => client),
    noteContradicted: () => {},
  } as unknown as Session;
}

test('a wallet is kept under a label of its own, with its phrase', async () => {
  const session = sessionWith();
  expect(hasWallet(session, 'liis')).toBe(false);
  const wallet = await createWallet(session, 'liis', { en: 'Liis Tamm' }, 12);
  expect(hasWallet(session, 'liis')).toBe(true);
  const again = await openWallet(session, 'liis');
  expect(await again.phrase()).toBe(await wallet.phrase());
  expect(again.name).toEqual({ en: 'Liis Tamm' });
  await expect(keepNewWallet(session, 'liis', wallet)).rejects.toMatchObject({ code: 'keystore.exists' });
});

describe('a replacement of a key that was cut off', () => {
  /** A wallet that has asked for the next key of a sector, or for the first by a recovery, and how that is carried out. */
  async function cutOff(how: 'rotation' | 'recovery') {
    const [wallet, lost] = await Promise.all([Wallet.create(null), Wallet.create(null)]);
    const whose = how === 'rotation' ? wallet : lost;
    const present = whose.first('health');
    ledger.enrol(whose, 'health');
    if (how === 'rotation') wallet.noteHeld(present as Proven<HeldKey>);
    const awaited =
      how === 'rotation' ? wallet.next('health') : { ...wallet.first('health'), subject: present.subject };
    wallet.noteAwaited(awaited);
    await keepNewWallet(sessionWith(), 'liis', wallet);
    const carryOut = () => ledger.replace(whose, present, wallet, awaited);
    return { wallet, awaited, next: wallet.keyOf(awaited).publicKey, carryOut };
  }

  test.each(['rotation', 'recovery'] as const)('%s: done, the wallet takes the key, and keeps that', async (how) => {
    const { awaited, next, carryOut } = await cutOff(how);
    carryOut();
    const opened = await openWallet(sessionWith(new NodeOfChain(ledger, 'node')), 'liis');
    expect(opened.enrolled('health')).toMatchObject({ publicKey: next, subject: awaited.subject });
    const again = await openWallet(sessionWith(), 'liis');
    expect([again.awaited, again.enrolled('health').publicKey]).toEqual([[], next]);
  });

  test('not done, or where no node answers, it goes on with the present key and asks again', async () => {
    const { wallet, awaited } = await cutOff('rotation');
    const present = wallet.enrolled('health').publicKey;
    for (const nodes of [[new NodeOfChain(ledger, 'node')], []]) {
      const opened = await openWallet(sessionWith(...nodes), 'liis');
      expect([opened.awaited, opened.enrolled('health').publicKey]).toEqual([[awaited], present]);
    }
    await keepWallet(sessionWith(), 'liis', wallet);
    expect((await openWallet(sessionWith(), 'liis')).awaited).toEqual([awaited]);
  });
});
