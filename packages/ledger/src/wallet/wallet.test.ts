import { expect, test } from '@jest/globals';
import { publicKeyOf } from '../crypto/index.ts';
import type { Proven } from '../light/index.ts';
import type { HeldKey } from './note.ts';
import { Wallet } from './wallet.ts';

/** A key that the ledger has taken, as far as a wallet can tell. */
const taken = (key: HeldKey) => key as Proven<HeldKey>;

const name = { en: 'Liis Tamm' };

test('a pseudonym stays when its key is replaced, and what the old key opened still opens', async () => {
  const wallet = await Wallet.create(name);
  expect(() => wallet.enrolled('health')).toThrow(expect.objectContaining({ code: 'subject.unknown' }));
  wallet.noteHeld(taken(wallet.first('health')));
  const before = wallet.enrolled('health');
  expect(before).toEqual(wallet.pseudonym('health'));
  expect(wallet.earlierSecrets('health')).toEqual([]);
  wallet.noteHeld(taken(wallet.next('health')));
  const after = wallet.enrolled('health');
  expect(after.subject).toBe(before.subject);
  expect(after.publicKey).not.toEqual(before.publicKey);
  expect(after.publicKey).toEqual(publicKeyOf(after.secret));
  expect(wallet.earlierSecrets('health')).toEqual([before.secret]);
  expect(wallet.sectors).toEqual(['health']);
});

test('what is kept comes back: name, keys, and those that are awaited, but no more once they are hers', async () => {
  const wallet = await Wallet.create(name, 12);
  wallet.noteHeld(taken(wallet.first('civil')));
  wallet.noteAwaited(wallet.first('health'));
  wallet.noteAwaited(wallet.first('health'));
  const again = await Wallet.read(wallet.content);
  expect([again.name, again.sectors, again.awaited]).toEqual([name, ['civil'], [wallet.first('health')]]);
  expect(await again.phrase()).toBe(await wallet.phrase());
  expect((await again.phrase()).split(' ')).toHaveLength(12);
  again.noteHeld(taken(again.first('health')));
  expect([again.sectors, again.awaited]).toEqual([['civil', 'health'], []]);
});

test('a key that came by a recovery acts for the pseudonym of another phrase', async () => {
  const [lost, found] = await Promise.all([Wallet.create(name), Wallet.create(name)]);
  const { subject } = lost.first('health');
  found.noteHeld(taken({ ...found.first('health'), subject }));
  const pseudonym = found.enrolled('health');
  expect(pseudonym.subject).toBe(subject);
  expect(pseudonym.publicKey).toEqual(found.keyOf(found.first('health')).publicKey);
  expect(found.next('health')).toEqual({ sector: 'health', subject, index: 1 });
});

test('a note that is none is refused, and what is forgotten is overwritten', async () => {
  const wallet = await Wallet.create(null);
  const { secret } = wallet.content;
  for (const text of ['', '{}', '{"name":null,"held":[],"awaited":[],"more":1}']) {
    const content = { secret: secret.slice(), note: new TextEncoder().encode(text) };
    await expect(Wallet.read(content)).rejects.toMatchObject({ code: 'keystore.malformed' });
  }
  wallet.forget();
  expect(secret).toEqual(new Uint8Array(32));
  expect(() => wallet.pseudonym('health')).toThrow(expect.objectContaining({ code: 'key.malformed' }));
});
