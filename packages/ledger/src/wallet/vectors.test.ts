import { pbkdf2Sync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { createBase58check } from '@scure/base';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { bytesToHex, formatId, hexToBytes } from '../codec/index.ts';
import { sha256 } from '../crypto/index.ts';
import { type HdKey, hardenedChild, masterKey } from './hd-key.ts';
import { entropyOf, phraseOf, seedOf } from './phrase.ts';
import { pathOf } from './sector-keys.ts';
import { Wallet } from './wallet.ts';

function readVectors<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../../../test/vectors/${name}`, import.meta.url), 'utf8')) as T;
}

interface BipVectors {
  readonly phrases: readonly {
    readonly entropy: string;
    readonly phrase: string;
    readonly passphrase: string;
    readonly seed: string;
  }[];
  readonly masters: readonly { readonly seed: string; readonly key: string }[];
  readonly hardened: readonly { readonly parent: string; readonly index: number; readonly child: string }[];
}

const { phrases, masters, hardened } = readVectors<BipVectors>('bip-0032-0039.json');

/** An extended private key of BIP-32 as text. */
function readExtended(text: string): HdKey {
  const bytes = createBase58check(sha256).decode(text);
  return { chainCode: bytes.slice(13, 45), secret: bytes.slice(46) };
}

/** The seed of a phrase, by the platform and the words of BIP-39. */
const stretched = (phrase: string, passphrase: string) =>
  pbkdf2Sync(phrase.normalize('NFKD'), `mnemonic${passphrase}`, 2_048, 64, 'sha512').toString('hex');

test('the word list is the one of BIP-39', () => {
  const text = new TextEncoder().encode(`${wordlist.join('\n')}\n`);
  expect(bytesToHex(sha256(text))).toBe('2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda');
});

describe('BIP-39', () => {
  test.each(phrases)('entropy $entropy', async ({ entropy, phrase, passphrase, seed }) => {
    expect(await phraseOf(hexToBytes(entropy))).toBe(phrase);
    expect(bytesToHex(await entropyOf(phrase))).toBe(entropy);
    // Published seeds have a passphrase, ours have none: the same function gives both.
    expect(stretched(phrase, passphrase)).toBe(seed);
    expect(bytesToHex(await seedOf(hexToBytes(entropy)))).toBe(stretched(phrase, ''));
  });
});

describe('BIP-32', () => {
  test.each(masters)('the root of the seed $seed', ({ seed, key }) => {
    expect(masterKey(hexToBytes(seed))).toEqual(readExtended(key));
  });

  test.each(hardened)('the hardened child $index', ({ parent, index, child }) => {
    expect(hardenedChild(readExtended(parent), index)).toEqual(readExtended(child));
  });
});

test('PROTOCOL wallet: the keys and pseudonyms of a phrase', async () => {
  const vectors = readVectors<readonly { readonly [name: string]: string | number }[]>('wallet.json');
  expect(vectors.length).toBeGreaterThan(0);
  for (const { phrase, sector, index, ...expected } of vectors) {
    const wallet = await Wallet.fromEntropy(await entropyOf(String(phrase)), null);
    const [name, number] = [String(sector), Number(index)];
    const { subject, secret, publicKey } = wallet.keyOf({ ...wallet.first(name), index: number });
    expect({
      path: `m/${pathOf(name, number)
        .map((level) => `${level}'`)
        .join('/')}`,
      secret: bytesToHex(secret),
      publicKey: bytesToHex(publicKey),
      subject: formatId('subject', subject),
    }).toEqual(expected);
  }
});
