/** Asking nodes how a record stands: each answer is proven, the newest counts, and a liar is named. */
import { describe, expect, test } from '@jest/globals';
import { stateKey } from '../block/index.ts';
import { AnnalsError } from '../errors/index.ts';
import { type ProvenStanding, trustGenesis, type VerifiedStanding } from '../light/index.ts';
import { subjectOf } from '../light/testing/certified-chain.ts';
import { type VerifiedPresentation, verifyPresentation } from '../presentation/index.ts';
import { MADE_MS, present, presentableAt, presentedRecord } from '../presentation/testing/presented-record.ts';
import type { RestClient } from '../rest/index.ts';
import { asAgency } from '../state/sample-chain.fixture.ts';
import { askStanding, claimOfPresentation, judge } from './index.ts';

const presented = presentedRecord();
const { chain, record } = presented;
const trusted = trustGenesis(chain.genesis);

function standingAt(): ProvenStanding {
  return { ...presentableAt(presented), holds: chain.proveValue(stateKey.hold(record)).state };
}

/** A node that gives this answer, or fails with this code. */
function node(baseUrl: string, answer: ProvenStanding | 'node.unreachable'): RestClient {
  const call = async () => {
    if (typeof answer === 'string') throw new AnnalsError(answer, 'it is silent');
    return answer;
  };
  return { baseUrl, call } as unknown as RestClient;
}

const before = standingAt();
const presentation = present(presented);
const verified = verifyPresentation(trusted, presentation, { nowMs: MADE_MS }) as VerifiedPresentation & { ok: true };
const hold = { record, basis: 'court/1' };
chain.commit(chain.signed('record.hold', asAgency('hospice'), hold));
const held = standingAt();
chain.commit(chain.signed('record.release-hold', asAgency('hospice'), { record, agency: null }));
chain.commit(chain.signed('record.erase', asAgency('hospice'), { record, basis: 'gdpr/17' }));
const erased = standingAt();
const nowMs = chain.header(chain.height).header.timeMs + 1_000;

describe('the newest that is proven counts', () => {
  test.each([[[before, erased]], [[erased, before, held]], [['node.unreachable' as const, erased, before]]])(
    'whoever answers first, and whoever is behind or silent',
    async (answers) => {
      const nodes = answers.map((answer, index) => node(`n${index}`, answer));
      const asked = await askStanding(nodes, trusted, record);
      expect(asked.standing?.record.erased).not.toBeNull();
      expect(judge(claimOfPresentation(verified), asked.standing, { nowMs })).toMatchObject({
        verdict: 'not-valid',
        faults: [{ type: 'erased' }],
      });
    },
  );

  test('holds are told, and are no fault', async () => {
    const { standing } = await askStanding([node('n', held)], trusted, record);
    expect(standing?.holds).toMatchObject([{ basis: 'court/1' }]);
    expect(judge(claimOfPresentation(verified), standing, { nowMs })).toMatchObject({ verdict: 'valid-now' });
  });
});

test('a node that says that it still holds is not believed, and named', async () => {
  // The newest block with the record as it was before: nobody has signed that.
  const lie: ProvenStanding = { ...erased, record: before.record };
  const alone = await askStanding([node('liar', lie)], trusted, record);
  expect(alone).toMatchObject({ standing: null, failed: [{ node: 'liar', code: 'proof.membership' }] });
  const beside = await askStanding([node('liar', lie), node('honest', erased)], trusted, record);
  expect((beside.standing as VerifiedStanding).record.erased).not.toBeNull();
  const other: ProvenStanding = { ...erased, subject: chain.proveValue(stateKey.subject(subjectOf('bob'))).state };
  expect(await askStanding([node('n', other)], trusted, record)).toMatchObject({ standing: null });
});

test('when nobody answers, nothing is known', async () => {
  const asked = await askStanding([node('n', 'node.unreachable')], trusted, record);
  expect(asked).toMatchObject({ standing: null, failed: [{ node: 'n', code: 'node.unreachable' }], trusted });
  expect((await askStanding([], trusted, record)).standing).toBeNull();
});
