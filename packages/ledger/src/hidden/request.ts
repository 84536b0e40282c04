/** The body of a hidden read, made from the order that a court has given. */
import { publicKeyOf, type RandomSource, randomBytes, type SecretKey } from '../crypto/index.ts';
import { proveReaderKey } from '../threshold/index.ts';
import { type BodyOf, type HiddenDisclosure, hiddenReaderDigest } from '../transaction/index.ts';
import { type CourtOrder, hiddenCommitment } from './court-order.ts';
import { hiddenContext, makeHiddenPackage } from './package.ts';

/** What the officer adds to the order. Signer and salt are those of the transaction. */
export interface HiddenRequest {
  readonly order: CourtOrder;
  /** The version of the record's content that is to be read. */
  readonly version: number;
  readonly networkKey: Uint8Array;
  readonly signer: Uint8Array;
  readonly salt: Uint8Array;
  /** Of a fresh reader key. */
  readonly readerSecret: SecretKey;
  readonly random?: RandomSource;
}

/** @returns the body, and what the officer tells the holders of shares to be given them. */
export function makeHiddenRequest({
  order,
  version,
  networkKey,
  signer,
  salt,
  readerSecret,
  random = randomBytes,
}: HiddenRequest): { readonly body: BodyOf<'access.read-hidden'>; readonly disclosure: HiddenDisclosure } {
  const { chain, details, seed, court, type, revealMs } = order;
  const commitment = hiddenCommitment(details, seed);
  const disclosure = { details, version, seed };
  const context = hiddenContext({ ...order, signer, salt, commitment });
  const body = {
    type,
    court,
    courtSignature: order.signature,
    package: makeHiddenPackage(networkKey, context, disclosure),
    revealMs,
    readerKey: publicKeyOf(readerSecret),
    readerProof: proveReaderKey(readerSecret, hiddenReaderDigest(chain, signer, salt, commitment), random),
  };
  return { body, disclosure };
}
