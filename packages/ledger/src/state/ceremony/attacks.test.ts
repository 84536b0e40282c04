/** What hostile holders have done to a ceremony, or might: none of it costs the key (LAW 2). */
import { describe, expect, test } from '@jest/globals';
import { dealersOf, indexAmong, participantsOf, stateKey } from '../../block/index.ts';
import { crookedDealing } from '../../threshold/testing/index.ts';
import { agencyOf } from '../sample-chain.fixture.ts';
import { CeremonyChain, holder, REST_MS, ROUND_MS } from './ceremony-chain.fixture.ts';
import { FOUR, faultsOf, NAMES, opens, outcome } from './ceremony-checks.fixture.ts';

/** A network whose key stands, and a ceremony that shares it again, in which all have joined. */
function resharing(): CeremonyChain {
  const chain = new CeremonyChain(FOUR);
  chain.hold(FOUR);
  chain.block([], REST_MS);
  expect(ask(chain, 'ada')).toBe('ok');
  for (const name of FOUR) chain.join(name);
  return chain;
}

const ask = (chain: CeremonyChain, name: string) =>
  chain.submit('ceremony.request', holder(name), { agency: agencyOf(name) });

function crooked(chain: CeremonyChain, name: string, victims: readonly string[]) {
  const index = indexAmong(dealersOf(chain.ceremony), agencyOf(name)) as number;
  const who = victims.map((victim) => indexAmong(participantsOf(chain.ceremony), agencyOf(victim)) as number);
  return crookedDealing(chain.scheme, index, who, chain.random, chain.shares.get(name)?.secret).dealing;
}

/** Ada has dealt bea a bad share, who is away while the others respond. */
function cheatedOf(): CeremonyChain {
  const chain = resharing();
  for (const name of ['bea', 'cid', 'dan']) chain.deal(name);
  expect(chain.deal('ada', crooked(chain, 'ada', ['bea']))).toBe('ok');
  for (const name of ['ada', 'cid', 'dan']) chain.respond(name, []);
  chain.timeOut('cid');
  expect(chain.ceremony.round).toBe('confirming');
  return chain;
}

describe('ATTACK bad-share-to-the-absent', () => {
  test('the older shares stay in force, and the one that was away complains when it is back', () => {
    const chain = cheatedOf();
    const epoch = chain.networkKey?.key.epoch;
    for (const name of ['ada', 'cid', 'dan']) expect(chain.confirm(name)).toBe('ok');
    expect(chain.networkKey?.key.epoch).toBe(epoch);
    expect(opens(chain, ['bea', 'cid', 'dan'])).toBe(true);
    expect(() => chain.confirmation('bea')).toThrow(/dealt is bad/);
    const late = chain.confirmation('cid');
    expect(chain.respond('bea')).toBe('ok');
    expect(chain.ceremony.faults).toContainEqual(
      expect.objectContaining({ type: 'bad-share', agency: agencyOf('ada'), other: agencyOf('bea') }),
    );
    // Another candidate, without what ada has dealt: each confirms it anew.
    expect(chain.ceremony).toMatchObject({ round: 'confirming', confirmed: [], disqualified: [1] });
    expect(chain.confirm('cid', late)).toBe('ceremony.candidate');
    for (const name of FOUR) expect(chain.confirm(name)).toBe('ok');
    expect(outcome(chain)?.status).toBe('completed');
    chain.take(FOUR);
    expect(opens(chain, ['bea', 'cid', 'dan'])).toBe(true);
  });

  test('one that does not come back in time has its older share; the new ones stand by and cost nothing', () => {
    const chain = cheatedOf();
    const epoch = chain.networkKey?.key.epoch;
    for (const name of ['ada', 'cid', 'dan']) chain.confirm(name);
    expect(chain.timeOut('cid')).toBe('ok');
    expect(outcome(chain)?.status).toBe('incomplete');
    expect(chain.networkKey?.key.epoch).toBe(epoch);
    expect(opens(chain, ['bea', 'cid', 'dan'])).toBe(true);
    expect(chain.state.read(stateKey.networkKeyStandby)).toMatchObject({ confirmed: [1, 3, 4] });
    // It asks; whatever ada deals now, bea is there to complain.
    chain.block([], REST_MS);
    expect(ask(chain, 'bea')).toBe('ok');
    chain.hold(FOUR);
    expect(outcome(chain)?.status).toBe('completed');
    expect(chain.state.read(stateKey.networkKeyStandby)).toBeUndefined();
    expect(chain.ceremony.released.map(({ agency }) => agency)).toEqual(FOUR.map(agencyOf));
  });

  test('a dealer that complains of itself, late, is out once, and holds nothing up after that', () => {
    const chain = resharing();
    for (const name of ['bea', 'cid', 'dan']) chain.deal(name);
    chain.deal('ada', crooked(chain, 'ada', ['ada']));
    for (const name of ['bea', 'cid', 'dan']) chain.respond(name);
    chain.timeOut('bea');
    for (const name of ['bea', 'cid', 'dan']) chain.confirm(name);
    expect(chain.respond('ada')).toBe('ok');
    expect(chain.respond('ada')).toBe('ceremony.spoken');
    for (const name of FOUR) expect(chain.confirm(name)).toBe('ok');
    expect(outcome(chain)?.status).toBe('completed');
  });

  test('a late complaint that is false costs its own name, and one of who has confirmed is not heard', () => {
    const chain = resharing();
    for (const name of FOUR) chain.deal(name);
    for (const name of ['ada', 'bea', 'cid']) chain.respond(name);
    chain.timeOut('ada');
    for (const name of ['bea', 'cid']) chain.confirm(name);
    expect(chain.respond('dan', [chain.complaint('dan', 'bea'), chain.complaint('dan', 'cid')])).toBe('ok');
    expect(chain.ceremony).toMatchObject({ confirmed: [2, 3], disqualified: [] });
    expect(chain.ceremony.faults.filter(({ type }) => type === 'false-complaint')).toHaveLength(1);
    expect(chain.respond('bea', [])).toBe('ceremony.spoken');
  });
});

describe('ATTACK standby-replaced', () => {
  /** Ada has lost its share of the key in force; what stands by is held by ada, bea and cid. Then dan asks. */
  function again() {
    const chain = new CeremonyChain(FOUR);
    chain.hold(FOUR);
    const inForce = new Map(chain.shares);
    inForce.delete('ada');
    const ceremony = (by: string, without: string) => {
      chain.block([], 4 * REST_MS);
      expect(ask(chain, by)).toBe('ok');
      chain.shares.clear();
      for (const [name, share] of inForce) chain.shares.set(name, share);
      chain.holdUntilConfirming(FOUR, ['bea', 'cid', 'dan']);
      for (const name of FOUR) if (name !== without) expect(chain.confirm(name)).toBe('ok');
      expect(chain.timeOut('ada')).toBe('ok');
      return outcome(chain)?.status;
    };
    expect(ceremony('ada', 'dan')).toBe('incomplete');
    const standby = () => chain.state.read(stateKey.networkKeyStandby);
    return { chain, ceremony, standby };
  }

  test('shares that others hold do not give way to shares that one of them has not confirmed', () => {
    const { ceremony, standby } = again();
    const before = standby();
    // Cid is away while the shares are confirmed, and dan says that it holds one.
    expect(ceremony('dan', 'cid')).toBe('failed');
    expect(standby()).toEqual(before);
    expect(standby()?.confirmed).toEqual([1, 2, 3]);
  });

  test('they give way to shares that all of them have confirmed', () => {
    const { ceremony, standby } = again();
    const before = standby();
    expect(ceremony('bea', 'dan')).toBe('incomplete');
    expect(standby()?.key.epoch).toBeGreaterThan(before?.key.epoch ?? Number.POSITIVE_INFINITY);
  });

  test('who has lost its seat holds up nothing', () => {
    const five = NAMES.slice(0, 5);
    const chain = new CeremonyChain(five);
    chain.hold(five);
    chain.block([], REST_MS);
    expect(ask(chain, 'eva')).toBe('ok');
    chain.holdUntilConfirming(five);
    for (const name of FOUR) expect(chain.confirm(name)).toBe('ok');
    expect(chain.timeOut('ada')).toBe('ok');
    expect(chain.state.read(stateKey.networkKeyStandby)?.confirmed).toEqual([1, 2, 3, 4]);
    chain.removeSeat('cid', ['ada', 'bea', 'dan', 'eva']);
    const { epoch } = chain.ceremony;
    chain.holdUntilConfirming(['ada', 'bea', 'dan', 'eva'], ['ada', 'bea', 'dan', 'eva']);
    for (const name of ['ada', 'bea', 'dan']) expect(chain.confirm(name)).toBe('ok');
    expect(chain.timeOut('ada')).toBe('ok');
    expect(outcome(chain, epoch)?.status).toBe('incomplete');
    expect(chain.state.read(stateKey.networkKeyStandby)?.key.epoch).toBe(epoch);
  });
});

describe('ATTACK false-confirmation', () => {
  test('without the share nobody confirms, nor with what another has made', () => {
    const chain = resharing();
    for (const name of FOUR) chain.deal(name);
    for (const name of FOUR) chain.respond(name);
    const [own, other, mine] = [chain.confirmation('dan'), chain.confirmation('cid'), chain.confirmation('bea')];
    expect(chain.confirm('dan', { ...own, candidate: new Uint8Array(32) })).toBe('ceremony.candidate');
    expect(chain.confirm('dan', { ...other, agency: agencyOf('dan') })).toBe('ceremony.confirmation');
    expect(chain.confirm('bea', { ...mine, proof: mine.proof.toReversed() as Uint8Array<ArrayBuffer> })).toBe(
      'ceremony.confirmation',
    );
    expect(chain.ceremony.confirmed).toEqual([]);
    const fault = { round: 'confirming', type: 'bad-confirmation', other: null };
    expect(chain.ceremony.faults).toEqual([
      { ...fault, agency: agencyOf('dan') },
      { ...fault, agency: agencyOf('bea') },
    ]);
    // ATTACK dear-refusals: who has proven wrongly is not heard again, whatever it brings.
    expect(chain.confirm('dan', own)).toBe('ceremony.spoken');
    expect(chain.confirm('ada')).toBe('ok');
  });
});

describe('ATTACK round-cut-short', () => {
  test('what says that one round is over ends no other, and no round before its own time', () => {
    const chain = resharing();
    const { epoch } = chain.ceremony;
    const forDealing = chain.transaction('ceremony.advance', holder('bea'), { epoch, round: 'dealing' });
    chain.takeTurns();
    expect(chain.advance('ada')).toBe('ceremony.early');
    chain.block([], ROUND_MS);
    // Who deals late does not end the round over the heads of the others.
    for (const name of ['bea', 'cid', 'dan']) expect(chain.deal(name)).toBe('ok');
    expect(chain.ceremony.round).toBe('dealing');
    expect(chain.advance('ada')).toBe('ok');
    expect(chain.ceremony.round).toBe('responding');
    chain.block([forDealing as never], ROUND_MS);
    expect(chain.ceremony).toMatchObject({ round: 'responding', responded: [] });
    expect(chain.advance('ada', 'confirming')).toBe('ceremony.round');
    expect(faultsOf(chain, epoch)).toEqual([]);
  });
});

describe('ATTACK never-joining', () => {
  test('a holder that does not join, or does not confirm, keeps nobody from a share, and goes by vote', () => {
    const chain = new CeremonyChain(['ada', 'bea', 'cid', 'dan', 'eva', 'fay', 'gus']);
    const all = ['ada', 'bea', 'cid', 'dan', 'eva', 'fay', 'gus'];
    const here = all.slice(0, 6);
    chain.hold(all);
    const before = chain.networkKey;
    chain.block([], REST_MS);
    expect(ask(chain, 'fay')).toBe('ok');
    // Fay has lost her share: as many as it takes deal without her and without gus.
    chain.hold(here, all.slice(0, 5));
    expect(outcome(chain)?.status).toBe('incomplete');
    expect(chain.networkKey).toEqual(before);
    chain.removeSeat('gus', here);
    expect(chain.ceremony.round).toBe('joining');
  }, 300_000);
});

describe('ATTACK endless-requests', () => {
  test('each makes the pause before the next one of the same agency longer, and others do not wait for it', () => {
    const chain = new CeremonyChain(['ada', 'bea']);
    chain.hold(['ada', 'bea']);
    const pauses: number[] = [];
    for (let time = 0; time < 8; time++) {
      const endedMs = chain.ceremony.endedMs as number;
      while (ask(chain, 'ada') !== 'ok') chain.block([], REST_MS);
      pauses.push(Math.floor((chain.timeMs - endedMs) / REST_MS));
      for (const name of ['ada', 'bea']) chain.join(name);
      chain.timeOut('ada');
      expect(chain.ceremony.round).toBe('failed');
    }
    expect(pauses[0]).toBe(1);
    expect(pauses.at(-1)).toBeGreaterThanOrEqual(30);
    chain.block([], REST_MS);
    expect(ask(chain, 'ada')).toBe('ceremony.not-due');
    expect(ask(chain, 'bea')).toBe('ok');
  });
});
