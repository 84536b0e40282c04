/**
 * A validator's part in opening a seal, for one granted request and one reader: the seal's point times the key share,
 * encrypted to the reader's key by ElGamal, with a proof of both that anybody can check against the validator's
 * verification key. The share's point is never blinded with the reader's key itself, as in CALYPSO: a key chosen as
 * the difference of two seals, or one key for two seals, would make such shares open what was not asked for.
 */
import { encode, type Infer, idToBytes, shape, type TransactionId } from '../codec/index.ts';
import {
  generateSecretKey,
  groupBackend,
  type Hash,
  hash,
  type Point,
  type RandomSource,
  randomBytes,
} from '../crypto/index.ts';
import { AnnalsError } from '../errors/index.ts';
import { type LinearStatement, linearProofSize, proveLinear, verifyLinear } from './linear-proof.ts';
import { type KeyShare, type NetworkKey, participantIndexShape, pointShape } from './network-key.ts';
import { sealPoint, verifyNetworkSeal } from './network-seal.ts';

export const openingShareShape = shape.struct({
  /** The validator's index in the epoch of the request. */
  index: participantIndexShape,
  /** The generator times the nonce of the encryption. */
  ephemeral: pointShape,
  /** The seal's point times the key share, plus the reader's key times the nonce. */
  encrypted: pointShape,
  proof: shape.bytes(linearProofSize(2)),
});
export type OpeningShare = Infer<typeof openingShareShape>;

/** The committed request that a share answers, and nothing else. */
export interface OpeningRequest {
  readonly chain: Uint8Array;
  /** The epoch of the key shares that answer. */
  readonly epoch: number;
  /** The access transaction. */
  readonly transaction: TransactionId;
  /** The place of the item in it, from 0 on, and the section. */
  readonly item: number;
  readonly section: string;
  readonly readerKey: Point;
}

/** A seal with the context that it must be bound to. */
export interface PlacedSeal {
  readonly seal: Uint8Array;
  readonly context: Hash;
}

function statementOf(
  request: OpeningRequest,
  point: Point,
  verificationKey: Point,
  { index, ephemeral, encrypted }: Omit<OpeningShare, 'proof'>,
): LinearStatement {
  const { chain, epoch, transaction, item, section, readerKey } = request;
  return {
    domain: 'annals/opening-share/v1',
    context: hash('annals/opening-request/v1', chain, encode([epoch, idToBytes(transaction), item, section, index])),
    secretCount: 2,
    equations: [
      { image: verificationKey, terms: [{ secret: 0 }] },
      { image: ephemeral, terms: [{ secret: 1 }] },
      {
        image: encrypted,
        terms: [
          { secret: 0, base: point },
          { secret: 1, base: readerKey },
        ],
      },
    ],
  };
}

/**
 * Makes a share for a request. The caller has seen the request committed and granted; that the seal is one of its
 * place is checked here, because a share for a seal made from another would open that other.
 * @throws AnnalsError `threshold.seal` when the seal is not proven in its context, `threshold.epoch` when the key share
 * is not of the key's and the request's epoch, `key.malformed` when the reader key is no point.
 */
export function makeOpeningShare(
  key: NetworkKey,
  keyShare: KeyShare,
  request: OpeningRequest,
  { seal, context }: PlacedSeal,
  random: RandomSource = randomBytes,
): OpeningShare {
  const verificationKey = key.verificationKeys[keyShare.index - 1];
  if (keyShare.epoch !== request.epoch || key.epoch !== request.epoch || !verificationKey) {
    throw new AnnalsError('threshold.epoch', `a share of epoch ${keyShare.epoch} for a request of ${request.epoch}`);
  }
  if (!verifyNetworkSeal(key.publicKey, seal, context)) {
    throw new AnnalsError('threshold.seal', 'the seal is not proven for this network and context');
  }
  const group = groupBackend();
  const point = sealPoint(seal);
  const secrets = [keyShare.secret, generateSecretKey(random)] as const;
  const encrypted = group.add([group.multiply(point, secrets[0]), group.multiply(request.readerKey, secrets[1])]);
  // Infinity means that the nonce is the logarithm of the share to the reader's key: nobody draws that by chance.
  if (!encrypted) throw new AnnalsError('key.random', 'the random source gave no nonce for a share');
  const share = { index: keyShare.index, ephemeral: group.multiplyBase(secrets[1]), encrypted };
  const statement = statementOf(request, point, verificationKey, share);
  return { ...share, proof: proveLinear(statement, secrets, random) };
}

/**
 * Whether a share is what the validator of its index had to give for this request and seal: its own share, encrypted
 * to this reader. Never throws, whatever the bytes of the share.
 */
export function verifyOpeningShare(
  key: NetworkKey,
  request: OpeningRequest,
  seal: Uint8Array,
  share: OpeningShare,
): boolean {
  const verificationKey = key.verificationKeys[share.index - 1];
  if (!verificationKey || key.epoch !== request.epoch) return false;
  return verifyLinear(statementOf(request, sealPoint(seal), verificationKey, share), share.proof);
}
