/** The static server of the explorer: its policy, the hashes in its page, and how much a phone has to load. */
import { createHash } from 'node:crypto';
import { serveExplorer } from '@annals/explorer/serve';
import { guardServer } from '@annals/node/serving';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

/** Of all that the page loads, compressed. */
const BUDGET_BYTES = 300_000;
const NODE = 'http://127.0.0.1:8101';

describe('the server of the explorer', () => {
  let explorer: Awaited<ReturnType<typeof serveExplorer>>;
  beforeAll(async () => {
    explorer = await serveExplorer({ guard: guardServer, port: 0, nodes: [NODE] });
  }, 300_000);
  afterAll(() => explorer?.close());

  const page = async () => (await fetch(explorer.url)).text();
  const assetsOf = (text: string) => [...text.matchAll(/\/?assets\/[\w.-]+\.(?:js|css)/g)].map(([path]) => path);

  test('the policy lets the page reach the nodes and nobody else', async () => {
    const { headers } = await fetch(explorer.url);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`connect-src 'self' ${NODE};`);
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/unsafe|\*/);
    expect(headers.get('set-cookie')).toBeNull();
    expect(headers.get('permissions-policy')).toBe('camera=(self), geolocation=(), microphone=()');
  });

  test('scripts and styles carry the hash of their content, and nothing is inline or from elsewhere', async () => {
    const text = await page();
    const tags = text.match(/<(script|link)\b[^>]*(src|href)="\/assets[^>]*>/g) ?? [];
    expect(tags).toHaveLength(2);
    for (const tag of tags) {
      const [, path, integrity] = /(?:src|href)="([^"]+)" integrity="([^"]+)"/.exec(tag) ?? [];
      const bytes = new Uint8Array(await (await fetch(`${explorer.url}${path}`)).arrayBuffer());
      expect(integrity).toBe(`sha384-${createHash('sha384').update(bytes).digest('base64')}`);
    }
    expect(text).not.toMatch(/<script(?![^>]*src=)|<style|style="|https?:\/\//);
  });

  test('everything that is loaded is below the budget, compressed, and names no typeface or crown of others', async () => {
    const text = await page();
    const script = assetsOf(text).find((path) => path.endsWith('.js')) ?? '';
    expect(script).toMatch(/^\/assets/);
    const program = await (await fetch(`${explorer.url}${script}`)).text();
    const worker = assetsOf(program).find((path) => /worker/.test(path));
    // What reads QR codes is loaded when somebody scans one, and is not counted.
    expect(program).toMatch(/scan-qr-[\w-]+\.js/);
    const workerPath = `/${worker?.replace(/^\//, '')}`;
    // The words of phrases, which the worker loads when somebody signs in.
    const [words] = /english-[\w-]+\.js/.exec(await (await fetch(`${explorer.url}${workerPath}`)).text()) ?? [];
    expect(words).toBeDefined();
    let total = text.length;
    for (const path of [...assetsOf(text), workerPath, `/assets/${words}`]) {
      const response = await fetch(`${explorer.url}${path}`, { headers: { 'accept-encoding': 'br' } });
      expect(response.status).toBe(200);
      expect(response.headers.get('content-encoding')).toBe('br');
      total += Number(response.headers.get('content-length'));
      const file = await response.text();
      expect(file).not.toMatch(/GDS Transport|GOV\.UK|crown|crest/i);
      expect(file).not.toContain('Invalid hook call');
    }
    expect(worker).toBeDefined();
    expect(total).toBeLessThan(BUDGET_BYTES);
    expect(total).toBeGreaterThan(50_000);
  });

  test('it answers GET only, and every page address with the page', async () => {
    expect((await fetch(explorer.url, { method: 'POST', body: 'x' })).status).toBe(405);
    expect((await fetch(`${explorer.url}/assets/none.js`)).status).toBe(404);
    expect(await (await fetch(`${explorer.url}/records/rec1x`)).text()).toBe(await page());
    expect(await (await fetch(`${explorer.url}/explorer.json`)).json()).toEqual({ nodes: [NODE], genesis: null });
  });

  test.each(['http://a.example; script-src *', 'javascript:alert(1)', 'nonsense'])('%s is no node', async (node) => {
    await expect(serveExplorer({ guard: guardServer, port: 0, nodes: [node] })).rejects.toThrow();
  });
});
