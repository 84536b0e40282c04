/**
 * The transaction: canonical CBOR of `[payload bytes, signature]`. The signature covers the exact payload bytes, and
 * the id covers the whole, so that a committed id stands for one byte string only (PROTOCOL transaction).
 */
import {
  type AgencyId,
  decodeShape,
  encode,
  encodeShape,
  idFromBytes,
  type Shape,
  shape,
  type TransactionId,
} from '../codec/index.ts';
import { type Hash, hash, publicKeyOf, sign, verifySignature } from '../crypto/index.ts';
import { AnnalsError } from '../errors/index.ts';
import { hashShape, publicKeyShape, signatureShape } from './keys.ts';
import { type BodyOf, isTransactionKind, PAYLOADS, type TransactionKind } from './payloads/index.ts';

/** Identifies a chain: the hash of its genesis document. */
export type ChainId = Uint8Array;

/** A whole transaction with its envelope; sealed content travels apart, content in clear counts. */
export const MAX_TRANSACTION_BYTES = 16_384;
export const SALT_SIZE_BYTES = 16;
/** None is shorter: it has a signature, the id of its chain, the key of its signer and a salt. */
export const MIN_TRANSACTION_BYTES = 64 + 32 + 33 + SALT_SIZE_BYTES;

interface PayloadFields<K extends TransactionKind> {
  readonly chain: ChainId;
  readonly kind: K;
  readonly body: BodyOf<K>;
  /** The key that signs: an agency's, an officer's, a person's or a validator's. */
  readonly signer: Uint8Array;
  /** The agency that the signer acts for; null for persons and validators. */
  readonly agency: AgencyId | null;
  /** The last height at which it may be committed. */
  readonly lastValid: number;
  /** Random, so that equal intentions differ; new objects take their id from it. */
  readonly salt: Uint8Array;
}

/** What the signer signs, for one kind or for one of several. */
export type PayloadOf<K extends TransactionKind> = { [X in K]: PayloadFields<X> }[K];
export type Payload = PayloadOf<TransactionKind>;

export interface Transaction<K extends TransactionKind = TransactionKind> {
  readonly id: TransactionId;
  /** The exact bytes, as received. */
  readonly bytes: Uint8Array;
  readonly payload: PayloadOf<K>;
  /** What the signature signs. */
  readonly digest: Hash;
  readonly signature: Uint8Array;
}

// biome-ignore lint/suspicious/noExplicitAny: one table holds the shapes of all kinds; payloadShape picks by kind
const shapes = new Map<string, Shape<any>>(
  Object.entries(PAYLOADS).map(([kind, body]) => [
    kind,
    shape.struct({
      chain: hashShape,
      kind: shape.oneOf(kind),
      body: body as Shape<unknown>,
      signer: publicKeyShape,
      agency: shape.nullable(shape.id('agency')),
      lastValid: shape.uint,
      salt: shape.bytes(SALT_SIZE_BYTES),
    }),
  ]),
);

function shapeOfKind(kind: unknown): Shape<Payload> {
  const found = typeof kind === 'string' && isTransactionKind(kind) ? shapes.get(kind) : undefined;
  if (!found) {
    const met = typeof kind === 'string' ? kind.slice(0, 48) : 'missing';
    throw new AnnalsError('tx.unknown-kind', `kind: expected one of ${[...shapes.keys()].join(', ')}, met ${met}`);
  }
  return found;
}

function shapeFor(value: unknown): Shape<Payload> {
  return shapeOfKind((value as { readonly kind?: unknown } | null | undefined)?.kind);
}

const KIND_KEY = encode('kind');
/** Longer than the name of any kind. */
const MAX_KIND_BYTES = 64;

/** The payload of any kind. @throws AnnalsError `tx.unknown-kind`, or `codec.shape` with the path of the field. */
export const payloadShape: Shape<Payload> = {
  fromCbor: (reader) => shapeOfKind(reader.peekField(KIND_KEY, MAX_KIND_BYTES)).fromCbor(reader),
  toCbor: (payload) => shapeFor(payload).toCbor(payload),
  fromJson: (value) => shapeFor(value).fromJson(value),
  toJson: (payload) => shapeFor(payload).toJson(payload),
  jsonSchema: { oneOf: [...shapes.values()].map((each) => each.jsonSchema) },
  bounds: shape.mostOf([...shapes.values()].map(({ bounds }) => bounds)),
};

const envelopeShape = shape.tuple(shape.bytes({ min: 0, max: MAX_TRANSACTION_BYTES }), signatureShape);

/** The digest that a signer of these payload bytes signs. */
export function payloadDigest(payloadBytes: Uint8Array): Hash {
  return hash('annals/tx/v1', payloadBytes);
}

/** The id of these transaction bytes. */
export function transactionIdOf(bytes: Uint8Array): TransactionId {
  return idFromBytes('transaction', hash('annals/tx-id/v1', bytes));
}

/**
 * Reads a transaction strictly. The signature is not verified: see {@link verifyTransactionSignature}.
 * @throws AnnalsError `codec.too-large`, `codec.malformed`, `codec.shape`, `codec.identifier` or `tx.unknown-kind`.
 */
export function decodeTransaction(bytes: Uint8Array): Transaction {
  const [payloadBytes, signature] = decodeShape(envelopeShape, bytes, MAX_TRANSACTION_BYTES);
  const payload = decodeShape(payloadShape, payloadBytes, MAX_TRANSACTION_BYTES);
  return { id: transactionIdOf(bytes), bytes, payload, digest: payloadDigest(payloadBytes), signature };
}

/** What it takes to build a transaction. */
export type TransactionIntent<K extends TransactionKind = TransactionKind> = Omit<PayloadFields<K>, 'signer'> & {
  readonly signerSecret: Uint8Array;
};

/**
 * Builds and signs a transaction.
 * @throws AnnalsError `codec.shape` when a field is out of bounds, `codec.too-large` when the whole is.
 */
export function buildTransaction<K extends TransactionKind>(intent: TransactionIntent<K>): Transaction<K> {
  const { signerSecret, ...fields } = intent;
  const payloadBytes = encodeShape(payloadShape, {
    ...fields,
    signer: publicKeyOf(signerSecret),
  } as unknown as Payload);
  return assembleTransaction(
    payloadBytes,
    sign(payloadDigest(payloadBytes), signerSecret),
  ) as unknown as Transaction<K>;
}

/** Joins payload bytes with a signature made elsewhere, such as by a remote signer. */
export function assembleTransaction(payloadBytes: Uint8Array, signature: Uint8Array): Transaction {
  return decodeTransaction(encodeShape(envelopeShape, [payloadBytes, signature]));
}

/** Whether the signature is the signer's over this payload. */
export function verifyTransactionSignature(transaction: Transaction): boolean {
  return verifySignature(transaction.digest, transaction.signature, transaction.payload.signer);
}
