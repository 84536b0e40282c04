import { expect, test } from '@jest/globals';
import type { Subject } from '../block/index.ts';
import type { StateView } from './operation.ts';
import { subjectOf } from './record-chain.fixture.ts';
import { requireRecipient } from './record-rules.ts';
import { agencyOf, keyOf } from './sample-chain.fixture.ts';

test('a closed subject is given nothing more', () => {
  const ada = subjectOf('ada', 'civil');
  const open: Subject = {
    sector: 'civil',
    key: keyOf('ada'),
    agency: agencyOf('registry'),
    enrolledMs: 1,
    reported: null,
    status: 'active',
    closedMs: null,
  };
  const holding = (subject: Subject) => ({ get: () => subject }) as unknown as StateView;
  expect(requireRecipient(holding(open), ada, 'civil')).toBe(open);
  const closed = holding({ ...open, status: 'closed' });
  expect(() => requireRecipient(closed, ada, 'civil')).toThrow(expect.objectContaining({ code: 'subject.closed' }));
});
