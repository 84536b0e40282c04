/** The explorer reads and never writes (LAW 8): it has no code path that submits, and no place that keeps anything. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { routes } from '@annals/ledger/rest';
import { describe, expect, test } from '@jest/globals';

const sources = globSync('**/*.{ts,tsx}', { cwd: import.meta.dirname })
  .filter((path) => !path.includes('.test.'))
  .map((path) => [path, readFileSync(join(import.meta.dirname, path), 'utf8')] as const);

/** The routes by which something can be changed, at a node or on the ledger. */
const writing = Object.entries(routes).flatMap(([name, { method }]) => (method === 'GET' ? [] : [name]));

/** What it would take to write to the ledger, or to leave something behind in the browser. */
const FORBIDDEN = {
  'a route that changes something': new RegExp(
    `routes\\s*(\\.\\s*(${writing.join('|')})\\b|\\[)|\\}\\s*=\\s*routes\\b`,
  ),
  'the shape of a submission': /\bsubmissionShape\b/,
  'making a transaction': /\bbuildTransaction\b|\bsealRecord\b/,
  'a request that is not GET': /['"](POST|PUT|PATCH|DELETE)['"]|\bsendBeacon\b|\bXMLHttpRequest\b|\bWebSocket\b/,
  'keeping something': /\b(localStorage|sessionStorage|indexedDB|document\.cookie|caches|serviceWorker)\b/,
  'markup from data': /\bdangerouslySetInnerHTML\b|\binnerHTML\b/,
};

describe.each(Object.entries(FORBIDDEN))('no source has %s', (_, pattern) => {
  test.each(sources)('%s', (_path, text) => expect(pattern.exec(text)).toBeNull());
});

test('the only fetches are the read-only one and the settings of the page', () => {
  const fetching = sources.filter(([, text]) => /(?<![.\w])fetch\(/.test(text)).map(([path]) => path);
  expect(fetching.sort()).toEqual(['connection/read-only-fetch.ts', 'main.tsx']);
});

test('there are routes that change something, and they are known here', () => {
  expect(writing).toEqual(expect.arrayContaining(['submit', 'changeSubscription']));
});

test.each([
  'client.call(routes.submit, {})',
  'call(routes.changeSubscription, {})',
  'const { submit } = routes;',
  "fetch(url, { method: 'POST' })",
])('the patterns see: %s', (text) => expect(Object.values(FORBIDDEN).some((pattern) => pattern.test(text))).toBe(true));
