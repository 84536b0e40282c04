import { describe, expect, test } from '@jest/globals';
import { stateKey } from '../../block/index.ts';
import { inEveryOffice, sampleRecordTypes } from '../../sample/index.ts';
import type { ProposalActionType, RecordType } from '../../transaction/index.ts';
import { agencyOf, asAgency, SampleChain } from '../sample-chain.fixture.ts';

const ada = agencyOf('ada');
const [birth, diploma] = sampleRecordTypes(inEveryOffice(ada)) as [RecordType, RecordType];

function decide(chain: SampleChain, type: ProposalActionType & `record-type.${string}`, declaration: RecordType) {
  return chain.submit('proposal.create', asAgency('ada'), { action: { type, declaration } });
}

describe('record types', () => {
  test('are defined and revised by vote; each version stays', () => {
    const chain = new SampleChain(['ada'], { recordTypes: [birth] });
    expect(decide(chain, 'record-type.define', diploma)).toBe('ok');
    const revised = { ...diploma, version: 2, retentionYears: diploma.retentionYears + 1 };
    expect(decide(chain, 'record-type.revise', revised)).toBe('ok');
    expect(chain.state.read(stateKey.type(diploma.name))).toEqual(revised);
    expect(chain.state.read(stateKey.typeVersion(diploma.name, 1))).toEqual(diploma);
    expect(chain.state.read(stateKey.typeVersion(diploma.name, 2))).toEqual(revised);
  });

  test.each<[string, ProposalActionType & `record-type.${string}`, RecordType, string]>([
    ['a name that is taken', 'record-type.define', birth, 'type.exists'],
    ['a first version that is not 1', 'record-type.define', { ...diploma, version: 2 }, 'type.invalid'],
    [
      'an inconsistent declaration',
      'record-type.define',
      { ...diploma, lifecycle: { ...diploma.lifecycle, initial: 'gone' } },
      'type.invalid',
    ],
    ['a revision of nothing', 'record-type.revise', { ...diploma, version: 2 }, 'type.unknown'],
    ['a version skipped', 'record-type.revise', { ...birth, version: 3 }, 'type.invalid'],
    [
      'a section taken away',
      'record-type.revise',
      { ...birth, version: 2, sections: birth.sections.slice(0, 1) },
      'type.invalid',
    ],
  ])('%s is refused', (_, type, declaration, code) => {
    const chain = new SampleChain(['ada'], { recordTypes: [birth] });
    const before = chain.restRoot;
    expect(decide(chain, type, declaration)).toBe(code);
    expect(chain.restRoot).toBe(before);
  });
});
