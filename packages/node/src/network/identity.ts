/** Peer identity: a member's name on the network follows from its secp256k1 network key, as libp2p derives it. */

import { AnnalsError } from '@annals/ledger/errors';
import { privateKeyFromRaw, publicKeyFromRaw } from '@libp2p/crypto/keys';
import type { PrivateKey } from '@libp2p/interface';
import { peerIdFromPrivateKey, peerIdFromPublicKey } from '@libp2p/peer-id';
import type { PeerName } from './network.ts';

const SECRET_BYTES = 32;
const PUBLIC_BYTES = 33;

/**
 * libp2p's form of a 32-byte secret.
 *
 * @throws {AnnalsError} config.invalid if it is no secp256k1 secret.
 */
export function networkKeyOf(secret: Uint8Array): PrivateKey {
  // The library tells key types apart by their length, so that another length would quietly be another kind of key.
  if (secret.length !== SECRET_BYTES) {
    throw new AnnalsError('config.invalid', `A network key has ${SECRET_BYTES} bytes, not ${secret.length}.`);
  }
  try {
    return privateKeyFromRaw(secret);
  } catch (cause) {
    throw new AnnalsError('config.invalid', 'The network key is not a secp256k1 secret.', { cause });
  }
}

/** The name of the holder of a 32-byte secret. */
export function peerIdOf(secret: Uint8Array): PeerName {
  return peerIdFromPrivateKey(networkKeyOf(secret)).toString();
}

/**
 * The name of the holder of a compressed public key.
 *
 * @throws {AnnalsError} config.invalid if it is no such key.
 */
export function peerIdOfPublicKey(key: Uint8Array): PeerName {
  if (key.length !== PUBLIC_BYTES) {
    throw new AnnalsError('config.invalid', `A public network key has ${PUBLIC_BYTES} bytes, not ${key.length}.`);
  }
  try {
    return peerIdFromPublicKey(publicKeyFromRaw(key)).toString();
  } catch (cause) {
    throw new AnnalsError('config.invalid', 'The public network key is not a point of secp256k1.', { cause });
  }
}
