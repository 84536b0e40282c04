import { describe, expect, test } from '@jest/globals';
import { type ResultCode, stateKey } from '../../block/index.ts';
import { sign } from '../../crypto/index.ts';
import { crookedDealing } from '../../threshold/testing/index.ts';
import { ceremonyJoinDigest } from '../../transaction/index.ts';
import { agencyOf, asAgency, seatOf, secretOf } from '../sample-chain.fixture.ts';
import { CeremonyChain, holder, REST_MS, ROUND_MS } from './ceremony-chain.fixture.ts';
import { FOUR, faultsOf, NAMES, opens, outcome } from './ceremony-checks.fixture.ts';

describe('the first ceremony', () => {
  test('begins with the chain, and waits without a time until somebody joins', () => {
    const chain = new CeremonyChain(FOUR);
    expect(chain.ceremony).toMatchObject({ epoch: 0, round: 'joining', untilMs: null, previous: null });
    chain.block([], 100 * ROUND_MS);
    expect(chain.ceremony.epoch).toBe(0);
    expect(chain.advance('ada')).toBe('ceremony.early');
    expect(chain.join('bea')).toBe('ok');
    expect(chain.ceremony.untilMs).toBeNull();
    chain.takeTurns();
    expect(chain.ceremony.untilMs).toBeLessThanOrEqual(chain.timeMs + REST_MS);
  });

  test.each([1, 4, 7])('of %i gives all a share, at once when all have spoken; fewer than t open nothing', (count) => {
    const names = NAMES.slice(0, count);
    const chain = new CeremonyChain(names);
    for (const name of names) expect(chain.join(name)).toBe('ok');
    expect(chain.ceremony.round).toBe('dealing');
    for (const name of names) expect(chain.deal(name)).toBe('ok');
    expect(chain.ceremony.round).toBe('responding');
    for (const name of names) expect(chain.respond(name)).toBe('ok');
    expect(chain.ceremony.round).toBe('confirming');
    expect(chain.networkKey).toBeUndefined();
    for (const name of names) expect(chain.confirm(name)).toBe('ok');
    const confirmed = names.map(agencyOf);
    expect(outcome(chain)).toMatchObject({ status: 'completed', previousEpoch: null, faults: [], confirmed });
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

  test('is made by all seats: it waits for each to join, whatever the time, and goes on without one that is voted out', () => {
    const chain = new CeremonyChain(FOUR);
    for (const name of ['ada', 'bea', 'cid']) chain.join(name);
    chain.block([], 100 * REST_MS);
    expect(chain.timeOut('ada')).toBe('ceremony.early');
    chain.removeSeat('dan', ['ada', 'bea', 'cid']);
    expect(chain.ceremony.seats).toHaveLength(3);
    chain.hold(['ada', 'bea', 'cid']);
    expect(outcome(chain)?.status).toBe('completed');
    expect(opens(chain, ['ada', 'bea', 'cid'])).toBe(true);
  });

  test('is made anew when one does not confirm: nothing is in force yet', () => {
    const chain = new CeremonyChain(FOUR);
    chain.holdUntilConfirming(FOUR);
    for (const name of ['ada', 'bea', 'cid']) chain.confirm(name);
    const publicKey = chain.candidate.key.publicKey;
    expect(chain.timeOut('ada')).toBe('ok');
    expect(outcome(chain)?.status).toBe('failed');
    expect(faultsOf(chain)).toEqual(['confirming absent dan']);
    expect(chain.networkKey).toBeUndefined();
    while (chain.ceremony.round === 'failed') chain.block([], ROUND_MS);
    chain.hold(FOUR);
    expect(outcome(chain)?.status).toBe('completed');
    expect(chain.networkKey?.key.publicKey).not.toEqual(publicKey);
  });

  test('leaves out a dealer that deals what does not verify, and names it', () => {
    const chain = new CeremonyChain(FOUR);
    for (const name of FOUR) chain.join(name);
    const bad = { ...chain.dealing('bea'), ephemeral: chain.dealing('ada').ephemeral };
    expect(chain.deal('bea', bad)).toBe('threshold.dealing');
    // ATTACK dear-refusals: whatever it deals after that is not looked at.
    expect(chain.deal('bea', bad)).toBe('ceremony.spoken');
    expect(chain.deal('bea')).toBe('ceremony.spoken');
    for (const name of ['ada', 'cid', 'dan']) chain.deal(name);
    chain.timeOut('ada');
    for (const name of FOUR) chain.respond(name);
    for (const name of FOUR) chain.confirm(name);
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
    for (const name of FOUR) chain.confirm(name);
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
    for (const name of FOUR) chain.confirm(name);
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
    for (const name of FOUR) chain.confirm(name);
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
    const fresh = secretOf('fresh');
    const body = chain.joining('ada', fresh);
    expect(
      codes(
        chain.submit('ceremony.join', holder('bea'), body),
        chain.submit('ceremony.join', asAgency('ada'), body),
        chain.submit('ceremony.join', holder('eva'), { ...body, agency: agencyOf('eva') }),
        chain.submit('ceremony.join', holder('ada'), { ...body, epoch: 1 }),
        chain.submit('ceremony.join', holder('ada'), { ...body, key: new Uint8Array(33) }),
        chain.join('ada', secretOf('ada/validator')),
        chain.join('ada', fresh),
        chain.join('ada'),
        chain.join('bea', fresh),
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

  test('LAW 2: nobody joins with the key of another, who would be kept from her share', () => {
    const chain = new CeremonyChain(FOUR);
    // Seen on its way to a block, and sent by another validator first.
    const seen = chain.joining('ada', secretOf('of ada'));
    const copied = { ...seen, agency: agencyOf('bea') };
    expect(chain.submit('ceremony.join', holder('bea'), copied)).toBe('ceremony.key');
    const proof = sign(ceremonyJoinDigest(chain.state.chain, agencyOf('bea'), 0, seen.key), secretOf('bea/validator'));
    expect(chain.submit('ceremony.join', holder('bea'), { ...copied, proof })).toBe('ceremony.key');
    expect(chain.submit('ceremony.join', holder('ada'), seen)).toBe('ok');
  });

  test('dealing, responding and confirming', () => {
    const chain = new CeremonyChain([...FOUR, 'eva'], FOUR);
    chain.hold(FOUR);
    chain.block([], REST_MS);
    chain.submit('ceremony.request', holder('ada'), { agency: agencyOf('ada') });
    const [first, second, third] = ['ada', 'bea', 'cid'] as const;
    for (const name of [first, second, third]) chain.join(name);
    expect(chain.timeOut('dan')).toBe('ok');
    expect(chain.respond('ada', [])).toBe('ceremony.round');
    expect(chain.advance('ada')).toBe('ceremony.early');
    for (const name of FOUR) chain.deal(name);
    expect(chain.respond('dan', [])).toBe('ceremony.not-part');
    expect(chain.respond('ada')).toBe('ok');
    expect(chain.respond('ada')).toBe('ceremony.spoken');
    const { epoch } = chain.ceremony;
    const over = { epoch, round: 'responding' } as const;
    expect(chain.submit('ceremony.advance', asAgency('ada'), over)).toBe('tx.not-authorised');
    expect(chain.timeOut('dan')).toBe('ok');
    expect(chain.ceremony.round).toBe('confirming');
    expect(chain.confirm('dan', { ...chain.confirmation('ada'), agency: agencyOf('dan') })).toBe('ceremony.not-part');
    expect(chain.confirm('ada')).toBe('ok');
    expect(chain.confirm('ada')).toBe('ceremony.spoken');
    expect(chain.respond('ada')).toBe('ceremony.spoken');
    for (const name of [second, third]) chain.confirm(name);
    // All that have joined have confirmed, and one seat has not joined.
    expect(outcome(chain, epoch)?.status).toBe('incomplete');
    expect(faultsOf(chain)).toEqual(['joining absent dan', 'responding absent bea', 'responding absent cid']);
  });

  function dealingOfAnother() {
    const other = new CeremonyChain(['ada']);
    other.join('ada');
    return other.dealing('ada');
  }
});

test('a participant that did not respond has its share all the same', () => {
  const chain = new CeremonyChain(FOUR);
  for (const name of FOUR) chain.join(name);
  for (const name of FOUR) chain.deal(name);
  for (const name of FOUR.slice(0, 3)) chain.respond(name);
  chain.timeOut('ada');
  for (const name of FOUR) expect(chain.confirm(name)).toBe('ok');
  chain.take(FOUR);
  expect(opens(chain, ['bea', 'cid', 'dan'])).toBe(true);
});
