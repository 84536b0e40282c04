/** Signing in to the explorer by words: what is mistyped is told, what is right opens, and nothing of it stays or leaves. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { serveExplorer } from '@annals/explorer/serve';
import { formatGenesis } from '@annals/ledger/block';
import { guardServer } from '@annals/node/serving';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { Actors, commit } from '../harness/actors.ts';
import { settled } from '../harness/agreement.ts';
import { type Seat, TestNetwork } from '../harness/test-network.ts';
import { openBrowser } from './browser.ts';
import { makeCitizen, PASSWORD, type SampleCitizen } from './sample-citizen.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** A phrase of somebody who is not on this network. */
const STRANGER = 'legal winner thank year wave sausage worth useful legal winner thank yellow';

describe('signing in', () => {
  let network: TestNetwork;
  let citizen: SampleCitizen;
  let explorer: Awaited<ReturnType<typeof serveExplorer>>;
  let browser: Browser;
  const contexts: BrowserContext[] = [];

  beforeAll(async () => {
    network = await TestNetwork.start();
    citizen = await makeCitizen(network);
    const nodes = [network.url(0), network.url(1)];
    explorer = await serveExplorer({ guard: guardServer, port: 0, nodes, genesis: formatGenesis(network.genesis) });
    browser = await openBrowser();
  }, 300_000);
  afterEach(() => Promise.all(contexts.splice(0).map((context) => context.close())));
  afterAll(async () => {
    await browser?.close();
    await explorer?.close();
    await network?.stop();
  });

  async function open() {
    const context = await browser.newContext({ viewport: { width: 375, height: 740 }, locale: 'en' });
    contexts.push(context);
    const page = await context.newPage();
    const requests: { readonly method: string; readonly text: string }[] = [];
    const complaints: string[] = [];
    context.on('request', (request) =>
      requests.push({ method: request.method(), text: `${request.url()} ${request.postData() ?? ''}` }),
    );
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`${explorer.url}/mine`);
    return { page, context, requests, complaints };
  }

  async function typeWords(page: Page, words: string) {
    await page.getByLabel('With the words of my wallet').check();
    await page.getByLabel('Your words').fill(words);
    await page.getByRole('button', { name: 'Sign in' }).click();
  }

  /** What a page could leave behind in a browser. */
  const kept = (page: Page) =>
    page.evaluate(`(async () => ({
      local: localStorage.length,
      session: sessionStorage.length,
      databases: (await indexedDB.databases()).length,
      caches: (await caches.keys()).length,
      cookies: document.cookie,
    }))()`);

  test('words that are wrong say how, before anybody is asked', async () => {
    const { page, requests } = await open();
    const asked = () => requests.filter(({ text }) => text.includes('/own-subjects')).length;
    await page.getByLabel('With the words of my wallet').check();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Type your words.').waitFor();
    await typeWords(page, STRANGER.replace('sausage', 'sausege'));
    await page.getByText('Word 6, “sausege”, is not in the list of words. Perhaps you mean: sausage').waitFor();
    await typeWords(page, STRANGER.replace('legal winner', 'winner legal'));
    await page.getByText('Every word is in the list, but together they are no phrase.').waitFor();
    await typeWords(page, STRANGER.replace('legal ', ''));
    await page.getByText('These are not 12 or 24 words.').waitFor();
    expect(asked()).toBe(0);
    await typeWords(page, STRANGER);
    await page.getByText('Nobody is enrolled on this network with these words.').waitFor();
    expect(asked()).toBeGreaterThan(0);
  });

  test('the right words open what is hers; nothing of them leaves the browser or stays in it', async () => {
    const { page, context, requests, complaints } = await open();
    const before = requests.length;
    expect(requests.some(({ text }) => text.includes('/english'))).toBe(false);
    await typeWords(page, citizen.phrase.toUpperCase());
    await page.getByText('Signed in with your words').waitFor();
    expect(requests.slice(before).some(({ text }) => text.includes('/english'))).toBe(true);
    await page.getByText('Verified complete: no entry is missing').waitFor();
    const [first = '', second = ''] = citizen.phrase.split(' ');
    for (const { method, text } of requests) {
      expect(method).toBe('GET');
      expect(text.toLowerCase()).not.toContain(`${first} ${second}`);
      expect(decodeURIComponent(text).toLowerCase()).not.toContain(`${first} ${second}`);
    }
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('With the words of my wallet').check();
    expect(await page.getByLabel('Your words').inputValue()).toBe('');
    expect((await page.content()).toLowerCase()).not.toContain(`${first} ${second}`);
    expect(await kept(page)).toEqual({ local: 0, session: 0, databases: 0, caches: 0, cookies: '' });
    expect(await context.cookies()).toEqual([]);
    await page.reload();
    await page.getByText('How do you want to sign in?').waitFor();
    expect(complaints).toEqual([]);
  });

  test('by the file of the wallet it is as before', async () => {
    const { page } = await open();
    const buffer = Buffer.from(citizen.wallet);
    await page.setInputFiles('#file', { name: 'mei.json', mimeType: 'application/json', buffer });
    await page.fill('#password', PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Signed in as Mei Tamm').waitFor();
  });

  test('the form is accessible, with what is wrong beside it', async () => {
    const { page } = await open();
    await typeWords(page, 'one two');
    await page.getByRole('alert').waitFor();
    await page.evaluate(AXE);
    const found = (await page.evaluate(
      `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })`,
    )) as { readonly violations: readonly { readonly id: string }[] };
    expect(found.violations.map(({ id }) => id)).toEqual([]);
    const wide = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
    expect(wide).toBe(false);
  });

  test('ATTACK dead-and-green: who lives and is recorded as dead is told so first, and nothing is called complete', async () => {
    const actors = new Actors(network.chain);
    const { subject } = citizen.person;
    const statements = [0, 3].map((seat) => {
      const agency = actors.agency((network.seats[seat] as Seat).agencySecret);
      return actors.sign('person.close', agency, { subject, event: 'death' });
    });
    for (const statement of statements) {
      const [outcome] = await commit(network.client(0), [statement]);
      await settled(network, [0, 1, 2, 3], outcome?.height ?? 0);
    }
    const { page } = await open();
    await typeWords(page, citizen.phrase);
    const warning = page.getByRole('alert').filter({ hasText: 'You are recorded as dead in the sector: health' });
    await warning.waitFor();
    const said = (await warning.textContent()) ?? '';
    for (const each of ['Two agencies', 'Agency 3', 'a court', 'data-protection authority'])
      expect(said).toContain(each);
    await page.getByText('Not complete: 1 of 2 sectors verified').waitFor();
    await page.getByText('health: not shown, because of this: the person is registered as deceased.').waitFor();
    await page.getByText('education: 0 entries, complete up to block').waitFor();
    expect(await page.getByText('Verified complete').count()).toBe(0);
    expect(await page.getByText('This key is not entitled').count()).toBe(0);
    for (const tab of ['Consents and representatives', 'My records', 'Notices']) {
      await page.getByRole('link', { name: tab }).click();
      await page.getByLabel('Sector: health').getByText('Nothing of this sector is shown').waitFor();
      await warning.waitFor();
      expect(await page.getByText('This key is not entitled').count()).toBe(0);
    }
  });
});
