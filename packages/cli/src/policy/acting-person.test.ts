import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatId } from '@annals/ledger/codec';
import type { Proven } from '@annals/ledger/light';
import { type HeldKey, Wallet } from '@annals/ledger/wallet';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Session } from '../session/session.ts';
import { keepNewWallet } from '../wallet/wallet.ts';
import { actingPerson, sameOptions } from './acting-person.ts';

let folder: string;
let session: Session;
const wallets = new Map<string, Wallet>();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'annals-acting-'));
  session = {
    files: { wallets: folder },
    password: async () => 'password',
    newPassword: async () => 'password',
    keystoreCost: 'light',
  } as unknown as Session;
  for (const [label, ...sectors] of [['liis', 'health'], ['mari', 'civil', 'health'], ['nobody']] as const) {
    const wallet = await Wallet.create(null);
    for (const sector of sectors) wallet.noteHeld(wallet.first(sector) as Proven<HeldKey>);
    await keepNewWallet(session, label, wallet);
    wallets.set(label, wallet);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const subjectOf = (label: string, sector: string) => wallets.get(label)?.enrolled(sector).subject;

describe('who decides', () => {
  test('the one sector of a wallet need not be named', async () => {
    const liis = subjectOf('liis', 'health');
    expect(await actingPerson(session, { person: 'liis' })).toMatchObject({
      subject: liis,
      represented: null,
      about: liis,
      signer: { agency: null },
    });
  });

  test('of several sectors one is named', async () => {
    const civil = await actingPerson(session, { person: 'mari', sector: 'civil' });
    expect(civil.subject).toBe(subjectOf('mari', 'civil'));
    const unnamed = actingPerson(session, { person: 'mari' });
    await expect(unnamed).rejects.toMatchObject({ code: 'command.usage', message: expect.stringContaining('civil') });
  });

  test('who represents somebody signs as herself, and it is about the other', async () => {
    const liis = subjectOf('liis', 'health');
    if (!liis) throw new Error('liis is enrolled');
    const asked = { person: 'mari', sector: 'health', for: formatId('subject', liis) };
    expect(await actingPerson(session, asked)).toMatchObject({
      subject: subjectOf('mari', 'health'),
      represented: liis,
      about: liis,
    });
    expect(sameOptions(asked)).toBe(`--person mari --sector health --for ${asked.for}`);
  });

  test.each([
    [{ person: 'nobody' }, 'command.usage'],
    [{ person: 'liis', sector: 'civil' }, 'subject.unknown'],
    [{ person: 'stranger' }, 'keystore.missing'],
    [{ person: 'liis', for: 'sub1nonsense' }, 'codec.identifier'],
  ])('is refused: %p', async (options, code) => {
    await expect(actingPerson(session, options)).rejects.toMatchObject({ code });
  });
});
