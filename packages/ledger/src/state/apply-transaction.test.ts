import { describe, expect, test } from '@jest/globals';
import { stateKey } from '../block/index.ts';
import { emptyLog } from '../merkle/index.ts';
import { newObjectId, type Transaction } from '../transaction/index.ts';
import { TransactionApplier } from './apply-transaction.ts';
import { BlockState } from './block-state.ts';
import { type OperationContext, type Outcome, operation, refuse } from './operation.ts';
import { OPERATIONS } from './operations/index.ts';
import { agencyOf, asAgency, GENESIS_TIME_MS, SampleChain } from './sample-chain.fixture.ts';
import { agreedTimeOf } from './time/index.ts';

const record = newObjectId('record', new Uint8Array(33), new Uint8Array(16));

/** Writes in every way there is. */
function writeMuch({ state }: OperationContext): void {
  state.delete(stateKey.agency(agencyOf('bea')));
  state.set(stateKey.agencies, []);
  state.set(stateKey.agencies, [agencyOf('bea')]);
  state.append(`history/${record}`, emptyLog, Uint8Array.of(1));
}

/** Applies a transaction whose operation writes much and then ends so. */
function apply(end: () => Outcome | undefined) {
  const chain = new SampleChain(['ada', 'bea']);
  const state = new BlockState(chain.state);
  const dismiss = operation('officer.dismiss', ['agency'], (context) => {
    writeMuch(context);
    return end();
  });
  const block = { chain: chain.state.chain, height: 1, timeMs: GENESIS_TIME_MS + 1 };
  const applier = new TransactionApplier(state, block, agreedTimeOf(state), {
    ...OPERATIONS,
    'officer.dismiss': dismiss,
  });
  const body = { officer: 'ab'.repeat(20) as never };
  const transaction = chain.transaction('officer.dismiss', asAgency('ada'), body) as unknown as Transaction;
  return { state, applied: applier.apply(transaction) };
}

describe('applying a transaction', () => {
  test('LAW 9: what it wrote before it was refused is undone, in the state and in the logs', () => {
    const { state, applied } = apply(() => refuse('record.unknown', 'after the writes'));
    expect(applied).toEqual({ result: { code: 'record.unknown', items: [] }, message: 'after the writes' });
    expect(state.changedValues().size).toBe(0);
    expect(state.appends()).toEqual([]);
    expect(state.get(stateKey.agencies)).toEqual([agencyOf('ada'), agencyOf('bea')]);
    expect(state.get(stateKey.agency(agencyOf('bea')))).toBeDefined();
  });

  test('what it wrote is kept when it is carried out', () => {
    const { state, applied } = apply(() => undefined);
    expect(applied).toEqual({ result: { code: 'ok', items: [] } });
    expect(state.get(stateKey.agencies)).toEqual([agencyOf('bea')]);
    expect([...state.changedValues().keys()].sort()).toEqual(['agencies', `agency/${agencyOf('bea')}`]);
    expect(state.appends()).toMatchObject([{ log: `history/${record}`, index: 0 }]);
  });

  test('LAW 2: what it wrote is kept when it says itself that it was refused', () => {
    const items = [{ code: 'access.role' as const, logIndex: 0 }];
    const { state, applied } = apply(() => ({ code: 'access.role', items }));
    expect(applied.result).toEqual({ code: 'access.role', items });
    expect(state.appends()).toHaveLength(1);
  });

  test('a bug is no result: it is thrown on', () => {
    expect(() => apply(() => (undefined as unknown as { missing: () => undefined }).missing())).toThrow(TypeError);
  });
});

describe('the overlay of a block', () => {
  test('a refused transaction does not undo what an earlier one of the block wrote', () => {
    const state = new BlockState(new SampleChain(['ada', 'bea']).state);
    state.begin();
    state.set(stateKey.agencies, [agencyOf('ada')]);
    state.append(`history/${record}`, emptyLog, Uint8Array.of(1));
    state.begin();
    state.set(stateKey.agencies, []);
    state.append(`history/${record}`, emptyLog, Uint8Array.of(2));
    state.rollBack();
    expect(state.get(stateKey.agencies)).toEqual([agencyOf('ada')]);
    expect(state.changedValues().get(stateKey.agencies)).toEqual([agencyOf('ada')]);
    expect(state.appends().map(({ entry }) => [...entry])).toEqual([[1]]);
  });
});
