/** An entry of a record's history: one change, who made it, and what the record was after it. A leaf of its log. */
import { decodeShape, encodeShape, type Infer, shape } from '../../codec/index.ts';
import { hash } from '../../crypto/index.ts';
import { basisShape, hashShape, type RecordContent, sealedContentShape } from '../../transaction/index.ts';

export const historyEntryShape = shape.struct({
  change: shape.oneOf('issued', 'amended', 'transitioned', 'transferred', 'held', 'released', 'erased'),
  /** Of a transition: its action and the reason given. */
  action: shape.nullable(shape.slug),
  reason: shape.nullable(shape.slug),
  /** Of a hold and of an erasure: its legal basis. */
  basis: shape.nullable(basisShape),
  /** The version, state and holder after the change. */
  version: shape.uint,
  typeVersion: shape.uint,
  state: shape.slug,
  subject: shape.id('subject'),
  /** The content that the change brought; null when it brought none. */
  content: shape.nullable(
    shape.union('type', {
      sealed: sealedContentShape,
      public: shape.struct({ hash: hashShape }),
    }),
  ),
  agency: shape.id('agency'),
  /** Null when the agency signed itself. */
  officer: shape.nullable(shape.id('officer')),
  timeMs: shape.time,
  height: shape.uint,
  transaction: shape.id('transaction'),
});

export type HistoryEntry = Infer<typeof historyEntryShape>;

/** Several times the longest entry; a bound for what a node returns. */
export const MAX_HISTORY_ENTRY_BYTES = 2_048;

/** The bytes that are the leaf. */
export function encodeHistoryEntry(entry: HistoryEntry): Uint8Array {
  return encodeShape(historyEntryShape, entry);
}

/** @throws AnnalsError `codec.too-large`, `codec.malformed`, `codec.shape`. */
export function decodeHistoryEntry(bytes: Uint8Array): HistoryEntry {
  return decodeShape(historyEntryShape, bytes, MAX_HISTORY_ENTRY_BYTES);
}

/** How a history entry names content: sealed content as its transaction did, content in clear by its hash. */
export function contentReference(content: RecordContent): NonNullable<HistoryEntry['content']> {
  if (content.type === 'sealed') return content;
  return { type: 'public', hash: hash('annals/public-content/v1', new TextEncoder().encode(content.text)) };
}
