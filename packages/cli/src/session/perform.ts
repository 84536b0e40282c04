/** Performs one transaction for a command: signs, submits, waits, and words the answer. */
import { formatId, type JsonValue } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import type { Proven, Receipt } from '@annals/ledger/light';
import type { BodyOf, TransactionKind } from '@annals/ledger/transaction';
import type { Answer } from '../output/answer.ts';
import { fields, paragraphs } from '../output/table.ts';
import { contradictedJson } from './contradicted.ts';
import { saveReceipt } from './receipt.ts';
import type { Session } from './session.ts';
import type { Signer } from './signer.ts';
import { buildSigned, type Committed, type CommittedAlone, newSalt, submitOne } from './submit.ts';

/** Options of every command that submits. */
export interface SubmitOptions {
  readonly receipt?: string;
}

/** How it is told what was done. */
export interface Told {
  /** A sentence that says what happened. */
  readonly done: string;
  /** What to show besides the transaction. */
  readonly shown?: readonly (readonly [name: string, value: string | null])[];
  /** The same for programs. */
  readonly json?: { readonly [name: string]: JsonValue };
  /** A command to go on with. */
  readonly next?: string;
}

/** What is done, and how it is told. */
export interface Performance<K extends TransactionKind> extends Told {
  readonly signer: Pick<Signer, 'secret' | 'agency'>;
  readonly kind: K;
  readonly body: BodyOf<K>;
  readonly salt?: Uint8Array;
  readonly sidecar?: Uint8Array | null;
  /** What is to be done once it is committed, before anything is told. */
  readonly onCommitted?: (receipt: Proven<Receipt>) => Promise<void>;
  /** How it is told where that is for the ledger to say: resolves what it holds since. */
  readonly outcome?: () => Promise<Told>;
}

/** @throws AnnalsError with the code for which it is refused. */
export async function perform<K extends TransactionKind>(
  session: Session,
  options: SubmitOptions,
  what: Performance<K>,
): Promise<Answer> {
  const height = await session.height();
  const transaction = buildSigned(session, height, what.signer, what.kind, what.body, what.salt ?? newSalt());
  const committed = await submitOne(session, { transaction, sidecar: what.sidecar ?? null });
  await what.onCommitted?.(committed.receipt);
  const saved = saveReceipt(session, committed.receipt, options.receipt);
  await session.reached(committed.height);
  const { done, shown = [], json, next } = what.outcome ? await outcomeOf(what, what.outcome) : what;
  return {
    text: paragraphs(
      done,
      fields([...shown, ...committedFields(committed), ['receipt', saved]]),
      next === undefined ? undefined : `Next: ${next}`,
    ),
    json: { ...json, ...committedJson(committed), receipt: saved },
  };
}

/** It is committed whether or not a node proves what became of it: then that is said, and nothing that may be untrue. */
async function outcomeOf({ done }: Told, outcome: () => Promise<Told>): Promise<Told> {
  try {
    return await outcome();
  } catch (error) {
    if (!(error instanceof AnnalsError)) throw error;
    return { done: `${done} No node proves what the ledger made of it: ${error.message} (${error.code}).` };
  }
}

/** Where a transaction was committed, for people. */
export function committedFields({
  id,
  height,
  result,
}: Pick<Committed, 'id' | 'height' | 'result'>): readonly (readonly [string, string])[] {
  return [
    ['transaction', formatId('transaction', id)],
    ['block', String(height)],
    ['result', result.code],
  ];
}

/** The same for programs. */
export function committedJson({
  id,
  height,
  result,
  contradicted,
}: Pick<CommittedAlone, 'id' | 'height' | 'result' | 'contradicted'>): { readonly [name: string]: JsonValue } {
  return {
    transaction: formatId('transaction', id),
    height,
    result: result.code,
    contradicted: contradictedJson(contradicted),
  };
}
