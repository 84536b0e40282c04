import type { Mandate } from '@annals/ledger/block';
import type { SubjectId } from '@annals/ledger/codec';
import { expect, test } from '@jest/globals';
import { latestMandate } from './standing.ts';

const she = 'she' as SubjectId;
const mandate = (id: string, representative: string, status: 'granted' | 'revoked') =>
  ({ id, representative, status }) as unknown as Mandate;

test('of mandates hers is shown, the latest, one that was not revoked before one that was', () => {
  const first = mandate('1', 'she', 'granted');
  const revoked = mandate('2', 'she', 'revoked');
  const other = mandate('3', 'he', 'granted');
  expect(latestMandate([first, revoked, other], she)).toBe(first);
  expect(latestMandate([revoked, other], she)).toBe(revoked);
  expect(latestMandate([other], she)).toBeNull();
});
