import { describe, expect, test } from '@jest/globals';
import { stateKey, type ValidatorSets } from '../block/index.ts';
import type { ProposalId } from '../codec/index.ts';
import { newObjectId, type ProposalAction, type Transaction } from '../transaction/index.ts';
import { agencyOf, asAgency, keyOf, SampleChain, seatOf } from './sample-chain.fixture.ts';

const NAMES = ['ada', 'bea', 'cyd', 'dot', 'eve'];

/** Proposes an action, and has the others vote until it is decided. */
function propose(chain: SampleChain, by: string, action: ProposalAction): { code: string; id: ProposalId } {
  const transaction = chain.transaction('proposal.create', asAgency(by), { action });
  const { signer, salt } = transaction.payload;
  const [result] = chain.block([transaction as unknown as Transaction]).results;
  return { code: result?.code ?? '', id: newObjectId('proposal', signer, salt) };
}

const vote = (chain: SampleChain, by: string, proposal: ProposalId, approve = true) =>
  chain.submit('proposal.vote', asAgency(by), { proposal, approve });

/** Carries an action with the votes of these agencies, the first of which proposes. */
function carry(chain: SampleChain, [first, ...others]: readonly string[], action: ProposalAction): ProposalId {
  const { code, id } = propose(chain, first as string, action);
  expect(code).toBe('ok');
  for (const name of others) expect(vote(chain, name, id)).toBe('ok');
  expect(chain.state.read(stateKey.proposal(id))?.status).toBe('carried');
  return id;
}

const admitEve: ProposalAction = {
  type: 'agency.admit',
  key: keyOf('eve'),
  name: { en: 'Eve' },
  issuesIdentities: false,
  quota: 10,
  roles: ['case-worker'],
};

describe('proposals', () => {
  test('an agency is admitted by more than two thirds, and then has a vote', () => {
    const chain = new SampleChain(NAMES.slice(0, 4));
    const { id } = propose(chain, 'ada', admitEve);
    expect(vote(chain, 'bea', id)).toBe('ok');
    expect(chain.state.read(stateKey.agency(agencyOf('eve')))).toBeUndefined();
    expect(vote(chain, 'cyd', id)).toBe('ok');
    expect(chain.state.read(stateKey.agency(agencyOf('eve')))).toMatchObject({ status: 'active', quota: 10 });
    expect(chain.state.read(stateKey.proposal(id))).toMatchObject({ status: 'carried', decidedHeight: 3 });
    expect(vote(chain, 'dot', id)).toBe('proposal.closed');
    expect(propose(chain, 'eve', { type: 'agency.suspend', agency: agencyOf('dot') }).code).toBe('ok');
    expect(propose(chain, 'ada', admitEve).code).toBe('agency.exists');
  });

  test('one vote each, by agencies only, on proposals that are open', () => {
    const chain = new SampleChain(NAMES.slice(0, 4));
    const { id } = propose(chain, 'ada', admitEve);
    expect(vote(chain, 'ada', id)).toBe('proposal.already-voted');
    expect(vote(chain, 'bea', 'ab'.repeat(20) as ProposalId)).toBe('proposal.unknown');
    expect(chain.submit('proposal.vote', { key: 'mallory', agency: 'bea' }, { proposal: id, approve: true })).toBe(
      'tx.signer-unknown',
    );
    expect(chain.submit('proposal.vote', { key: 'bea', agency: null }, { proposal: id, approve: true })).toBe(
      'tx.signer-unknown',
    );
    expect(vote(chain, 'bea', id, false)).toBe('ok');
    expect(vote(chain, 'bea', id)).toBe('proposal.already-voted');
    expect(vote(chain, 'cyd', id, false)).toBe('ok');
    expect(chain.state.read(stateKey.proposal(id))?.status).toBe('rejected');
    expect(vote(chain, 'dot', id)).toBe('proposal.closed');
  });

  test('the time to vote ends by block time', () => {
    const chain = new SampleChain(NAMES.slice(0, 4), { parameters: { proposalWindowMs: 60_000 } });
    const { id } = propose(chain, 'ada', admitEve);
    chain.block([], 60_000);
    expect(vote(chain, 'bea', id)).toBe('proposal.closed');
  });

  test('an action that has become impossible fails when it is carried, and changes nothing', () => {
    const chain = new SampleChain(NAMES.slice(0, 4));
    const { id } = propose(chain, 'ada', admitEve);
    carry(chain, ['bea', 'cyd', 'dot'], admitEve);
    vote(chain, 'bea', id);
    const before = chain.state.read(stateKey.agencies);
    expect(vote(chain, 'cyd', id)).toBe('ok');
    // Five are active now, so that three do not carry it yet.
    expect(chain.state.read(stateKey.proposal(id))?.status).toBe('open');
    expect(vote(chain, 'dot', id)).toBe('ok');
    expect(chain.state.read(stateKey.proposal(id))?.status).toBe('failed');
    expect(chain.state.read(stateKey.agencies)).toEqual(before);
  });

  test.each<[string, ProposalAction, string]>([
    ['admits no curve point', { ...admitEve, key: new Uint8Array(33) } as ProposalAction, 'proposal.invalid'],
    ['suspends a stranger', { type: 'agency.suspend', agency: agencyOf('eve') }, 'agency.unknown'],
    ['reinstates the active', { type: 'agency.reinstate', agency: agencyOf('bea') }, 'proposal.invalid'],
    ['seats who is seated', { type: 'validator.add', ...seatOf('bea', 'new') }, 'validator.exists'],
    ['seats a stranger', { type: 'validator.add', ...seatOf('eve') }, 'agency.unknown'],
    [
      'rekeys to the key of another',
      { type: 'validator.rekey', ...seatOf('bea', 'cyd/validator') },
      'validator.exists',
    ],
    ['sets what is no parameter', { type: 'parameter.set', name: 'gasPrice', value: 1 }, 'proposal.invalid'],
    ['sets a parameter out of bounds', { type: 'parameter.set', name: 'validityWindow', value: 1 }, 'proposal.invalid'],
    [
      'changes how periods are numbered',
      { type: 'parameter.set', name: 'reportPeriodMs', value: 2_000 },
      'proposal.invalid',
    ],
    ['sets toString', { type: 'parameter.set', name: 'toString', value: 1 }, 'proposal.invalid'],
  ])('what %s is refused when it is proposed', (_, action, code) => {
    const chain = new SampleChain(NAMES.slice(0, 4));
    const before = chain.restRoot;
    expect(propose(chain, 'ada', action).code).toBe(code);
    expect(chain.restRoot).toBe(before);
  });

  test('a parameter holds from the next block on', () => {
    const chain = new SampleChain(['ada']);
    carry(chain, ['ada'], { type: 'parameter.set', name: 'agencyQuota', value: 3 });
    expect(chain.state.read(stateKey.parameters)).toMatchObject({ agencyQuota: 3, validityWindow: 10_000 });
  });

  test('two parameters set in one block are both kept', () => {
    const chain = new SampleChain(['ada']);
    const set = (name: string, value: number) =>
      chain.transaction('proposal.create', asAgency('ada'), {
        action: { type: 'parameter.set', name, value },
      }) as unknown as Transaction;
    chain.block([set('agencyQuota', 3), set('personQuota', 4)]);
    expect(chain.state.read(stateKey.parameters)).toMatchObject({ agencyQuota: 3, personQuota: 4 });
  });
});

describe('suspension', () => {
  test('takes vote, transactions and seat, and is undone by reinstating', () => {
    const chain = new SampleChain(NAMES.slice(0, 4));
    carry(chain, ['ada', 'bea', 'cyd'], { type: 'agency.suspend', agency: agencyOf('dot') });
    expect(propose(chain, 'dot', admitEve).code).toBe('agency.suspended');
    expect(chain.validatorNames(NAMES).next).toEqual(['ada', 'bea', 'cyd']);
    // Of three active agencies, all must approve; the suspended one is not counted.
    carry(chain, ['ada', 'bea', 'cyd'], { type: 'agency.reinstate', agency: agencyOf('dot') });
    expect(propose(chain, 'dot', admitEve).code).toBe('ok');
    expect(chain.validatorNames(NAMES).next).toEqual(['ada', 'bea', 'cyd']);
  });

  test('cannot take the last seat or the last agency', () => {
    const chain = new SampleChain(['ada', 'bea'], { validators: ['bea'] });
    expect(propose(chain, 'ada', { type: 'agency.suspend', agency: agencyOf('bea') }).code).toBe('validator.last');
    expect(propose(chain, 'ada', { type: 'validator.remove', agency: agencyOf('bea') }).code).toBe('validator.last');
    const alone = new SampleChain(['ada']);
    expect(propose(alone, 'ada', { type: 'agency.suspend', agency: agencyOf('ada') }).code).toBe('proposal.invalid');
  });
});

describe('FAILURES 23: the validator set', () => {
  test('grows from 1 to 2 exactly two heights after the change', () => {
    const chain = new SampleChain(['ada', 'bea'], { validators: ['ada'] });
    const { id } = propose(chain, 'ada', { type: 'validator.add', ...seatOf('bea') });
    expect(vote(chain, 'bea', id)).toBe('ok');
    // The change was executed in block h = 2; after it, `current` decides 3 and `next` decides 4.
    expect(chain.height).toBe(2);
    expect(chain.validatorNames(NAMES)).toEqual({ current: ['ada'], next: ['ada', 'bea'] });
    const rotation = chain.block();
    expect(chain.validatorNames(NAMES)).toEqual({ current: ['ada', 'bea'], next: ['ada', 'bea'] });
    expect(rotation.state.has(stateKey.validators)).toBe(true);
    const before = chain.restRoot;
    expect(chain.block().state.has(stateKey.validators)).toBe(false);
    expect(chain.restRoot).toBe(before);
  });

  test('changes in successive blocks follow one another', () => {
    const chain = new SampleChain(['ada'], { validators: ['ada'] });
    carry(chain, ['ada'], admitEve);
    carry(chain, ['ada', 'eve'], { type: 'validator.add', ...seatOf('eve') });
    expect(chain.validatorNames(NAMES)).toEqual({ current: ['ada'], next: ['ada', 'eve'] });
    const sets: ValidatorSets[] = [];
    const rekey = propose(chain, 'ada', { type: 'validator.rekey', ...seatOf('ada', 'ada/2') });
    sets.push(chain.state.read(stateKey.validators) as ValidatorSets);
    vote(chain, 'eve', rekey.id);
    sets.push(chain.state.read(stateKey.validators) as ValidatorSets);
    chain.block();
    sets.push(chain.state.read(stateKey.validators) as ValidatorSets);
    const keys = sets.map(({ current, next }) => [current[0]?.key, next[0]?.key]);
    const [old, fresh] = [keyOf('ada/validator'), keyOf('ada/2')];
    expect(keys).toEqual([
      [old, old],
      [old, fresh],
      [fresh, fresh],
    ]);
    expect(chain.validatorNames(NAMES).current).toEqual(['ada', 'eve']);
  });

  test('two removals in one block cannot leave it empty', () => {
    const chain = new SampleChain(['ada', 'bea', 'cyd'], { validators: ['ada', 'bea'] });
    const remove = (name: string) => propose(chain, 'cyd', { type: 'validator.remove', agency: agencyOf(name) }).id;
    const ids = [remove('ada'), remove('bea')];
    for (const id of ids) vote(chain, 'ada', id);
    const effects = chain.block(
      ids.map(
        (proposal) =>
          chain.transaction('proposal.vote', asAgency('bea'), { proposal, approve: true }) as unknown as Transaction,
      ),
    );
    expect(effects.results.map(({ code }) => code)).toEqual(['ok', 'ok']);
    expect(ids.map((id) => chain.state.read(stateKey.proposal(id))?.status)).toEqual(['carried', 'failed']);
    expect(chain.validatorNames(NAMES).next).toEqual(['bea']);
  });
});
