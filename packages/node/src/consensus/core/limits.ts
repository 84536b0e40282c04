/**
 * Every bound of the consensus core, with its reason. They bound the memory of a replica whatever its peers send: at
 * most as many signers as a set has validators (100), each with a fixed number of votes, one view change and one
 * buffered message of each kind, and a fixed number of blocks. The worst case is three proposals of 150 KB for each
 * faulty signer.
 */

/** At 10 s a view, a height would have to fail for 600 years to get here. Doubling a time-out stops long before. */
export const MAX_VIEW = 2 ** 31 - 1;

/** One proposal with its parent's certificate and a justification by every validator, with room to spare. */
export const MAX_MESSAGE_BYTES = 256 * 1_024;

/** A vote record is one message at most: a proposal with its prepares or its justification. */
export const MAX_VOTE_RECORD_BYTES = 256 * 1_024;

/**
 * For each signer and step the votes of its latest views are kept. A correct one leaves a view for a higher one, so
 * that the older votes are of no use; a faulty one that invents views only drops its own.
 */
export const MAX_VOTED_VIEWS_PER_SIGNER = 4;

/** Pre-prepares remembered for a height, by view, to notice a primary that sends two. */
export const MAX_PRE_PREPARES_REMEMBERED = 4;

/** Blocks known at one height: what is proposed now, what is prepared, what is decided, and some that lost. */
export const MAX_BLOCKS_PER_HEIGHT = 8;

/** Peers for which the time of the last answer is kept; more than the validators of two sets that overlap. */
export const MAX_PEERS_REMEMBERED = 256;

/** Executions whose time is remembered when the time-out is widened. */
export const EXECUTION_TIME_DECAY = 7 / 8;

/**
 * Bodies that are waited for longer than this part of the base time-out count against whoever proposed the block: they
 * are as a rule here before it, and whoever lacks some has them from others after a third of a second.
 */
export const LATE_BODIES_PART = 1 / 2;

/**
 * The most by which the clock that a proposer states may lie from this one, whatever the view. It doubles with each
 * view only so that validators with bad clocks still meet; beyond two minutes a clock is to be mended. It is also the
 * most by which faulty primaries, however many in a row, can move the chain's time: little against every deadline.
 */
export const MAX_CLOCK_TOLERANCE_MS = 120_000;
