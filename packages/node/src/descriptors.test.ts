import { expect, jest, test } from '@jest/globals';
import { shareDescriptors } from './descriptors.ts';
import { silentLog } from './log.ts';
import { CONNECTION_LIMITS } from './serving/limits.ts';
import { STORE_LIMITS } from './store/limits.ts';

/** What a store, peers and the rest may need at most, by the shares that were given. */
test.each([64, 256, 1_024, 2_048, 4_096, 65_536])(
  'of %i descriptors the store and the API get parts that fit',
  (limit) => {
    const { storeFiles, connections } = shareDescriptors(silentLog, limit);
    if (limit >= 256) expect(storeFiles + connections).toBeLessThan(limit);
    expect(Math.min(storeFiles, connections)).toBeGreaterThanOrEqual(50);
  },
);

test('ATTACK descriptors-used-up: too few are said at the start, enough are not', () => {
  const warn = jest.fn();
  const log = { ...silentLog, warn };
  shareDescriptors(log, 65_536);
  expect(warn).not.toHaveBeenCalled();
  shareDescriptors(log, 1_024);
  expect(warn).toHaveBeenCalledTimes(1);
});

test('what is enough is what the store and the API take at most', () => {
  const most = { storeFiles: STORE_LIMITS.levelFiles, connections: CONNECTION_LIMITS.all };
  expect(shareDescriptors(silentLog, 65_536)).toEqual(most);
});

test('of a system that does not say, enough is assumed', () => {
  expect(shareDescriptors(silentLog, null)).toEqual(shareDescriptors(silentLog, 65_536));
});
