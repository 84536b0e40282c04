import type { Mandate } from '@annals/ledger/block';
import type { SubjectId } from '@annals/ledger/codec';
import { expect, test } from '@jest/globals';
import { latestMandate } from './standing.ts';

const she = 'she' as SubjectId;
const mandate = (id: string, representative: string, status: 'accepted' | 'offered' | 'revoked') =>
  ({ id, representative, status, kind: 'guardian', statements: [{}, {}] }) as unknown as Mandate;

test('of mandates hers is shown, the latest, one that was not revoked before one that was', () => {
  const first = mandate('1', 'she', 'accepted');
  const revoked = mandate('2', 'she', 'revoked');
  const offered = mandate('4', 'she', 'offered');
  const other = mandate('3', 'he', 'accepted');
  expect(latestMandate([first, revoked, other, offered], she)).toBe(first);
  const unconfirmed = { ...mandate('5', 'she', 'accepted'), statements: [{}] } as unknown as Mandate;
  expect(latestMandate([first, unconfirmed], she)).toBe(first);
  expect(latestMandate([revoked, unconfirmed, offered], she)).toBe(unconfirmed);
  expect(latestMandate([revoked, other], she)).toBe(revoked);
  expect(latestMandate([other], she)).toBeNull();
});
