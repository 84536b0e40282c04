import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { encodeShape, type RecordId } from '../codec/index.ts';
import { generateSecretKey, publicKeyOf } from '../crypto/index.ts';
import { makeOpeningShare, openWithShares, verifyNetworkSeal } from '../threshold/index.ts';
import { testNetworkKey } from '../threshold/testing/index.ts';
import { type HiddenDisclosure, hiddenPackageShape } from '../transaction/index.ts';
import { details, named, place, seed } from './hidden.fixture.ts';
import { hiddenContext, isPackageOf, makeHiddenPackage, openHiddenPackage } from './index.ts';

const { key, shares } = testNetworkKey(4);
const context = hiddenContext(place);
const disclosure: HiddenDisclosure = { details, version: 3, seed };
const sealed = makeHiddenPackage(key.publicKey, context, disclosure);

/** What three of four validators open of the package of a transaction. */
function openTogether(seal = sealed.seal, at = context): Uint8Array {
  const readerSecret = generateSecretKey();
  const request = {
    chain: place.chain,
    epoch: key.epoch,
    transaction: 'cd'.repeat(32) as never,
    item: 0,
    section: 'package',
    readerKey: publicKeyOf(readerSecret),
  };
  const placed = { seal, context: at };
  const given = shares.slice(0, 3).map((share) => makeOpeningShare(key, share, request, placed));
  return openWithShares(key, request, placed, given, readerSecret).contentKey;
}

describe('the package of a hidden read', () => {
  test('is made from its disclosure alone, the same bytes each time', () => {
    expect(makeHiddenPackage(key.publicKey, context, disclosure)).toEqual(sealed);
    expect(isPackageOf(key.publicKey, context, sealed, disclosure)).toBe(true);
  });

  test('its seal is one that validators accept in its context, and in no other', () => {
    expect(verifyNetworkSeal(key.publicKey, sealed.seal, context)).toBe(true);
    expect(
      verifyNetworkSeal(key.publicKey, sealed.seal, hiddenContext({ ...place, salt: named('x').subarray(0, 16) })),
    ).toBe(false);
  });

  test('a threshold of validators opens it without anybody telling them', () => {
    expect(openHiddenPackage(key.publicKey, context, sealed, openTogether())).toEqual(disclosure);
  });

  test('has the same length whatever it hides', () => {
    const lengthOf = (changes: Partial<typeof details>) =>
      encodeShape(
        hiddenPackageShape,
        makeHiddenPackage(key.publicKey, context, { ...disclosure, details: { ...details, ...changes } }),
      ).length;
    const longest = 'x'.repeat(48);
    const sections = Array.from({ length: 16 }, (_, index) => `${'x'.repeat(45)}${String.fromCharCode(97 + index)}`);
    expect(lengthOf({ sections, purpose: longest, basis: 'b'.repeat(64), reference: 'r'.repeat(64) })).toBe(
      lengthOf({ sections: ['a'] }),
    );
  });

  test('another word of the disclosure makes another package', () => {
    const slug = fc.stringMatching(/^[a-z][a-z0-9]{0,20}$/);
    const changed = fc.record(
      {
        record: fc.stringMatching(/^[0-9a-f]{40}$/).map((id) => id as RecordId),
        sections: fc.array(slug, { minLength: 1, maxLength: 16 }),
        purpose: slug,
        basis: slug,
        reference: slug,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(changed, fc.nat(1_000_000), (changes, version) => {
        const other = { details: { ...details, ...changes }, version, seed };
        fc.pre(JSON.stringify(other.details) !== JSON.stringify(details) || version !== disclosure.version);
        expect(isPackageOf(key.publicKey, context, sealed, other)).toBe(false);
        const own = makeHiddenPackage(key.publicKey, context, other);
        expect(openHiddenPackage(key.publicKey, context, own, seed)).toEqual(other);
      }),
      { numRuns: 25 },
    );
  });

  test('one order used twice shares no nonce: neither points nor ciphertexts of two packages are related', () => {
    const again = makeHiddenPackage(
      key.publicKey,
      hiddenContext({ ...place, salt: named('x').subarray(0, 16) }),
      disclosure,
    );
    const later = makeHiddenPackage(key.publicKey, context, { ...disclosure, version: 4 });
    const points = [sealed, again, later].map(({ seal }) => seal.subarray(1, 34).join());
    const nonces = [sealed, again, later].map(({ ciphertext }) => ciphertext.subarray(0, 12).join());
    expect(new Set(points).size).toBe(3);
    expect(new Set(nonces).size).toBe(3);
  });

  test.each(['agency', 'court', 'type', 'revealMs', 'chain', 'signer', 'commitment'] as const)(
    'is bound to %s',
    (field) => {
      const other = { ...place, agency: place.court, court: place.agency, type: 'other', revealMs: 1 };
      const changed = {
        ...place,
        [field]: field in { chain: 0, signer: 0, commitment: 0 } ? named('x') : other[field],
      };
      expect(isPackageOf(key.publicKey, hiddenContext(changed), sealed, disclosure)).toBe(false);
    },
  );

  test.each([
    ['its ciphertext is changed', { ciphertext: sealed.ciphertext.map((byte, at) => (at === 400 ? byte ^ 1 : byte)) }],
    ['its commitment is to something else', { commitment: named('x') }],
    [
      'its seal is made with other randomness',
      { seal: makeHiddenPackage(key.publicKey, context, { ...disclosure, version: 4 }).seal },
    ],
  ])('cannot be disclosed when %s', (_, changes) => {
    expect(() => openHiddenPackage(key.publicKey, context, { ...sealed, ...changes }, seed)).toThrow(
      expect.objectContaining({ code: 'hidden.malformed' }),
    );
  });
});
