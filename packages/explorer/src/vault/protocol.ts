/** What the page asks of its workers and hears from them. Secrets go in once and never come out. */
import type { AccessEntry, Entitlement, Payment, Programme, Record as RecordValue } from '@annals/ledger/block';
import type { IdentifierKind, IdOf, JsonValue, RecordId, SubjectId } from '@annals/ledger/codec';
import type { ProvenLog, Trusted } from '@annals/ledger/light';
import type { LocalizedText } from '@annals/ledger/transaction';
import type { CheckedDocument } from '../check/check-document.ts';

export interface Orders {
  /** Opens a wallet; the keys stay in the worker. */
  unlock: {
    readonly asks: { readonly keystore: string; readonly password: string };
    readonly gives: Identity;
  };
  records: { readonly asks: { readonly sector: string }; readonly gives: readonly OwnRecord[] };
  open: {
    readonly asks: { readonly sector: string; readonly record: RecordId };
    readonly gives: { readonly [section: string]: JsonValue };
  };
  trail: { readonly asks: { readonly sector: string }; readonly gives: Trail };
  payments: { readonly asks: { readonly sector: string }; readonly gives: OwnPayments };
  check: { readonly asks: { readonly text: string }; readonly gives: CheckedDocument };
}
export type OrderName = keyof Orders;

/** What comes with every order: whom to ask, and what is trusted. */
export interface Setting {
  readonly nodes: readonly string[];
  readonly trusted: Trusted;
}

export interface Identity {
  readonly name: LocalizedText;
  readonly sectors: readonly { readonly sector: string; readonly subject: SubjectId }[];
}

/** A record of hers whose state has been verified. */
export interface OwnRecord {
  readonly id: RecordId;
  readonly value: RecordValue;
}

interface Identified<K extends IdentifierKind, T> {
  readonly id: IdOf<K>;
  readonly value: T;
}

/** What she is granted and paid, with the programmes that pay it, as a node tells it. */
export interface OwnPayments {
  readonly entitlements: readonly Identified<'entitlement', Entitlement>[];
  readonly payments: readonly Identified<'payment', Payment>[];
  readonly programmes: readonly Identified<'programme', Programme>[];
}

/** An access log that has been verified as complete up to a block. */
export interface Trail {
  readonly subject: SubjectId;
  readonly entries: readonly AccessEntry[];
  readonly height: number;
  readonly timeMs: number;
  /** The proof behind it, for a file that verifies offline. */
  readonly proven: ProvenLog;
  readonly trusted: Trusted;
}

export type ToWorker = {
  [K in OrderName]: {
    readonly id: number;
    readonly order: K;
    readonly asks: Orders[K]['asks'];
    readonly setting: Setting;
  };
}[OrderName];

export type FromWorker =
  | { readonly id: number; readonly type: 'done'; readonly gives: unknown }
  | { readonly id: number; readonly type: 'progress'; readonly count: number }
  | { readonly id: number; readonly type: 'failed'; readonly code: string; readonly reason: string };
