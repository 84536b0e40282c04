/** The route by which a reader is given the shares that open what the ledger has granted (PROTOCOL release). */
import { type Infer, type Shape, shape } from '../codec/index.ts';
import { MAX_SIDECAR_BYTES } from '../sidecar/index.ts';
import { MAX_PARTICIPANTS, openingShareShape } from '../threshold/index.ts';
import { MAX_ACCESS_ITEMS } from '../transaction/index.ts';
import type { Route } from './route.ts';

/** Seals in one answer: a ward round of one section each; the rest of a larger request follows from `next` on. */
export const MAX_OPENINGS = 32;
/** How long a reader can let a node wait for shares beyond those that it takes. */
const MAX_PATIENCE_MS = 5_000;
/** What a hidden read seals, with room. */
const MAX_DISCLOSURE_BYTES = 8_192;

const openingShape = shape.struct({
  /** The place of the item in the request, and the section. */
  item: shape.uint,
  section: shape.slug,
  /** What it is a seal of; null for a seal of no record. */
  content: shape.nullable(shape.struct({ record: shape.id('record'), version: shape.uint })),
  /** As the validators gave them: the reader checks each, and names those that are wrong. */
  shares: shape.list(openingShareShape, MAX_PARTICIPANTS),
});

/** The form of a code: what a holder of shares says is shown to people, and must be no more than that. */
export const codeShape = shape.text(48, { pattern: /^[a-z][a-z0-9-]*\.[a-z0-9-]+$/ });

export const openingsAnswer = shape.struct({
  /** The epoch of the key shares that answered. */
  epoch: shape.uint,
  /** When the lease ends: shares are given no more from then on. */
  endsMs: shape.time,
  openings: shape.list(openingShape, MAX_OPENINGS),
  /** The sealed content of each record among them. */
  sidecars: shape.list(
    shape.struct({
      record: shape.id('record'),
      version: shape.uint,
      bytes: shape.bytes({ min: 1, max: MAX_SIDECAR_BYTES }),
    }),
    MAX_ACCESS_ITEMS,
  ),
  /** Who gave no shares, by index, and why as far as this node knows. */
  silent: shape.list(shape.struct({ index: shape.uint, code: codeShape }), MAX_PARTICIPANTS),
  /** Where the next part begins; null when this one reaches the end. */
  next: shape.nullable(shape.uint),
});
export type OpeningsAnswer = Infer<typeof openingsAnswer>;

const openingsRequest = shape.struct({
  /** The place, among all that was granted, of the first seal that is asked for. */
  from: shape.uint,
  /** How long to wait for more shares when there are as many as it takes, since some of those may be wrong. */
  patienceMs: shape.integer(0, MAX_PATIENCE_MS),
  /** The epoch of the key whose shares are asked for, so that those of several nodes combine; null: whichever suffices. */
  epoch: shape.nullable(shape.uint),
  /** What a hidden read shows to the holders of shares, so that they see what they open; else null. */
  disclosure: shape.nullable(shape.bytes({ min: 1, max: MAX_DISCLOSURE_BYTES })),
});

const params = shape.struct({ transaction: shape.id('transaction') });
const noQuery = shape.struct({}) as unknown as Shape<{ readonly [name: string]: never }>;

const openings: Route<
  Infer<typeof params>,
  Infer<typeof noQuery>,
  Infer<typeof openingsRequest>,
  Infer<typeof openingsAnswer>
> = {
  name: 'openGranted',
  method: 'POST',
  path: '/v1/openings/{transaction}',
  summary: 'The shares and the sealed content of what a committed request was granted; for whoever signed it',
  params,
  query: noQuery,
  body: openingsRequest,
  response: openingsAnswer,
  access: 'key-possession',
  errors: [
    'auth.required',
    'auth.invalid',
    'auth.not-entitled',
    'tx.not-found',
    'network-key.pending',
    'threshold.epoch',
    'release.not-granted',
    'release.lease-ended',
    'release.erased',
    'release.not-held',
    'release.busy',
  ],
};

export const openingRoutes = { openings } as const;
