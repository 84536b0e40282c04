/** What nodes tell each other to open seals: the request `shares` and its answer (PROTOCOL release). */
import { type Infer, shape } from '@annals/ledger/codec';
import { codeShape } from '@annals/ledger/rest';
import { openingShareShape } from '@annals/ledger/threshold';
import { RELEASE_LIMITS } from './limits.ts';

export const shareRequestShape = shape.struct({
  transaction: shape.id('transaction'),
  /** The epoch of the key whose shares are asked for; null for the one in force. */
  epoch: shape.nullable(shape.uint),
  /** The place, among all seals that the transaction was granted, of the first that is asked for. */
  from: shape.integer(0, RELEASE_LIMITS.sealsPerTransaction - 1),
  /** How many. */
  count: shape.integer(1, RELEASE_LIMITS.sharesPerRequest),
  /** What its kind demands to be shown beside it. */
  disclosure: shape.nullable(shape.bytes({ min: 1, max: RELEASE_LIMITS.disclosureBytes })),
});
export type ShareRequest = Infer<typeof shareRequestShape>;

export const shareAnswerShape = shape.union('type', {
  given: shape.struct({
    epoch: shape.uint,
    /** One for each seal asked for, in their order; null where the content has no such section. Fewer where the grant ends. */
    shares: shape.list(shape.nullable(openingShareShape), RELEASE_LIMITS.sharesPerRequest),
  }),
  /** A code of the error reference: no sentence, since nobody believes it. */
  refused: shape.struct({ code: codeShape }),
});
export type ShareAnswer = Infer<typeof shareAnswerShape>;
