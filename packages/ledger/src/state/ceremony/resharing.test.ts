import { describe, expect, test } from '@jest/globals';
import { stateKey } from '../../block/index.ts';
import { agencyOf, seatOf } from '../sample-chain.fixture.ts';
import { CeremonyChain, holder, REST_MS, ROUND_MS } from './ceremony-chain.fixture.ts';
import { FOUR, faultsOf, opens, outcome } from './ceremony-checks.fixture.ts';

describe('sharing again', () => {
  function begun(names = FOUR, all: readonly string[] = [...FOUR, 'eva', 'fay']): CeremonyChain {
    const chain = new CeremonyChain(all, names);
    chain.hold(names);
    return chain;
  }

  test('follows a change from four to five: the same key, shares of both epochs do not combine', () => {
    const chain = begun();
    const before = chain.networkKey;
    const old = new Map(chain.shares);
    chain.addSeat('eva', [...FOUR, 'fay']);
    expect(chain.ceremony).toMatchObject({ epoch: chain.height, round: 'joining', previous: before });
    chain.hold([...FOUR, 'eva'], FOUR);
    expect(faultsOf(chain)).toEqual([]);
    const after = chain.networkKey;
    expect(after?.key.publicKey).toEqual(before?.key.publicKey);
    expect(after?.key).toMatchObject({ epoch: chain.ceremony.epoch, threshold: 4 });
    expect(after?.holders).toHaveLength(5);
    expect(opens(chain, ['bea', 'cid', 'dan', 'eva'])).toBe(true);
    // An old share under the new epoch, as its holder might pretend.
    const stale = old.get('ada');
    if (!stale || !after) throw new Error('no share');
    chain.shares.set('ada', { ...stale, epoch: after.key.epoch });
    expect(opens(chain, ['ada', 'bea', 'cid', 'dan'])).toBe(false);
  });

  test('follows the replacement of two, whose shares deal but are not needed: t of the others are enough', () => {
    const chain = begun();
    const before = chain.networkKey?.key.publicKey;
    chain.addSeat('eva', [...FOUR, 'fay']);
    chain.addSeat('fay', [...FOUR, 'eva']);
    chain.removeSeat('ada', [...FOUR, 'eva']);
    chain.removeSeat('bea', [...FOUR, 'eva']);
    expect(chain.ceremony.seats.map(({ agency }) => agency)).toEqual(['cid', 'dan', 'eva', 'fay'].map(agencyOf));
    // Bea left and deals all the same; ada is gone.
    chain.hold(['cid', 'dan', 'eva', 'fay'], ['bea', 'cid', 'dan']);
    expect(faultsOf(chain)).toEqual(['dealing absent ada']);
    expect(chain.networkKey?.key.publicKey).toEqual(before);
    expect(opens(chain, ['cid', 'eva', 'fay'])).toBe(true);
  });

  test('fails with fewer than t of the old holders, and the key in force stays', () => {
    const chain = begun();
    const before = chain.networkKey;
    chain.addSeat('eva', [...FOUR, 'fay']);
    for (const name of [...FOUR, 'eva']) chain.join(name);
    chain.deal('ada');
    chain.deal('bea');
    chain.timeOut('cid');
    expect(outcome(chain)?.status).toBe('failed');
    expect(chain.networkKey).toEqual(before);
    while (chain.ceremony.round === 'failed') chain.block([], ROUND_MS);
    chain.hold([...FOUR, 'eva'], FOUR);
    expect(chain.networkKey?.holders).toHaveLength(5);
  });

  test('a change of the seats during a ceremony begins another one, and the one before is over', () => {
    const chain = new CeremonyChain([...FOUR, 'eva'], FOUR);
    for (const name of FOUR) chain.join(name);
    chain.deal('ada');
    chain.addSeat('eva', FOUR);
    expect(chain.state.read(stateKey.ceremonyOutcome(0))?.status).toBe('abandoned');
    expect(chain.ceremony).toMatchObject({ epoch: chain.height, round: 'joining', dealt: [] });
    expect(chain.state.read(stateKey.dealing(0, 1))).toBeUndefined();
    chain.hold([...FOUR, 'eva']);
    expect(outcome(chain)?.status).toBe('completed');
    expect(opens(chain, ['bea', 'cid', 'dan', 'eva'])).toBe(true);
  });

  test('a change that is taken back leaves the key as it was', () => {
    const chain = begun();
    const { networkKey } = chain;
    chain.addSeat('eva', [...FOUR, 'fay']);
    const { epoch } = chain.ceremony;
    chain.removeSeat('eva', [...FOUR, 'fay']);
    expect(chain.state.read(stateKey.ceremonyOutcome(epoch))?.status).toBe('abandoned');
    expect(chain.ceremony).toMatchObject({ epoch, round: 'abandoned' });
    expect(chain.networkKey).toEqual(networkKey);
  });

  test('a seat with a new key and another node is followed without a ceremony, and deals with the new key', () => {
    const chain = begun();
    const { epoch } = chain.ceremony;
    chain.carry(
      { type: 'validator.rekey', ...seatOf('bea', 'bea/2'), peer: '12D3Koonew', address: '/dns4/new/tcp/1' },
      [...FOUR, 'eva'],
    );
    expect(chain.ceremony.epoch).toBe(epoch);
    expect(chain.networkKey?.holders[1]).toEqual({
      agency: agencyOf('bea'),
      peer: '12D3Koonew',
      address: '/dns4/new/tcp/1',
    });
  });

  test('is asked for by a validator without a share, after the pause, once', () => {
    const chain = new CeremonyChain([...FOUR, 'eva'], FOUR);
    const ask = (name: string) => chain.submit('ceremony.request', holder(name), { agency: agencyOf(name) });
    expect(ask('dan')).toBe('network-key.pending');
    chain.hold(FOUR);
    const before = chain.networkKey?.key;
    expect(ask('dan')).toBe('ceremony.not-due');
    chain.block([], REST_MS);
    expect(ask('eva')).toBe('tx.signer-unknown');
    expect(ask('dan')).toBe('ok');
    expect(chain.ceremony).toMatchObject({ epoch: chain.height, round: 'joining' });
    expect(ask('dan')).toBe('ceremony.running');
    chain.hold(FOUR, FOUR.slice(0, 3));
    expect(chain.networkKey?.key.publicKey).toEqual(before?.publicKey);
    expect(chain.networkKey?.holders).toHaveLength(4);
    expect(opens(chain, ['bea', 'cid', 'dan'])).toBe(true);
    expect(ask('ada')).toBe('ceremony.not-due');
  });

  test('waits for every seat to join for as long as the pause between ceremonies, and goes on without those that do not', () => {
    const chain = begun();
    chain.addSeat('eva', [...FOUR, 'fay']);
    for (const name of ['ada', 'bea', 'cid', 'eva']) chain.join(name);
    chain.block([], REST_MS - 5_000);
    expect(chain.advance('ada')).toBe('ceremony.early');
    chain.block([], 5_000);
    expect(chain.advance('ada')).toBe('ok');
    expect(chain.ceremony.round).toBe('dealing');
    expect(chain.ceremony.faults).toEqual([{ round: 'joining', type: 'absent', agency: agencyOf('dan'), other: null }]);
  });

  test('one that was asked for and fails is not begun again by itself', () => {
    const chain = begun();
    chain.block([], REST_MS);
    expect(chain.submit('ceremony.request', holder('ada'), { agency: agencyOf('ada') })).toBe('ok');
    for (const name of FOUR) chain.join(name);
    chain.timeOut('ada');
    expect(chain.ceremony.round).toBe('failed');
    // Who asks again waits longer and longer; others do not wait for that.
    const ask = (name: string) => chain.submit('ceremony.request', holder(name), { agency: agencyOf(name) });
    chain.block([], REST_MS);
    expect(chain.ceremony.round).toBe('failed');
    expect(ask('ada')).toBe('ceremony.not-due');
    expect(ask('bea')).toBe('ok');
    chain.hold(FOUR);
    expect(outcome(chain)?.status).toBe('completed');
  });
});
