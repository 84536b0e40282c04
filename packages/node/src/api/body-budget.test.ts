import { EventEmitter } from 'node:events';
import { expect, test } from '@jest/globals';
import { BodyBudget } from './body-budget.ts';
import { API_LIMITS } from './limits.ts';

const MIB = 1024 * 1024;
const LARGEST = { 'content-length': String(API_LIMITS.bodyBytes) };
const clientAt = (account: string, isMember = false) => ({ account, isMember });

/** Whether a request finds room at its head. */
function isAdmitted(
  budget: BodyBudget,
  account: string,
  headers: { [name: string]: string } = LARGEST,
  method = 'POST',
) {
  try {
    budget.admit({ method, headers }, clientAt(account));
    return true;
  } catch {
    return false;
  }
}

/** Sends so many MiB of a body. */
function send(budget: BodyBudget, account: string, mib: number, isMember = false) {
  const body = Object.assign(new EventEmitter(), {
    isEnded: false,
    destroy() {
      body.isEnded = true;
      return body as never;
    },
  });
  const answer = new EventEmitter();
  budget.count(body as never, answer as never, clientAt(account, isMember));
  const more = (): void => void body.emit('data', new Uint8Array(MIB));
  for (let sent = 0; sent < mib; sent++) more();
  return { more, end: () => void answer.emit('close'), isEnded: () => body.isEnded };
}

test('ATTACK announced-bodies: what is only announced takes no room', () => {
  const budget = new BodyBudget();
  for (let i = 0; i < 100; i++) expect(isAdmitted(budget, '10.0.0.1')).toBe(true);
  expect(isAdmitted(budget, '10.0.0.2')).toBe(true);
});

test('one address that sends much leaves room for the others, and gets its own back at the end', () => {
  const budget = new BodyBudget();
  const bodies = [send(budget, '10.0.0.1', 32), send(budget, '10.0.0.1', 32)];
  expect(isAdmitted(budget, '10.0.0.1')).toBe(false);
  const [first] = bodies;
  first?.more();
  expect(first?.isEnded()).toBe(true);
  expect(isAdmitted(budget, '10.0.0.2')).toBe(true);
  for (const { end } of bodies) end();
  expect(isAdmitted(budget, '10.0.0.1')).toBe(true);
});

test('strangers leave room for members, however many addresses they have', () => {
  const budget = new BodyBudget();
  const strangers = [1, 2, 3, 4].map((i) => send(budget, `10.0.0.${i}`, 32));
  expect(strangers.map(({ isEnded }) => isEnded())).toEqual([false, false, false, true]);
  expect(send(budget, '10.1.0.1', 32, true).isEnded()).toBe(false);
});

test.each([LARGEST, { 'transfer-encoding': 'chunked' }, { 'content-length': 'x' }])(
  'whatever a body is announced as, there must be room for it: %j',
  (headers) => {
    const budget = new BodyBudget();
    send(budget, '10.0.0.1', 40);
    for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'POST'])
      expect(isAdmitted(budget, '10.0.0.1', headers, method)).toBe(false);
  },
);

test('what has no body needs no room, such as the preflight of a browser', () => {
  const budget = new BodyBudget();
  send(budget, '10.0.0.1', 64);
  expect(isAdmitted(budget, '10.0.0.1', {}, 'OPTIONS')).toBe(true);
  expect(isAdmitted(budget, '10.0.0.1', LARGEST, 'GET')).toBe(true);
});
