/**
 * An operation carries out one kind of transaction on the state. It is pure and synchronous: it reads and writes the
 * view it is given, knows height and time from the block, and refuses by {@link refuse} (LAW 7, LAW 9).
 */

import type { Parameters, ResultCode, ResultItem } from '../block/index.ts';
import { AnnalsError, type ErrorCode } from '../errors/index.ts';
import type { BodyOf, ChainId, PayloadOf, Transaction, TransactionKind } from '../transaction/index.ts';
import type { Actor, ActorOf, ActorType } from './actor.ts';
import type { StateView } from './state-view.ts';
import type { AgreedTime } from './time/index.ts';

export type { LogName, StateView } from './state-view.ts';

/** What an operation knows besides its body. */
export interface OperationContext {
  readonly chain: ChainId;
  /** The height and time of the block that is being executed. */
  readonly height: number;
  readonly timeMs: number;
  /** By what a deadline is over; never by `timeMs`, which one proposer sets (PROTOCOL deadlines). */
  readonly time: AgreedTime;
  readonly parameters: Parameters;
  readonly state: StateView;
  readonly transaction: Transaction;
}

/**
 * What an operation returns when it is not simply `ok`. Its writes are kept whatever the code, so only an operation
 * that must leave a trace of a refusal (`access.read`) returns a code other than `ok`; the others refuse.
 */
export interface Outcome {
  readonly code: ResultCode;
  readonly items: readonly ResultItem[];
}

/** One kind of transaction: who may sign it, and what it does. */
export interface Operation {
  readonly kind: TransactionKind;
  readonly signers: readonly ActorType[];
  readonly execute: (
    context: OperationContext,
    body: PayloadOf<TransactionKind>['body'],
    actor: Actor,
  ) => Outcome | undefined;
}

/**
 * Declares an operation.
 * @param signers who may sign: the framework resolves the signer and refuses others before `execute` is called. With
 * `subject`, the body must name its `subject`, and the signer must hold that subject's present key.
 * @param execute reads and checks everything first, then writes. What it throws by {@link refuse} undoes all its writes.
 */
export function operation<K extends TransactionKind, const A extends ActorType>(
  kind: K,
  signers: readonly A[],
  execute: (context: OperationContext, body: BodyOf<K>, actor: ActorOf<A>) => Outcome | undefined,
): Operation {
  return { kind, signers, execute: execute as unknown as Operation['execute'] };
}

/** Why a transaction is refused. Its code becomes the result; its message reaches only the one who sends it. */
export class Refusal extends AnnalsError {
  override readonly name = 'Refusal';
}

/** Refuses the transaction: its result is the code, and the state is as if it had not been. */
export function refuse(code: ErrorCode, message: string): never {
  throw new Refusal(code, message);
}
