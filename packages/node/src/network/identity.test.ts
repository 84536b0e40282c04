import { bytesToHex, hexToBytes } from '@annals/ledger/codec';
import { publicKeyOf } from '@annals/ledger/crypto';
import { describe, expect, test } from '@jest/globals';
import { networkKeyOf, peerIdOf, peerIdOfPublicKey } from './identity.ts';

function base58(hex: string): string {
  const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
  let text = '';
  for (let rest = BigInt(`0x${hex}`); rest > 0n; rest /= 58n) text = alphabet[Number(rest % 58n)] + text;
  // Each leading zero byte is a one.
  return '1'.repeat((/^(00)*/.exec(hex)?.[0].length ?? 0) / 2) + text;
}

describe('peer identity', () => {
  test('is the same from the secret and from the public key', () => {
    for (const fill of [1, 2, 77, 255]) {
      const secret = new Uint8Array(32).fill(fill);
      if (fill === 255) expect(() => peerIdOf(secret)).toThrow('not a secp256k1 secret');
      else expect(peerIdOf(secret)).toBe(peerIdOfPublicKey(publicKeyOf(secret)));
    }
  });

  test('is the base58 of the identity hash of the key in protobuf, as the libp2p specification says', () => {
    // The public key of the specification's own secp256k1 test vector.
    const key = hexToBytes('037777e994e452c21604f91de093ce415f5432f701dd8cd1a7a6fea0e630bfca99');
    expect(peerIdOfPublicKey(key)).toBe(base58(`002508021221${bytesToHex(key)}`));
  });

  test.each([
    ['an Ed25519 seed and key', 64],
    ['an Ed25519 seed, key and key', 96],
    ['nothing', 0],
    ['a byte too few', 31],
  ])('is not made from %s', (_, length) => {
    expect(() => networkKeyOf(new Uint8Array(length).fill(1))).toThrow('A network key has 32 bytes');
  });

  test('is not made from what is no public key', () => {
    expect(() => peerIdOfPublicKey(new Uint8Array(32).fill(1))).toThrow('A public network key has 33 bytes');
    expect(() => peerIdOfPublicKey(new Uint8Array(33).fill(5))).toThrow('not a point of secp256k1');
    expect(() => networkKeyOf(new Uint8Array(32))).toThrow('not a secp256k1 secret');
  });
});
