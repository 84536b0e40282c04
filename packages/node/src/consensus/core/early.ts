/**
 * Messages that come one height early: peers are at most a moment ahead, while the last block is still being applied
 * here. One of each kind and signer is kept; what is further ahead is dropped, since only sync can help then.
 */

import { MAX_VALIDATORS } from '@annals/ledger/block';
import type { PeerName } from './input.ts';
import type { PrePrepareMessage, ViewChangeMessage, VoteMessage } from './messages.ts';
import type { EarlyMessages, ReplicaState } from './state.ts';

export type HeightMessage = PrePrepareMessage | VoteMessage | ViewChangeMessage;

/** Whose message it is. */
export function signerOf(message: HeightMessage): number {
  return message.type === 'vote' ? message.vote.signer : message.signer;
}

function viewOf(message: HeightMessage): number {
  return message.type === 'vote' ? message.vote.view : message.view;
}

/** The later view of two; the first of equals. */
function later<M extends HeightMessage>(kept: M | undefined, message: M): M {
  return kept && viewOf(kept) >= viewOf(message) ? kept : message;
}

/** Keeps a message for the next height. */
export function keepForNextHeight(state: ReplicaState, message: HeightMessage, from: PeerName): void {
  const signer = signerOf(message);
  if (!Number.isInteger(signer) || signer < 0 || signer >= MAX_VALIDATORS) return;
  let kept = state.early.get(signer);
  if (!kept) {
    kept = { from };
    state.early.set(signer, kept);
  }
  if (message.type === 'pre-prepare') kept.prePrepare = later(kept.prePrepare, message);
  else if (message.type === 'view-change') kept.viewChange = later(kept.viewChange, message);
  else if (message.vote.step === 'prepare') kept.prepare = later(kept.prepare, message);
  else kept.commit = later(kept.commit, message);
}

/** Takes what was kept, in the order in which it is of most use: view changes, proposals, votes. */
export function takeEarly(
  state: ReplicaState,
): readonly { readonly message: HeightMessage; readonly from: PeerName }[] {
  const kept = [...state.early.entries()].sort(([a], [b]) => a - b).map(([, messages]) => messages);
  state.early = new Map();
  const pick = (choose: (messages: EarlyMessages) => HeightMessage | undefined) =>
    kept.flatMap((messages) => {
      const message = choose(messages);
      return message ? [{ message, from: messages.from }] : [];
    });
  return [
    ...pick((messages) => messages.viewChange),
    ...pick((messages) => messages.prePrepare),
    ...pick((messages) => messages.prepare),
    ...pick((messages) => messages.commit),
  ];
}
