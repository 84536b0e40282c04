import { EventEmitter } from 'node:events';
import { AnnalsError } from '@annals/ledger/errors';
import { expect, test } from '@jest/globals';
import type { FastifyReply } from 'fastify';
import { BodyBudget } from './body-budget.ts';
import { API_LIMITS } from './limits.ts';

const LARGEST = { 'content-length': String(API_LIMITS.bodyBytes) };

/** Asks for room; gives the way to end the request, or null when there was none. */
function ask(budget: BodyBudget, ip: string, headers: { [name: string]: string } = LARGEST, method = 'POST') {
  const raw = new EventEmitter();
  try {
    budget.reserve({ method, headers, ip } as never, { raw } as unknown as FastifyReply);
  } catch (error) {
    if (error instanceof AnnalsError && error.code === 'node.busy') return null;
    throw error;
  }
  return () => void raw.emit('close');
}

/** How many requests find room. */
function room(
  budget: BodyBudget,
  ...given: [ip: string, headers?: { [name: string]: string }, method?: string]
): number {
  let count = 0;
  while (count < 100 && ask(budget, ...given)) count += 1;
  return count;
}

test('one address that sends slowly leaves room for the others, and gets its own back at the end', () => {
  const budget = new BodyBudget();
  const ends = [ask(budget, '10.0.0.1'), ask(budget, '10.0.0.1')];
  expect(ends.every((end) => end !== null)).toBe(true);
  expect(ask(budget, '10.0.0.1')).toBeNull();
  expect(room(budget, '10.0.0.2')).toBe(2);
  expect(room(budget, '10.0.0.3')).toBe(0);
  for (const end of ends) end?.();
  expect(room(budget, '10.0.0.3')).toBe(2);
});

test.each(['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'POST'])('a body counts whatever the method: %s', (method) => {
  expect(room(new BodyBudget(), '10.0.0.1', LARGEST, method)).toBe(2);
  expect(room(new BodyBudget(), '10.0.0.1', { 'transfer-encoding': 'chunked' }, method)).toBe(2);
  expect(room(new BodyBudget(), '10.0.0.1', { 'content-length': 'x' }, method)).toBe(2);
});

test('what has no body needs no room, such as the preflight of a browser', () => {
  expect(room(new BodyBudget(), '10.0.0.1', {}, 'OPTIONS')).toBe(100);
  expect(room(new BodyBudget(), '10.0.0.1', LARGEST, 'GET')).toBe(100);
});
