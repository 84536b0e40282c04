import { expect, test } from '@jest/globals';
import { publicKeyOf } from '../../crypto/index.ts';
import { contextOf, requestOf, seeded } from '../ceremony.fixture.ts';
import { makeOpeningShare, openWithShares, sealToNetwork } from '../index.ts';
import { testNetworkKey } from './index.ts';

test.each([1, 4, 7])(
  'the shares of a test network of %i open what is sealed to it, also those of a later epoch',
  (size) => {
    const contentKey = new Uint8Array(32).fill(9);
    const context = contextOf('general');
    const seal = sealToNetwork(testNetworkKey(size).key.publicKey, contentKey, context);
    const reader = seeded('reader')(32);
    for (const epoch of [0, 5]) {
      const { key, shares } = testNetworkKey(size, epoch);
      const request = requestOf(publicKeyOf(reader), epoch);
      const given = shares
        .slice(-key.threshold)
        .map((share) => makeOpeningShare(key, share, request, { seal, context }));
      expect(openWithShares(key, request, { seal, context }, given, reader)).toEqual({ contentKey, wrong: [] });
    }
  },
);
