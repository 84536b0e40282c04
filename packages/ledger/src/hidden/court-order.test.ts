import { describe, expect, test } from '@jest/globals';
import { encodeShape } from '../codec/index.ts';
import { publicKeyOf, verifySignature } from '../crypto/index.ts';
import { details, named, place } from './hidden.fixture.ts';
import { courtOrderDigest, courtOrderShape, hiddenCommitment, makeCourtOrder, verifyCourtOrder } from './index.ts';

const court = named('court');
const order = makeCourtOrder(
  {
    chain: place.chain,
    court: place.court,
    agency: place.agency,
    type: place.type,
    details,
    revealMs: place.revealMs,
  },
  court,
);

describe("a court's order", () => {
  test('is signed over what the ledger sees of it, and survives as a file', () => {
    const seen = { ...order, commitment: hiddenCommitment(order.details, order.seed) };
    expect(verifySignature(courtOrderDigest(seen), order.signature, publicKeyOf(court))).toBe(true);
    const file = courtOrderShape.fromJson(JSON.parse(JSON.stringify(courtOrderShape.toJson(order))));
    expect(verifyCourtOrder(file, publicKeyOf(court))).toBe(true);
  });

  test.each([
    ['agency', place.court],
    ['type', 'diploma'],
    ['revealMs', place.revealMs + 1],
    ['chain', named('other')],
    ['seed', named('other')],
    ['details', { ...details, sections: ['emergency'] }],
  ] as const)('does not hold with another %s', (field, value) => {
    expect(verifyCourtOrder({ ...order, [field]: value }, publicKeyOf(court))).toBe(false);
  });

  test('nothing of the details can be told from two orders for the same', () => {
    const again = makeCourtOrder(order, court);
    expect(again.seed).not.toEqual(order.seed);
    expect(hiddenCommitment(again.details, again.seed)).not.toEqual(hiddenCommitment(order.details, order.seed));
    expect(encodeShape(courtOrderShape, again)).not.toEqual(encodeShape(courtOrderShape, order));
  });
});
