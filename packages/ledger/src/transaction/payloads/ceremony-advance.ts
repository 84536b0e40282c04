/** `ceremony.advance`: the time of a ceremony's round is over, though not everybody has spoken. */
import { shape } from '../../codec/index.ts';

/** The rounds of a key ceremony, in their order. */
export const CEREMONY_ROUNDS = ['joining', 'dealing', 'responding', 'confirming'] as const;
export type CeremonyRound = (typeof CEREMONY_ROUNDS)[number];

export const ceremonyAdvanceShape = shape.struct({
  epoch: shape.uint,
  /** The round that is over: what was said of one ends no other. */
  round: shape.oneOf(...CEREMONY_ROUNDS),
});
