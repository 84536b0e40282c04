import { describe, expect, test } from '@jest/globals';
import { evidenceIdOf, stateKey, voteDigest } from '../block/index.ts';
import { type BlockHash, bytesToHex } from '../codec/index.ts';
import { sha256, sign } from '../crypto/index.ts';
import { type BodyOf, newObjectId, type SignedVote, type Transaction, type Vote } from '../transaction/index.ts';
import { agencyOf, asAgency, keyOf, SampleChain, seatOf, secretOf } from './sample-chain.fixture.ts';

const blockOf = (n: number) => bytesToHex(sha256(Uint8Array.of(n))) as BlockHash;
const base: Vote = { step: 'commit', height: 5, view: 1, block: blockOf(1) };

function signed(chain: SampleChain, vote: Vote, by = 'bea/validator'): SignedVote {
  return { vote, signature: sign(voteDigest(chain.state.chain, vote), secretOf(by)) };
}

function report(chain: SampleChain, over: Partial<Vote> = {}, by?: string): BodyOf<'evidence.report'> {
  const second: Vote = { ...base, block: blockOf(2), ...over };
  return {
    agency: agencyOf('bea'),
    key: keyOf('bea/validator'),
    first: signed(chain, base),
    second: signed(chain, second, by),
  };
}

const reporter = { key: 'ada/validator', agency: null };

describe('evidence of equivocation', () => {
  test('is kept once, under the name of the accused', () => {
    const chain = new SampleChain(['ada', 'bea']);
    expect(chain.submit('evidence.report', reporter, report(chain))).toBe('ok');
    expect(chain.state.read(stateKey.evidence(evidenceIdOf(keyOf('bea/validator'), base)))).toMatchObject({
      agency: agencyOf('bea'),
      reportedBy: agencyOf('ada'),
    });
    expect(chain.submit('evidence.report', reporter, report(chain, { block: blockOf(3) }))).toBe('evidence.known');
    const { first, second, ...rest } = report(chain);
    expect(chain.submit('evidence.report', reporter, { ...rest, first: second, second: first })).toBe('evidence.known');
  });

  test.each<[string, Partial<Vote>, string | undefined]>([
    ['the same block twice', { block: blockOf(1) }, undefined],
    ['two heights', { height: 6 }, undefined],
    ['two views', { view: 2 }, undefined],
    ['two steps', { step: 'prepare' }, undefined],
    ['a forged vote', {}, 'ada/validator'],
  ])('%s prove nothing', (_, over, by) => {
    const chain = new SampleChain(['ada', 'bea']);
    expect(chain.submit('evidence.report', reporter, report(chain, over, by))).toBe('evidence.invalid');
  });

  test('of another chain, or against a key that was no validator, proves nothing', () => {
    const chain = new SampleChain(['ada', 'bea']);
    expect(chain.submit('evidence.report', reporter, report(new SampleChain(['ada'])))).toBe('evidence.invalid');
    const body = report(chain);
    expect(chain.submit('evidence.report', reporter, { ...body, key: keyOf('bea') })).toBe('evidence.invalid');
    expect(chain.submit('evidence.report', reporter, { ...body, agency: agencyOf('ada') })).toBe('evidence.invalid');
    expect(chain.submit('evidence.report', reporter, { ...body, agency: agencyOf('zoe') })).toBe('agency.unknown');
  });

  test('is reported by validators', () => {
    const chain = new SampleChain(['ada', 'bea']);
    expect(chain.submit('evidence.report', { key: 'zoe', agency: null }, report(chain))).toBe('tx.signer-unknown');
    expect(chain.submit('evidence.report', asAgency('ada'), report(chain))).toBe('tx.not-authorised');
  });

  test('counts against a key that has been replaced', () => {
    const chain = new SampleChain(['ada', 'bea']);
    const action = { type: 'validator.rekey' as const, ...seatOf('bea', 'bea/2') };
    const proposal = chain.transaction('proposal.create', asAgency('ada'), { action });
    chain.block([proposal as unknown as Transaction]);
    const id = newObjectId('proposal', proposal.payload.signer, proposal.payload.salt);
    expect(chain.submit('proposal.vote', asAgency('bea'), { proposal: id, approve: true })).toBe('ok');
    chain.block();
    expect(chain.state.read(stateKey.validators)?.current[1]?.key).toEqual(keyOf('bea/2'));
    expect(chain.submit('evidence.report', reporter, report(chain))).toBe('ok');
  });
});
