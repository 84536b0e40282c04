/**
 * The package of a hidden read: details under a key from a seed, and the seed sealed to the network. It is made from
 * its disclosure and nothing else, so that whoever is told the disclosure makes it again and compares byte for byte:
 * what is sealed is what will be revealed, and no holder has to take the officer's word for it (PROTOCOL hidden-read).
 *
 * All randomness comes from the seed, in the manner of Fujisaki and Okamoto (1999), hashed with the context and the
 * plaintext: no nonce serves two packages, though a court's order and its seed may be used for several.
 */
import { type AgencyId, decodeShape, encode, encodeShape, equalBytes, idToBytes, shape } from '../codec/index.ts';
import {
  decryptContent,
  encryptContent,
  HASH_SIZE_BYTES,
  type Hash,
  hash,
  type Point,
  type RandomSource,
} from '../crypto/index.ts';
import { AnnalsError } from '../errors/index.ts';
import { sealToNetwork } from '../threshold/index.ts';
import {
  HIDDEN_PLAINTEXT_BYTES,
  type HiddenDisclosure,
  type HiddenPackage,
  hiddenDetailsShape,
} from '../transaction/index.ts';
import { hiddenCommitment } from './court-order.ts';

/** Where a package belongs: the transaction that carries it, by all that is known before it is signed. */
export interface HiddenPlace {
  readonly chain: Uint8Array;
  readonly signer: Uint8Array;
  readonly salt: Uint8Array;
  readonly agency: AgencyId;
  readonly court: AgencyId;
  readonly type: string;
  readonly revealMs: number;
  readonly commitment: Hash;
}

/** The context that seal and ciphertext of a package are bound to; never that of a record's seal. */
export function hiddenContext(place: HiddenPlace): Hash {
  const { chain, signer, salt, agency, court, type, revealMs, commitment } = place;
  return hash(
    'annals/hidden-context/v1',
    chain,
    encode([signer, salt, idToBytes(agency), idToBytes(court), type, revealMs, commitment]),
  );
}

const contentsShape = shape.struct({ details: hiddenDetailsShape, version: shape.uint });
const LENGTH_BYTES = 2;

function plaintextOf({ details, version }: Omit<HiddenDisclosure, 'seed'>): Uint8Array {
  const contents = encodeShape(contentsShape, { details, version });
  const plaintext = new Uint8Array(HIDDEN_PLAINTEXT_BYTES);
  plaintext.set([contents.length >> 8, contents.length & 0xff]);
  plaintext.set(contents, LENGTH_BYTES);
  return plaintext;
}

/** A source whose bytes follow from what it is made from: SHA-256 of it and a counter. */
function deterministicSource(...from: readonly Uint8Array[]): RandomSource {
  const key = hash('annals/hidden-randomness/v1', ...from);
  let counter = 0;
  return (sizeBytes) => {
    const bytes = new Uint8Array(sizeBytes);
    for (let offset = 0; offset < sizeBytes; offset += HASH_SIZE_BYTES) {
      const block = hash('annals/hidden-random-block/v1', key, encode(counter++));
      bytes.set(block.subarray(0, sizeBytes - offset), offset);
    }
    return bytes;
  };
}

function detailsKey(seed: Uint8Array, context: Hash): Uint8Array {
  return hash('annals/hidden-details-key/v1', seed, context);
}

/** Makes the package of a disclosure, the same bytes each time. @throws AnnalsError `key.malformed` when the network key is no point. */
export function makeHiddenPackage(networkKey: Point, context: Hash, disclosure: HiddenDisclosure): HiddenPackage {
  const { details, seed } = disclosure;
  const plaintext = plaintextOf(disclosure);
  const random = deterministicSource(networkKey, context, seed, plaintext);
  return {
    commitment: hiddenCommitment(details, seed),
    ciphertext: encryptContent(detailsKey(seed, context), plaintext, context, random),
    seal: sealToNetwork(networkKey, seed, context, random),
  };
}

/** Whether a package hides exactly this disclosure. Never throws for a network key that is a point. */
export function isPackageOf(
  networkKey: Point,
  context: Hash,
  sealed: HiddenPackage,
  disclosure: HiddenDisclosure,
): boolean {
  const made = makeHiddenPackage(networkKey, context, disclosure);
  return (
    equalBytes(made.commitment, sealed.commitment) &&
    equalBytes(made.seal, sealed.seal) &&
    equalBytes(made.ciphertext, sealed.ciphertext)
  );
}

/**
 * Opens a package with the seed, which a threshold of validators, or whoever was told it, has.
 * @throws AnnalsError `hidden.malformed` when it hides nothing that can be read, or is not what would be made from it:
 * then nobody was given a share for it either.
 */
export function openHiddenPackage(
  networkKey: Point,
  context: Hash,
  sealed: HiddenPackage,
  seed: Uint8Array,
): HiddenDisclosure {
  let disclosure: HiddenDisclosure;
  try {
    const plaintext = decryptContent(detailsKey(seed, context), sealed.ciphertext, context);
    const length = ((plaintext[0] as number) << 8) | (plaintext[1] as number);
    const contents = plaintext.subarray(LENGTH_BYTES, LENGTH_BYTES + length);
    disclosure = { ...decodeShape(contentsShape, contents, HIDDEN_PLAINTEXT_BYTES), seed };
  } catch (cause) {
    if (!(cause instanceof AnnalsError)) throw cause;
    throw new AnnalsError('hidden.malformed', `the package hides nothing that can be read: ${cause.message}`, {
      cause,
    });
  }
  if (!isPackageOf(networkKey, context, sealed, disclosure)) {
    throw new AnnalsError('hidden.malformed', 'the package is not what its own contents make');
  }
  return disclosure;
}
