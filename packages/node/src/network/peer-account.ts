/**
 * The account of a peer: what its bytes take of the main thread is charged to it, in whichever room they are worked on,
 * and bytes that do not read are its fault alone (ATTACK unreadable-messages).
 */
import { AnnalsError } from '@annals/ledger/errors';

/** Who pays for work: a peer, or a client of the API. */
export interface WorkAccount {
  /** Whether the next piece of work for it may be done now. */
  hasTime(): boolean;
  /**
   * Does work that it has caused, and charges the time; of what is asynchronous only until it first waits. Work within
   * work is charged once.
   */
  charge<T>(work: () => T): T;
}

export interface PeerAccount extends WorkAccount {
  /** Whose it is: what has the same name takes its turns together. */
  readonly name: string;
  /** Resolves when the next piece of work for this peer may be done. */
  turn(): Promise<void>;
  /** Says that it sent what does not read: it is counted and shut out for a while. */
  unreadable(what: string): void;
}

/** An error that was counted against the peer whose bytes caused it. */
export class UnreadableError extends AnnalsError {
  override readonly name: string = 'UnreadableError';
}

/**
 * Reads what a peer sent, on its account.
 * @throws UnreadableError for what does not read, with the code that says how; the peer has been reported.
 */
export function readOnAccount<T>(account: PeerAccount, what: string, read: () => T): T {
  try {
    return account.charge(read);
  } catch (cause) {
    if (!(cause instanceof AnnalsError)) throw cause;
    account.unreadable(`${what}: ${cause.message}`);
    throw new UnreadableError(cause.code, cause.message, { cause });
  }
}

/** An account for which nothing is counted: of this node itself. */
export const FREE_ACCOUNT: PeerAccount = {
  name: 'own',
  hasTime: () => true,
  turn: () => Promise.resolve(),
  charge: (work) => work(),
  unreadable: () => undefined,
};
