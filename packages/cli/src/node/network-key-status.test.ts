import type { AgencyId } from '@annals/ledger/codec';
import { expect, test } from '@jest/globals';
import { describeNetworkKey, namedIn } from './network-key-status.ts';

const [ada, bea] = ['ada', 'bea'] as unknown as [AgencyId, AgencyId];
const name = (agency: AgencyId) => `the agency ${agency}`;
const networkKey = { epoch: 3, threshold: 2, sinceHeight: 9, holders: [ada, bea], holdsShare: true, standby: null };

test('a network whose key stands', () => {
  expect(describeNetworkKey({ networkKey, ceremony: null }, name)).toBe(
    'Network key: epoch 3, since block 9; it takes 2 of 2 shares, held by the agency ada, the agency bea.',
  );
});

test.each([
  [2, 'Only 1 of these are heard from: no record opens for a reader until there are 2.'],
  [1, '1 of these are heard from, which is just enough to open records.'],
])('a holder is away, with threshold %i', (threshold, said) => {
  const text = describeNetworkKey({ networkKey: { ...networkKey, threshold }, ceremony: null }, name, [bea]);
  expect(text).toContain(said);
});

test('a key that does not stand yet, and who is waited for', () => {
  const ceremony = { epoch: 0, round: 'joining', untilMs: null, missing: [bea], faults: [] } as const;
  expect(describeNetworkKey({ networkKey: null, ceremony }, name)).toBe(
    [
      'The network key does not stand yet: until it does, sealed records are refused.',
      'Key ceremony 0 is in the round of joining; not heard yet: the agency bea. A first key is made by all seats: bring them up, or vote them out.',
    ].join('\n'),
  );
});

test('shares that stand by, and what those of the epoch in force wait for', () => {
  const standby = { epoch: 7, sinceHeight: 12, confirmed: [ada], missing: [bea] };
  const text = describeNetworkKey({ networkKey: { ...networkKey, standby }, ceremony: null }, name);
  expect(text).toContain('Shares of epoch 7 stand by, not confirmed by the agency bea.');
  expect(text).toContain('holders of epoch 3 keep their shares');
});

test('a ceremony that has failed, and who is to blame', () => {
  const faults = [{ round: 'responding', type: 'bad-share', agency: ada, other: bea }] as const;
  const ceremony = { epoch: 0, round: 'failed', untilMs: null, missing: [], faults } as const;
  const text = describeNetworkKey({ networkKey, ceremony }, name);
  expect(text).toContain('Key ceremony 0 has failed');
  expect(text).toContain('the agency ada: bad-share, responding, the agency bea');
  expect(namedIn({ networkKey: null, ceremony })).toEqual([ada, bea]);
});
