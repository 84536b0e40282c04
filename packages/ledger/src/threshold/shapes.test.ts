import { expect, test } from '@jest/globals';
import { decodeShape, encodeShape, type Shape } from '../codec/index.ts';
import { ceremonyOf, contextOf, hold, network, requestOf } from './ceremony.fixture.ts';
import {
  complain,
  complaintShape,
  type Dealing,
  dealingShape,
  type KeyShare,
  keyShareShape,
  MAX_PARTICIPANTS,
  makeOpeningShare,
  networkKeyShape,
  networkSealShape,
  openingShareShape,
  sealToNetwork,
} from './index.ts';

/** A dealing has to fit into a transaction, which has 16 KiB, with what else stands there. */
const ROOM_IN_TRANSACTION_BYTES = 12_000;

const { people, random, key, keyShares } = network(2, 'shapes');
const { dealings, ceremony } = hold(ceremonyOf(people, 2), people, null, random);
const dealing = dealings[0]?.dealing as Dealing;
const context = contextOf('general');
const seal = sealToNetwork(key.publicKey, random(32), context, random);
const own = keyShares[0] as KeyShare;
const again = <T>(shape: Shape<T>, value: T): T => decodeShape(shape, encodeShape(shape, value), 1 << 20);

// biome-ignore lint/suspicious/noExplicitAny: each shape is tried with its own value
test.each<[string, Shape<any>, unknown, string]>([
  ['a dealing', dealingShape, dealing, 'commitments'],
  ['a complaint', complaintShape, complain(ceremony, 1, dealing, 2, random(32)), 'proof'],
  ['a network key', networkKeyShape, { ...key, verificationKeys: [key.publicKey, null] }, 'publicKey'],
  ['a key share', keyShareShape, own, 'secret'],
  [
    'an opening share',
    openingShareShape,
    makeOpeningShare(key, own, requestOf(key.publicKey, 1), { seal, context }, random),
    'proof',
  ],
])('%s is the same after CBOR and JSON, and nothing is missing', (_name, shape, value, field) => {
  expect(decodeShape(shape, encodeShape(shape, value), 10_000)).toEqual(value);
  expect(shape.fromJson(JSON.parse(JSON.stringify(shape.toJson(value))))).toEqual(value);
  const json = shape.toJson(value) as Record<string, unknown>;
  delete json[field];
  expect(() => shape.fromJson(json)).toThrow(expect.objectContaining({ code: 'codec.shape' }));
});

test('a seal has one length', () => {
  expect(again(networkSealShape, seal)).toEqual(seal);
  expect(() => again(networkSealShape, seal.subarray(1))).toThrow(expect.objectContaining({ code: 'codec.shape' }));
});

test('lists are bounded, and the largest dealing fits into a transaction', () => {
  const point = dealing.ephemeral;
  const largest = {
    ...dealing,
    commitments: Array.from({ length: MAX_PARTICIPANTS }, () => point),
    shares: Array.from({ length: MAX_PARTICIPANTS }, () => new Uint8Array(32)),
  };
  expect(encodeShape(dealingShape, largest).length).toBeLessThan(ROOM_IN_TRANSACTION_BYTES);
  expect(again(dealingShape, largest)).toEqual(largest);
  const beyond = { ...largest, shares: [...largest.shares, new Uint8Array(32)] };
  expect(() => again(dealingShape, beyond)).toThrow(expect.objectContaining({ code: 'codec.shape' }));
});
