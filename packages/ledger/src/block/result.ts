/**
 * The result of a transaction: `ok`, or the code for which the ledger refused it. Results are part of what validators
 * agree on, so they hold codes and numbers only: a sentence that is reworded must not fork the chain (LAW 7).
 */
import { decodeShape, encodeShape, type Infer, type Shape, shape } from '../codec/index.ts';
import type { ErrorCode } from '../errors/index.ts';

export type ResultCode = 'ok' | ErrorCode;

/** More codes may come with a later release; a reader takes any that is well-formed. */
export const resultCodeShape = shape.text(48, {
  pattern: /^[a-z-]+(\.[a-z-]+)?$/,
}) as Shape<string> as unknown as Shape<ResultCode>;

/** The most items that a transaction can report on one by one. */
export const MAX_RESULT_ITEMS = 32;

/** Twice the longest result: 75 bytes for each item. */
export const MAX_RESULT_BYTES = 4_096;

export const transactionResultShape = shape.struct({
  code: resultCodeShape,
  /** For transactions of several items, such as `access.read`: each item's outcome, in their order; else empty. */
  items: shape.list(
    shape.struct({
      code: resultCodeShape,
      /** Where the entry stands in its subject's access log; null when none was written. */
      logIndex: shape.nullable(shape.uint),
    }),
    MAX_RESULT_ITEMS,
  ),
});

export type TransactionResult = Infer<typeof transactionResultShape>;
export type ResultItem = TransactionResult['items'][number];

/** The bytes that are an entry of the results log of a block. */
export function encodeResult(result: TransactionResult): Uint8Array {
  return encodeShape(transactionResultShape, result);
}

/** @throws AnnalsError `codec.too-large`, `codec.malformed`, `codec.shape`. */
export function decodeResult(bytes: Uint8Array): TransactionResult {
  return decodeShape(transactionResultShape, bytes, MAX_RESULT_BYTES);
}
