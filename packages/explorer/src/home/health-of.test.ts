import type { NodeStatus } from '@annals/ledger/rest';
import { expect, test } from '@jest/globals';
import type { NodeView } from '../connection/connection.ts';
import { healthOf } from './health-of.ts';

type Said = NodeStatus['state'] | 'silent' | 'other chain';

const view = (said: Said, index: number): NodeView => ({
  node: `http://node-${index}`,
  status: said === 'silent' ? null : ({ state: said === 'other chain' ? 'idle' : said } as NodeStatus),
  isSameChain: said !== 'other chain',
});
const health = (...said: Said[]) => healthOf({ views: said.map(view), disagreeing: [] });

test('all of them work', () => {
  expect(health('idle', 'working')).toBe('healthy');
});

test.each<Said>(['silent', 'stalled', 'halted', 'catching-up', 'other chain'])(
  'one that is %s beside others that work is not a dead ledger',
  (said) => {
    expect(health('idle', said, 'working')).toBe('unhealthy');
    expect(health(said, 'idle')).toBe('unhealthy');
  },
);

test('nodes that disagree are not healthy', () => {
  expect(healthOf({ views: [view('idle', 0)], disagreeing: ['http://node-1'] })).toBe('unhealthy');
});

test('none that works with a quorum is a dead ledger', () => {
  expect(health('stalled', 'stalled')).toBe('dead');
  expect(health('stalled', 'silent')).toBe('dead');
  expect(health('halted')).toBe('dead');
  expect(health('silent', 'silent')).toBe('dead');
  expect(health('other chain', 'stalled')).toBe('dead');
});

test('one that only catches up does not say that it is dead', () => {
  expect(health('catching-up', 'silent')).toBe('unhealthy');
});
