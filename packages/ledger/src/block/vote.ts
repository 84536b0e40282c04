/** What a validator signs when it votes (PROTOCOL vote). The digest binds the vote to its chain, height, view and step. */
import { encode, idToBytes } from '../codec/index.ts';
import { type Hash, hash } from '../crypto/index.ts';
import type { ChainId, Vote } from '../transaction/index.ts';

/** The digest that a vote's signature covers. */
export function voteDigest(chain: ChainId, vote: Vote): Hash {
  return hash('annals/vote/v1', chain, encode([vote.step, vote.height, vote.view, idToBytes(vote.block)]));
}

/** Whether no correct validator signs both: one height, view and step, and two blocks. */
export function votesConflict(a: Vote, b: Vote): boolean {
  return a.step === b.step && a.height === b.height && a.view === b.view && a.block !== b.block;
}
