/**
 * The explorer in a real browser against real validators: a newcomer's path, what a lying node can not do (LAW 3,
 * LAW 8), accessibility, and that nothing leaves the browser or stays in it.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { serveExplorer } from '@annals/explorer/serve';
import { formatGenesis } from '@annals/ledger/block';
import { formatId } from '@annals/ledger/codec';
import { receiptShape } from '@annals/ledger/light';
import { routes } from '@annals/ledger/rest';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { Actors, commit } from '../harness/actors.ts';
import { TestNetwork } from '../harness/test-network.ts';
import { openBrowser } from './browser.ts';
import { LyingNode } from './lying-node.ts';
import { makeCitizen, PASSWORD, type SampleCitizen } from './sample-citizen.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PHONE = { width: 375, height: 740 };
const DESKTOP = { width: 1280, height: 800 };
const IMAGES = process.env.ANNALS_SCREENSHOTS;

describe('the explorer', () => {
  let network: TestNetwork;
  let citizen: SampleCitizen;
  let liar: LyingNode;
  let explorer: Awaited<ReturnType<typeof serveExplorer>>;
  let browser: Browser;
  const contexts: BrowserContext[] = [];

  beforeAll(async () => {
    network = await TestNetwork.start();
    citizen = await makeCitizen(network);
    liar = await LyingNode.start(network.url(0));
    const nodes = [liar.url, network.url(1)];
    explorer = await serveExplorer({ port: 0, nodes, genesis: formatGenesis(network.genesis) });
    browser = await openBrowser();
  }, 120_000);
  afterEach(async () => {
    liar.lie = undefined;
    await Promise.all(contexts.splice(0).map((context) => context.close()));
  });
  afterAll(async () => {
    await browser?.close();
    await explorer?.close();
    liar?.close();
    await network?.stop();
  });

  /** A page in a browser of its own, with every request that it makes. */
  async function open(path: string, options: Parameters<Browser['newContext']>[0] = {}) {
    const context = await browser.newContext({ viewport: DESKTOP, locale: 'en', ...options });
    contexts.push(context);
    const page = await context.newPage();
    const requests: { readonly method: string; readonly origin: string; readonly body: string | null }[] = [];
    const complaints: string[] = [];
    context.on('request', (request) =>
      requests.push({
        method: request.method(),
        origin: new URL(request.url()).origin,
        body: request.postData(),
      }),
    );
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`${explorer.url}${path}`);
    return { page, context, requests, complaints };
  }

  async function signIn(page: Page) {
    const buffer = Buffer.from(citizen.wallet);
    await page.setInputFiles('#file', { name: 'mei.json', mimeType: 'application/json', buffer });
    await page.fill('#password', PASSWORD);
    await page.click('button[type=submit]');
    await page.getByText('Signed in as Mei Tamm').waitFor();
  }

  /** Rules of WCAG 2.2 AA that the page breaks. */
  async function broken(page: Page): Promise<readonly string[]> {
    await page.evaluate(AXE);
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const found = (await page.evaluate(`axe.run({ runOnly: ${JSON.stringify(tags)} })`)) as {
      readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
    };
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
  }

  async function picture(page: Page, name: string) {
    if (IMAGES) await page.screenshot({ path: `${IMAGES}/explorer-${name}.png` });
  }

  test('a newcomer looks around: home, search, a record verified in the browser', async () => {
    const { page, requests, complaints } = await open('/');
    await page.getByText('Newest block, verified in your browser').waitFor();
    await page.getByText('Yes. The validators agree').waitFor();
    await page.fill('#search', formatId('record', citizen.record));
    await page.click('.search-button');
    await page.getByText('Verified in your browser').waitFor();
    expect(new URL(page.url()).pathname).toBe(`/records/${formatId('record', citizen.record)}`);
    await page.getByText('Sealed: only its digest').waitFor();
    await page.getByRole('cell', { name: 'issued' }).waitFor();
    await page.getByText(/Verified complete up to block \d+/).waitFor();
    await page.goBack();
    await page.fill('#search', `${formatId('record', citizen.record).slice(0, -1)}!`);
    await page.click('.search-button');
    await page.getByText('This is no identifier, or it is mistyped.').waitFor();
    expect(complaints).toEqual([]);
    expect(new Set(requests.map(({ origin }) => origin))).toEqual(new Set([explorer.url, liar.url, network.url(1)]));
  });

  test('she signs in, sees who read her data, verified, opens her record, and leaves nothing behind', async () => {
    const { page, context, requests, complaints } = await open('/mine');
    await page.fill('#password', 'wrong');
    await page.setInputFiles('#file', { name: 'a', mimeType: 'text/plain', buffer: Buffer.from(citizen.wallet) });
    await page.click('button[type=submit]');
    await page.getByText('The file does not open with this password.').waitFor();
    await signIn(page);
    await page.getByText(/Verified complete up to block \d+/).waitFor();
    await page.getByText('Agency 3 read General').waitFor();
    await page.getByText('and was refused: the purpose does not allow it.').waitFor();
    expect(await page.locator('.trail__entry').count()).toBe(2);
    await page.getByLabel('Outcome').selectOption('refused');
    expect(await page.locator('.trail__entry').count()).toBe(1);
    await page.getByRole('button', { name: /^Open / }).click();
    await page.getByText('penicillin').waitFor();
    await page.getByRole('cell', { name: 'Sickness benefit' }).waitFor();
    await page.getByRole('cell', { name: '€420.50' }).nth(1).waitFor();
    await page.getByRole('cell', { name: 'scheduled' }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save with proof (JSON)' }).click(),
    ]);
    const saved = await download.path();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('Choose the file of your wallet').waitFor();
    expect(await page.content()).not.toContain('penicillin');
    expect(page.workers()).toEqual([]);

    // What she saved can be checked by anybody, without her keys.
    await page.getByRole('link', { name: 'Check a document' }).click();
    await page.setInputFiles('#document', saved);
    await page.getByText('health: entries 2, complete up to block').waitFor();

    const left = await page.evaluate(
      `(async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length, (await caches.keys()).length])()`,
    );
    expect(left).toEqual([0, 0, 0, 0]);
    expect(await context.cookies()).toEqual([]);
    expect(complaints).toEqual([]);
    expect(requests.every(({ method, body }) => ['GET', 'OPTIONS'].includes(method) && body === null)).toBe(true);
    expect(JSON.stringify(requests)).not.toContain('penicillin');
  });

  test('a node that omits an entry, or alters one, is caught and said so', async () => {
    const { page } = await open('/mine');
    await signIn(page);
    await page.getByText(/Verified complete up to block \d+/).waitFor();
    const lies = [
      (entries: string[]) => entries.slice(0, -1),
      (entries: string[]) => entries.map((hex) => `${hex.slice(0, -2)}${hex.endsWith('00') ? '01' : '00'}`),
    ];
    for (const change of lies) {
      liar.lie = (path, answer) => {
        if (!path.includes('/access-log')) return answer;
        const { proven } = answer;
        const entries = change(proven.entries);
        return { ...answer, entries: answer.entries.slice(0, entries.length), proven: { ...proven, entries } };
      };
      await page
        .getByRole('button', { name: /Check again|Try again/ })
        .first()
        .click();
      const alarm = page.getByRole('alert');
      await alarm.getByText('Warning: this access log can not be trusted').waitFor();
      await alarm.getByText('The access log is not whole: an entry is missing, added or altered.').waitFor();
      expect(await page.locator('.trail__entry').count()).toBe(0);
    }
    await picture(page, 'alarm');
  });

  test('a read arrives while she watches, verified; and a node that shows an older log afterwards is caught', async () => {
    let old: unknown;
    liar.lie = (path, answer) => {
      if (path.includes('/access-log')) old ??= structuredClone(answer);
      return answer;
    };
    const { page } = await open('/mine');
    await signIn(page);
    await page.getByText(/Verified complete up to block \d+/).waitFor();
    const shown = await page.locator('.trail__entry').count();
    const { chain } = network;
    const read = new Actors(chain).read(citizen.doctor, citizen.record, ['emergency'], 'emergency-care');
    await commit(network.client(0), [read]);
    await page.locator('.trail__entry').nth(shown).waitFor();
    await page.getByText('for emergency care').waitFor();
    liar.lie = (path, answer) => (path.includes('/access-log') ? old : answer);
    await page.getByRole('button', { name: 'Check again' }).click();
    await page.getByRole('alert').getByText('The answer is older than what was seen before').waitFor();
  });

  test('a node that lies about a record, or about its chain, is caught and said so', async () => {
    liar.lie = (path, answer) => {
      if (path.startsWith('/v1/records/')) answer.proven.state.value = `${answer.proven.state.value.slice(0, -2)}ff`;
      return answer;
    };
    const { page } = await open(`/records/${formatId('record', citizen.record)}`);
    await page.getByRole('alert').getByText('What the node says is not what is on the ledger.').waitFor();
    liar.lie = (path, answer) => (path === '/v1/status' ? { ...answer, chain: '00'.repeat(32) } : answer);
    await page.getByRole('link', { name: 'Home' }).click();
    await page.getByText('Warning: nodes disagree').waitFor();
    await page.getByText('runs another chain').waitFor();
  });

  test('a receipt is checked on the spot, and a forged one is refused with the reason', async () => {
    const receipt = await network.client(1).call(routes.receipt, { params: { id: citizen.read } });
    const json = receiptShape.toJson(receipt) as { readonly index: number };
    const file = (value: unknown) => ({
      name: 'receipt.json',
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify(value)),
    });
    const { page, requests } = await open('/check');
    await page.locator('#document').waitFor();
    const before = requests.length;
    await page.setInputFiles('#document', file(json));
    await page.getByText('The document is genuine').waitFor();
    await page.getByText('access.read').waitFor();
    await page.setInputFiles('#document', file({ ...json, index: json.index + 1 }));
    await page.getByText('This is not in the block that it claims to be in.').waitFor();
    await page.setInputFiles('#document', file('nothing'));
    await page.getByText('It can not be read').waitFor();
    // Besides the program of the worker nothing was fetched, and nothing was sent.
    expect(requests.slice(before).every(({ method, origin }) => method === 'GET' && origin === explorer.url)).toBe(
      true,
    );
  });

  test('by keyboard alone: past the menu, through the menu, and into her data', async () => {
    const { page } = await open('/');
    const focused = () => page.evaluate('document.activeElement.textContent') as Promise<string>;
    await page.locator('h1').waitFor();
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to main content');
    for (let presses = 0; (await focused()) !== 'My data'; presses++) {
      expect(presses).toBeLessThan(10);
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await page.locator('#file').waitFor();
    // Focus is at the new page, so that the next key reaches its first field.
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.id')).toBe('file');
    await page.setInputFiles('#file', { name: 'm.json', mimeType: 'text/json', buffer: Buffer.from(citizen.wallet) });
    await page.keyboard.press('Tab');
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByText(/Verified complete up to block \d+/).waitFor();
  });

  test('when nothing happens for ten minutes she is signed out, and what was open is gone', async () => {
    const { page } = await open('/check');
    await page.clock.install();
    await page.getByRole('link', { name: 'My data' }).click();
    await signIn(page);
    await page.getByRole('button', { name: /^Open / }).click();
    await page.getByText('penicillin').waitFor();
    await page.clock.fastForward('09:00');
    expect(await page.getByText('penicillin').count()).toBe(1);
    await page.clock.fastForward('01:01');
    await page.getByText('You were signed out because nothing happened').waitFor();
    expect(await page.content()).not.toContain('penicillin');
    expect(page.workers()).toEqual([]);
  });

  test('in Traditional Chinese and Estonian', async () => {
    const { page } = await open('/', { locale: 'zh-TW' });
    await page.getByText('誰讀了您的紀錄，都會留下痕跡').waitFor();
    await page.getByLabel('語言').selectOption('et');
    await page.getByText('Kes loeb sinu andmeid, jätab jälje').waitFor();
    expect(await page.getAttribute('html', 'lang')).toBe('et');
  });

  test.each(['light', 'dark'] as const)(
    'axe finds nothing on any page, %s, on a phone',
    async (colorScheme) => {
      const { page } = await open('/', { colorScheme, viewport: { width: 320, height: 700 } });
      const record = formatId('record', citizen.record);
      const officer = network.genesis.validators[2]?.agency;
      if (!officer) throw new Error('the network has an agency for health');
      const paths = [
        '/',
        `/records/${record}`,
        `/transactions/${formatId('transaction', citizen.read)}`,
        '/blocks/1',
        `/agencies/${formatId('agency', officer)}`,
        '/record-types',
        '/record-types/medical-record',
        '/programmes',
        '/validators',
        '/check',
        '/search?q=x',
        '/nowhere',
      ];
      for (const path of paths) {
        await page.goto(`${explorer.url}${path}`);
        await page.locator('h1').waitFor();
        await page.locator('main:not(:has-text("Loading…"))').waitFor();
        expect([path, await broken(page)]).toEqual([path, []]);
        const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
        expect([path, overflow]).toEqual([path, 0]);
      }
      await page.goto(`${explorer.url}/mine`);
      await page.locator('#file').waitFor();
      expect(await broken(page)).toEqual([]);
      await signIn(page);
      await page.getByText(/Verified complete up to block \d+/).waitFor();
      await page.getByRole('button', { name: /^Open / }).click();
      await page.getByText('penicillin').waitFor();
      expect(await broken(page)).toEqual([]);
      if (IMAGES) {
        await page.setViewportSize(colorScheme === 'light' ? PHONE : DESKTOP);
        await page.evaluate('scrollTo(0, 0)');
        await picture(page, `mine-${colorScheme === 'light' ? 'phone' : 'desktop'}-${colorScheme}`);
        await page.getByRole('link', { name: 'Home' }).click();
        await page.getByText('Newest block, verified').waitFor();
        await page.setViewportSize(colorScheme === 'light' ? DESKTOP : PHONE);
        await picture(page, `home-${colorScheme === 'light' ? 'desktop' : 'phone'}-${colorScheme}`);
      }
    },
    60_000,
  );
});
