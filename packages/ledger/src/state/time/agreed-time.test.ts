import { beforeEach, describe, expect, test } from '@jest/globals';
import { blockTimeMs, stateKey, type Validator, type ValidatorSets } from '../../block/index.ts';
import { sign } from '../../crypto/index.ts';
import { type BodyOf, newObjectId, recoveryDigest, subjectIdOf, type Transaction } from '../../transaction/index.ts';
import type { BlockToExecute } from '../index.ts';
import { agencyOf, asAgency, GENESIS_TIME_MS, keyOf, SampleChain, secretOf } from '../sample-chain.fixture.ts';

const WAIT_MS = 3_600_000;
const DAY_MS = 86_400_000;
const names = ['ada', 'bea', 'cyd', 'dot'];
const subject = subjectIdOf('health', keyOf('liis'));

/** A chain on which a test says who proposes each block, and what its clock shows. */
class Clocks extends SampleChain {
  protected override readonly agree = false;
  #by = 0;
  #clockMs = GENESIS_TIME_MS;

  override heading(): BlockToExecute {
    const { current } = this.state.read(stateKey.validators) as ValidatorSets;
    const clockMs = this.#clockMs;
    return {
      chain: this.state.chain,
      height: this.height + 1,
      timeMs: blockTimeMs(clockMs, this.timeMs),
      clockMs,
      proposer: (current[this.#by] as Validator).key,
    };
  }

  /** A block by the validator in this place, whose clock shows this; gives the code of its one transaction. */
  by(place: number, clockMs: number, transaction?: Transaction): string | undefined {
    this.#by = place;
    this.#clockMs = clockMs;
    const { timeMs } = this.heading();
    return this.block(transaction ? [transaction] : [], timeMs - this.timeMs).results[0]?.code;
  }

  signed(...[kind, agency, body]: [...Parameters<SampleChain['transaction']>]): Transaction {
    return this.transaction(kind, agency, body) as unknown as Transaction;
  }
}

let chain: Clocks;
let now: number;

beforeEach(() => {
  chain = new Clocks(names, { parameters: { recoveryWaitMs: WAIT_MS, proposalWindowMs: WAIT_MS } });
  now = GENESIS_TIME_MS;
});

/** One block by each of three correct validators, a second apart. */
function turn(): void {
  for (const place of [1, 2, 3]) {
    now += 1_000;
    chain.by(place, now);
  }
}

function beginRecovery(): BodyOf<'recovery.complete'> {
  const digest = recoveryDigest(chain.state.chain, subject, agencyOf('ada'), keyOf('liis'), 1);
  const request = { subject, key: keyOf('new'), proof: sign(digest, secretOf('new')) };
  const codes = [
    chain.by(1, now + 1, chain.signed('person.enrol', asAgency('ada'), chain.enrolment('liis', 'health', 'ada'))),
    chain.by(2, now + 2, chain.signed('recovery.request', asAgency('ada'), request)),
    chain.by(3, now + 3, chain.signed('recovery.approve', asAgency('bea'), { subject, key: keyOf('new') })),
  ];
  expect(codes).toEqual(['ok', 'ok', 'ok']);
  return { subject, key: keyOf('new') };
}

describe('ATTACK deadline-of-one-clock', () => {
  test('a recovery cannot be completed before its time by a proposer that dates its block ahead', () => {
    const body = beginRecovery();
    const complete = () => chain.signed('recovery.complete', asAgency('ada'), body);
    expect(chain.by(0, now + DAY_MS, complete())).toBe('recovery.too-early');
    // The chain's time is a day ahead now; the correct ones go on and say what their clocks show.
    turn();
    expect(chain.by(0, now + 2 * DAY_MS, complete())).toBe('recovery.too-early');
    now += WAIT_MS;
    expect(chain.by(1, now, complete())).toBe('ok');
  });

  test('it can be completed with the first block by which a correct validator says so, in that very block', () => {
    const body = beginRecovery();
    const complete = () => chain.signed('recovery.complete', asAgency('ada'), body);
    now += WAIT_MS + 10;
    expect(chain.by(1, now, complete())).toBe('recovery.too-early');
    expect(chain.by(0, 0)).toBeUndefined();
    expect(chain.by(2, now, complete())).toBe('ok');
  });

  test('the time to vote does not end by one either', () => {
    const create = chain.signed('proposal.create', asAgency('ada'), {
      action: { type: 'parameter.set', name: 'personQuota', value: 7 },
    });
    expect(chain.by(1, now + 1, create)).toBe('ok');
    const proposal = newObjectId('proposal', create.payload.signer, create.payload.salt);
    const vote = (agency: string) => chain.signed('proposal.vote', asAgency(agency), { proposal, approve: true });
    expect(chain.by(0, now + DAY_MS, vote('bea'))).toBe('ok');
    now += WAIT_MS + 10;
    chain.by(1, now);
    expect(chain.by(2, now, vote('cyd'))).toBe('proposal.closed');
  });

  test('a report is neither early nor late by one', () => {
    const { reportPeriodMs } = chain.state.read(stateKey.parameters) as { reportPeriodMs: number };
    const period = Math.floor(GENESIS_TIME_MS / reportPeriodMs);
    const report = () => chain.signed('access.report', asAgency('ada'), { period, count: 0 });
    expect(chain.by(0, now + 3 * reportPeriodMs, report())).toBe('report.too-early');
    now = (period + 1) * reportPeriodMs;
    chain.by(1, now);
    expect(chain.by(2, now, report())).toBe('ok');
    expect(chain.state.read(stateKey.readReport(agencyOf('ada'), period))).toMatchObject({ late: false });
  });
});
