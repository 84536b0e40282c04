/**
 * Reads the body of a request by the shape of its route: what comes out is its canonical encoding, which the voting
 * thread takes over by its shape alone. Transactions of a submission are opened here as well, so that those that do not
 * read, and sealed content that does not, get their verdict without costing that thread anything.
 */

import type { TransactionId } from '@annals/ledger/codec';
import { decodeShape, encodeShape, parseJson, type Shape } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { type AnyRoute, type RouteName, routes } from '@annals/ledger/rest';
import { decodeSidecar } from '@annals/ledger/sidecar';
import { decodeTransaction } from '@annals/ledger/transaction';
import type { Fault } from '../mempool/index.ts';
import { type BodyFormat, maxBodyBytes } from './limits.ts';

/** What is wrong with the transaction at a place of a submission. */
export interface FaultAt extends Fault {
  readonly index: number;
}

export interface CanonicalBody {
  readonly bytes: Uint8Array;
  readonly faults: readonly FaultAt[];
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The shape of a route's body. */
export function bodyShapeOf(route: RouteName): Shape<unknown> {
  const { body }: AnyRoute = routes[route];
  if (body) return body;
  throw new AnnalsError('codec.shape', 'this route takes no body');
}

/** The value of a body. @throws AnnalsError `codec.*`. */
export function readBody(route: RouteName, format: BodyFormat, bytes: Uint8Array): unknown {
  const shape = bodyShapeOf(route);
  const maxBytes = maxBodyBytes(shape, format);
  if (format === 'cbor') return decodeShape(shape, bytes, maxBytes);
  if (bytes.length > maxBytes) {
    throw new AnnalsError('codec.too-large', `${bytes.length} bytes where at most ${maxBytes} are allowed`);
  }
  return shape.fromJson(parseJson(textOf(bytes), shape.bounds));
}

/** A body as its canonical bytes, which are those that came in where they are CBOR. @throws AnnalsError `codec.*`. */
export function canonicalBody(route: RouteName, format: BodyFormat, bytes: Uint8Array): CanonicalBody {
  const value = readBody(route, format, bytes);
  return {
    bytes: format === 'cbor' ? bytes : encodeShape(bodyShapeOf(route), value),
    faults: route === 'submit' ? faultsOf(value as Submitted) : [],
  };
}

interface Submitted {
  readonly transactions: readonly { readonly transaction: Uint8Array; readonly sidecar: Uint8Array | null }[];
}

function faultsOf({ transactions }: Submitted): FaultAt[] {
  return transactions.flatMap(({ transaction, sidecar }, index) => {
    let id: TransactionId | null = null;
    try {
      id = decodeTransaction(transaction).id;
      if (sidecar) decodeSidecar(sidecar);
      return [];
    } catch (error) {
      if (!(error instanceof AnnalsError)) throw error;
      return [{ index, id, code: error.code, detail: error.message }];
    }
  });
}

function textOf(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new AnnalsError('codec.malformed', 'this is not UTF-8');
  }
}
