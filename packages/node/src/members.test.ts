import { type KeyCeremony, stateKey } from '@annals/ledger/block';
import type { AgencyId } from '@annals/ledger/codec';
import type { StateSource } from '@annals/ledger/state';
import { describe, expect, test } from '@jest/globals';
import { membersOf } from './members.ts';

const at = (name: string) => ({ agency: name as AgencyId, peer: `peer ${name}`, address: `/dns4/${name}/tcp/1` });
const config = { observers: ['peer watcher'], addresses: { 'peer b': '/dns4/elsewhere/tcp/1' } };

/** A state in which these hold seats and shares, and these deal in a ceremony of this round. */
function stateWith(
  seats: string[],
  holders: string[] | null,
  round?: KeyCeremony['round'],
  { dealers = [], released = [], standby }: { dealers?: string[]; released?: string[]; standby?: string[] } = {},
) {
  const current = seats.map(at);
  const values = new Map<string, unknown>([
    [stateKey.validators, { current, next: current }],
    [stateKey.networkKey, holders && { holders: holders.map(at) }],
    [stateKey.networkKeyStandby, standby && { holders: standby.map(at) }],
    [stateKey.ceremony, round && { round, previous: { holders: dealers.map(at) }, released: released.map(at) }],
  ]);
  const decoded = { get: (key: string) => values.get(key) ?? undefined, set: () => {} };
  return { get: () => undefined, decoded } as unknown as StateSource;
}

const rolesIn = (state: StateSource) =>
  Object.fromEntries(membersOf(state, config).map(({ peer, role }) => [peer.slice(5), role]));

describe('who may connect', () => {
  test('validators, at the addresses of the configuration where it names some, and observers', () => {
    expect(membersOf(stateWith(['a', 'b'], null), config)).toEqual([
      { peer: 'peer watcher', role: 'observer' },
      { peer: 'peer a', role: 'validator', address: '/dns4/a/tcp/1' },
      { peer: 'peer b', role: 'validator', address: '/dns4/elsewhere/tcp/1' },
    ]);
  });

  test('who has left keeps its place until its share is dealt, and may then still learn that it is', () => {
    const watcher = { watcher: 'observer' };
    const left = stateWith(['b', 'c'], ['a', 'b'], 'dealing', { dealers: ['a', 'b'] });
    expect(rolesIn(left)).toEqual({ ...watcher, a: 'validator', b: 'validator', c: 'validator' });
    const dealt = stateWith(['b', 'c'], ['b', 'c'], 'completed', { dealers: ['a', 'b'], released: ['a', 'b'] });
    expect(rolesIn(dealt)).toEqual({ ...watcher, a: 'observer', b: 'validator', c: 'validator' });
    const later = stateWith(['b', 'c'], ['b', 'c'], 'joining', { dealers: ['b', 'c'], released: ['a', 'b'] });
    expect(rolesIn(later)).toEqual({ ...watcher, a: 'observer', b: 'validator', c: 'validator' });
  });

  test('who has left keeps its place while later shares stand by, and who holds one of those has one too', () => {
    const state = stateWith(['b', 'c'], ['a', 'b'], 'incomplete', { dealers: ['a', 'b'], standby: ['c', 'd'] });
    expect(rolesIn(state)).toEqual({
      watcher: 'observer',
      a: 'validator',
      b: 'validator',
      c: 'validator',
      d: 'validator',
    });
  });
});
