/** What the page asks of its workers and hears from them. Secrets go in once and never come out. */
import type { RecordId, SubjectId } from '@annals/ledger/codec';
import type { Notice } from '@annals/ledger/rest';
import type { LocalizedText } from '@annals/ledger/transaction';
import type { JudgedDocument } from '../check/check-standing.ts';
import type { Setting } from '../connection/setting.ts';
import type { Closed } from '../mine/closed.ts';
import type { OwnPayments } from '../mine/own-payments.ts';
import type { OpenedRecord, OwnRecord } from '../mine/own-records.ts';
import type { Acting, Standing } from '../mine/standing.ts';
import type { VerifiedTrail } from '../trail/trail-store.ts';
import type { TrailFilter, TrailWindow } from '../trail/trail-window.ts';

/** Whose data: her own of a sector, or those of somebody in it whom she represents. */
export interface Whose {
  readonly sector: string;
  readonly subject: SubjectId;
}

/** What opens a wallet: its file with the password, or its words. */
export type Credentials =
  | { readonly by: 'file'; readonly keystore: string; readonly password: string }
  | { readonly by: 'words'; readonly words: string };

export interface Orders {
  /** Opens a wallet; the keys stay in the worker. */
  unlock: { readonly asks: Credentials; readonly gives: Identity };
  /** Overwrites the keys, before the worker is ended. */
  forget: { readonly asks: object; readonly gives: undefined };
  records: { readonly asks: { readonly whose: Whose }; readonly gives: readonly OwnRecord[] };
  open: {
    readonly asks: { readonly whose: Whose; readonly record: RecordId };
    readonly gives: OpenedRecord;
  };
  /** The proof that a section of hers does not open, as a file that anybody can verify. */
  wrongFile: {
    readonly asks: { readonly whose: Whose; readonly record: RecordId; readonly section: string };
    readonly gives: string;
  };
  /** Verifies an access log: what is new of it, or the whole of it again. */
  trail: { readonly asks: { readonly whose: Whose; readonly whole: boolean }; readonly gives: VerifiedTrail };
  /** The entries of verified access logs that pass a filter, some at a time. */
  entries: {
    readonly asks: {
      readonly of: readonly Whose[];
      readonly filter: TrailFilter;
      readonly offset: number;
      readonly limit: number;
    };
    readonly gives: TrailWindow;
  };
  /** Verified access logs as a file that anybody can verify. */
  trailFile: { readonly asks: { readonly of: readonly Whose[] }; readonly gives: Blob };
  payments: { readonly asks: { readonly whose: Whose }; readonly gives: OwnPayments };
  notices: { readonly asks: { readonly whose: Whose }; readonly gives: readonly Notice[] };
  standing: { readonly asks: { readonly whose: Whose }; readonly gives: Standing };
  /** Whether she is recorded as dead: her own sectors alone. */
  closed: { readonly asks: { readonly whose: Whose }; readonly gives: Closed | null };
  acting: { readonly asks: { readonly whose: Whose }; readonly gives: readonly Acting[] };
  /** A file, or the text of a code. */
  check: { readonly asks: { readonly document: Blob | string }; readonly gives: JudgedDocument };
}
export type OrderName = keyof Orders;

export interface Identity {
  /** Null where only the words are known: her name is in her wallet's file alone. */
  readonly name: LocalizedText | null;
  readonly sectors: readonly Whose[];
  /** Sectors in which another key has taken the place of the one that the words give. */
  readonly replaced: readonly string[];
  /** Nodes whose answer about her pseudonyms does not hold. */
  readonly liars: readonly string[];
  /** Nodes that were asked for her pseudonyms and did not answer in time. */
  readonly unheard: readonly string[];
}

/** A word of a phrase that is not in the list, and those of the list that could be meant. */
export interface UnknownWord {
  readonly word: string;
  readonly place: number;
  readonly near: readonly string[];
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
  | {
      readonly id: number;
      readonly type: 'failed';
      readonly code: string;
      readonly reason: string;
      readonly unknownWord: UnknownWord | null;
    };
