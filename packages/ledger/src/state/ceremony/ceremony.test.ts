import { describe, expect, test } from '@jest/globals';
import { type ResultCode, stateKey } from '../../block/index.ts';
import { publicKeyOf } from '../../crypto/index.ts';
import { crookedDealing } from '../../threshold/ceremony.fixture.ts';
import {
  makeOpeningShare,
  networkSealContext,
  type OpeningRequest,
  openWithShares,
  sealToNetwork,
} from '../../threshold/index.ts';
import { agencyOf, asAgency, seatOf, secretOf } from '../sample-chain.fixture.ts';
import { CeremonyChain, holder, REST_MS, ROUND_MS } from './ceremony-chain.fixture.ts';

const NAMES = ['ada', 'bea', 'cid', 'dan', 'eva', 'fay', 'gus'];
const FOUR = NAMES.slice(0, 4);

const outcome = (chain: CeremonyChain, epoch = chain.ceremony.epoch) =>
  chain.state.read(stateKey.ceremonyOutcome(epoch));

/** Faults as text: `dealing bad-dealing bea`. */
function faultsOf(chain: CeremonyChain, epoch?: number): string[] {
  const name = (id: string | null) => (id === null ? [] : [NAMES.find((each) => agencyOf(each) === id) ?? id]);
  return (outcome(chain, epoch)?.faults ?? []).map(({ round, type, agency, other }) =>
    [round, type, ...name(agency), ...name(other)].join(' '),
  );
}

const place = { record: 'ab'.repeat(20) as never, version: 1, section: 'general', policy: new Uint8Array(32) };

/** A content key sealed to the network's public key, and whether those named can open it together. */
function opens(chain: CeremonyChain, names: readonly string[], publicKey = chain.networkKey?.key.publicKey): boolean {
  const key = chain.networkKey?.key;
  if (!key || !publicKey) return false;
  const context = networkSealContext({ chain: chain.state.chain, ...place });
  const contentKey = new Uint8Array(32).fill(7);
  const seal = sealToNetwork(publicKey, contentKey, context, chain.random);
  const reader = secretOf('reader');
  const request: OpeningRequest = {
    chain: chain.state.chain,
    epoch: key.epoch,
    transaction: 'cd'.repeat(32) as never,
    item: 0,
    section: 'general',
    readerKey: publicKeyOf(reader),
  };
  const shares = names.map((name) => {
    const share = chain.shares.get(name);
    if (!share) throw new Error(`${name} holds no share`);
    return makeOpeningShare(key, share, request, { seal, context }, chain.random);
  });
  try {
    return openWithShares(key, request, { seal, context }, shares, reader).contentKey.join() === contentKey.join();
  } catch {
    return false;
  }
}

describe('the first ceremony', () => {
  test('begins with the chain, and waits without a time until somebody joins', () => {
    const chain = new CeremonyChain(FOUR);
    expect(chain.ceremony).toMatchObject({ epoch: 0, round: 'joining', untilMs: null, previous: null });
    chain.block([], 100 * ROUND_MS);
    expect(chain.ceremony.epoch).toBe(0);
    expect(chain.advance('ada')).toBe('ceremony.early');
    expect(chain.join('bea')).toBe('ok');
    expect(chain.ceremony.untilMs).toBe(chain.timeMs + ROUND_MS);
  });

  test.each([1, 4, 7])('of %i gives all a share, at once when all have spoken; fewer than t open nothing', (count) => {
    const names = NAMES.slice(0, count);
    const chain = new CeremonyChain(names);
    for (const name of names) expect(chain.join(name)).toBe('ok');
    expect(chain.ceremony.round).toBe('dealing');
    for (const name of names) expect(chain.deal(name)).toBe('ok');
    expect(chain.ceremony.round).toBe('responding');
    for (const name of names) expect(chain.respond(name)).toBe('ok');
    expect(outcome(chain)).toMatchObject({ status: 'completed', previousEpoch: null, faults: [] });
    expect(chain.networkKey).toMatchObject({
      holders: names.map((name) => ({ agency: agencyOf(name), peer: seatOf(name).peer })),
      sinceHeight: chain.height,
    });
    chain.take(names);
    const { threshold } = (chain.networkKey as NonNullable<typeof chain.networkKey>).key;
    expect(opens(chain, names.slice(-threshold))).toBe(true);
    if (threshold > 1) expect(opens(chain, names.slice(1, threshold))).toBe(false);
    const { epoch } = chain.ceremony;
    chain.block();
    expect(chain.ceremony.epoch).toBe(epoch);
  });

  test('completes with f absent from the beginning, and names them; the threshold stays', () => {
    const chain = new CeremonyChain(NAMES);
    chain.hold(NAMES.slice(0, 5));
    expect(outcome(chain)?.status).toBe('completed');
    expect(faultsOf(chain)).toEqual(['joining absent fay', 'joining absent gus']);
    expect(chain.networkKey?.key.threshold).toBe(5);
    expect(opens(chain, NAMES.slice(0, 5))).toBe(true);
  });

  test('is not begun again because somebody was absent', () => {
    const chain = new CeremonyChain(FOUR);
    chain.hold(FOUR.slice(0, 3));
    chain.block([], 10 * REST_MS);
    expect(chain.ceremony).toMatchObject({ epoch: 0, round: 'completed' });
  });

  test('waits for as many to join as a key takes, whatever the time', () => {
    const chain = new CeremonyChain(FOUR);
    chain.join('ada');
    chain.join('bea');
    expect(chain.timeOut('ada')).toBe('ceremony.early');
    expect(chain.join('cid')).toBe('ok');
    // The time was over, so nobody waits for the fourth.
    expect(chain.ceremony.round).toBe('dealing');
  });

  test('leaves out a dealer that deals what does not verify, and names it', () => {
    const chain = new CeremonyChain(FOUR);
    for (const name of FOUR) chain.join(name);
    const bad = { ...chain.dealing('bea'), ephemeral: chain.dealing('ada').ephemeral };
    expect(chain.deal('bea', bad)).toBe('threshold.dealing');
    expect(chain.deal('bea', bad)).toBe('threshold.dealing');
    for (const name of ['ada', 'cid', 'dan']) chain.deal(name);
    chain.timeOut('ada');
    for (const name of FOUR) chain.respond(name);
    expect(outcome(chain)?.status).toBe('completed');
    expect(faultsOf(chain)).toEqual(['dealing bad-dealing bea', 'dealing absent bea']);
    chain.take(FOUR);
    expect(opens(chain, ['bea', 'cid', 'dan'])).toBe(true);
  });

  test('leaves out a dealer that deals a bad share, on a complaint', () => {
    const chain = new CeremonyChain(FOUR);
    for (const name of FOUR) chain.join(name);
    for (const name of ['ada', 'cid', 'dan']) chain.deal(name);
    expect(chain.deal('bea', crookedDealing(chain.scheme, 2, [3], chain.random).dealing)).toBe('ok');
    expect(chain.complaints('cid')).toHaveLength(1);
    for (const name of FOUR) chain.respond(name);
    expect(outcome(chain)?.status).toBe('completed');
    expect(faultsOf(chain)).toEqual(['responding bad-share bea cid']);
    chain.take(FOUR);
    expect(opens(chain, ['bea', 'cid', 'dan'])).toBe(true);
  });

  test('does not hear a false complaint, and names who made it', () => {
    const chain = new CeremonyChain(FOUR);
    for (const name of FOUR) chain.join(name);
    for (const name of FOUR) chain.deal(name);
    for (const name of ['ada', 'bea', 'cid']) chain.respond(name);
    expect(chain.respond('dan', [chain.complaint('dan', 'ada')])).toBe('ok');
    expect(outcome(chain)?.status).toBe('completed');
    expect(faultsOf(chain)).toEqual(['responding false-complaint dan ada']);
  });

  test('keeps the first of two dealings, and names who dealt twice, once', () => {
    const chain = new CeremonyChain(FOUR);
    for (const name of FOUR) chain.join(name);
    const first = chain.dealing('bea');
    expect(chain.deal('bea', first)).toBe('ok');
    expect(chain.deal('bea', first)).toBe('ceremony.spoken');
    expect(chain.ceremony.faults).toEqual([]);
    expect(chain.deal('bea')).toBe('ceremony.spoken');
    expect(chain.deal('bea')).toBe('ceremony.spoken');
    for (const name of ['ada', 'cid', 'dan']) chain.deal(name);
    for (const name of FOUR) chain.respond(name);
    expect(outcome(chain)?.status).toBe('completed');
    expect(faultsOf(chain)).toEqual(['dealing second-dealing bea']);
    expect(chain.state.read(stateKey.dealing(0, 2))).toEqual(first);
  });

  test('fails when more than f that joined do not deal, begins anew after a pause, and completes', () => {
    const chain = new CeremonyChain(FOUR);
    for (const name of FOUR) chain.join(name);
    chain.deal('ada');
    chain.deal('bea');
    expect(chain.timeOut('ada')).toBe('ok');
    expect(outcome(chain)?.status).toBe('failed');
    expect(faultsOf(chain)).toEqual(['dealing absent cid', 'dealing absent dan']);
    expect(chain.networkKey).toBeUndefined();
    expect(chain.ceremony).toMatchObject({ epoch: 0, round: 'failed', failures: 1 });
    chain.block([], ROUND_MS - 1);
    expect(chain.ceremony.epoch).toBe(0);
    chain.block([], 1);
    expect(chain.ceremony).toMatchObject({ epoch: chain.height, round: 'joining', failures: 1 });
    // What was dealt in the ceremony before is gone.
    expect(chain.state.read(stateKey.dealing(0, 1))).toBeUndefined();
    chain.hold(FOUR);
    expect(outcome(chain)?.status).toBe('completed');
    expect(chain.ceremony.failures).toBe(0);
  });

  test('waits longer after each failure, up to the pause between ceremonies', () => {
    const chain = new CeremonyChain(['ada', 'bea']);
    const pauses: number[] = [];
    for (let attempt = 0; attempt < 6; attempt++) {
      chain.join('ada');
      chain.join('bea');
      chain.timeOut('ada');
      const endedMs = chain.ceremony.endedMs as number;
      while (chain.ceremony.round === 'failed') chain.block([], ROUND_MS);
      pauses.push(chain.timeMs - endedMs);
    }
    expect(pauses).toEqual([1, 2, 4, 8, 10, 10].map((rounds) => rounds * ROUND_MS));
  });
});

describe('who may speak, and when', () => {
  const codes = (...all: ResultCode[]) => all;

  test('joining', () => {
    const chain = new CeremonyChain([...FOUR, 'eva'], FOUR);
    const key = publicKeyOf(secretOf('fresh'));
    const body = { agency: agencyOf('ada'), epoch: 0, key };
    expect(
      codes(
        chain.submit('ceremony.join', holder('bea'), body),
        chain.submit('ceremony.join', asAgency('ada'), body),
        chain.submit('ceremony.join', holder('eva'), { ...body, agency: agencyOf('eva') }),
        chain.submit('ceremony.join', holder('ada'), { ...body, epoch: 1 }),
        chain.join('ada', new Uint8Array(33)),
        chain.join('ada', seatOf('ada').key),
        chain.join('ada', key),
        chain.join('ada'),
        chain.join('bea', key),
        chain.deal('ada', dealingOfAnother()),
      ),
    ).toEqual([
      'tx.signer-unknown',
      'tx.not-authorised',
      'tx.signer-unknown',
      'ceremony.other',
      'ceremony.key',
      'ceremony.key',
      'ok',
      'ceremony.spoken',
      'ceremony.key',
      'ceremony.round',
    ]);
  });

  test('dealing and responding', () => {
    const chain = new CeremonyChain(FOUR);
    for (const name of FOUR.slice(0, 3)) chain.join(name);
    expect(chain.timeOut('dan')).toBe('ok');
    expect(chain.deal('dan')).toBe('ceremony.not-part');
    expect(chain.respond('ada', [])).toBe('ceremony.round');
    expect(chain.advance('ada')).toBe('ceremony.early');
    for (const name of FOUR.slice(0, 3)) chain.deal(name);
    expect(chain.respond('dan', [])).toBe('ceremony.not-part');
    expect(chain.respond('ada')).toBe('ok');
    expect(chain.respond('ada')).toBe('ceremony.spoken');
    expect(chain.submit('ceremony.advance', asAgency('ada'), { epoch: 0 })).toBe('tx.not-authorised');
    expect(chain.timeOut('dan')).toBe('ok');
    expect(faultsOf(chain)).toEqual(['joining absent dan', 'responding absent bea', 'responding absent cid']);
    expect(outcome(chain)?.status).toBe('completed');
  });

  function dealingOfAnother() {
    const other = new CeremonyChain(['ada']);
    other.join('ada');
    return other.dealing('ada');
  }
});

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
    chain.hold(FOUR.slice(0, 3));
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

  test('one that was asked for and fails is not begun again by itself', () => {
    const chain = begun();
    chain.block([], REST_MS);
    expect(chain.submit('ceremony.request', holder('ada'), { agency: agencyOf('ada') })).toBe('ok');
    for (const name of FOUR) chain.join(name);
    chain.timeOut('ada');
    expect(chain.ceremony.round).toBe('failed');
    chain.block([], 10 * REST_MS);
    expect(chain.ceremony.round).toBe('failed');
    expect(chain.submit('ceremony.request', holder('ada'), { agency: agencyOf('ada') })).toBe('ok');
    chain.hold(FOUR);
    expect(outcome(chain)?.status).toBe('completed');
  });
});

test('a participant that did not respond has its share all the same', () => {
  const chain = new CeremonyChain(FOUR);
  for (const name of FOUR) chain.join(name);
  for (const name of FOUR) chain.deal(name);
  for (const name of FOUR.slice(0, 3)) chain.respond(name);
  chain.timeOut('ada');
  chain.take(FOUR);
  expect(opens(chain, ['bea', 'cid', 'dan'])).toBe(true);
});
