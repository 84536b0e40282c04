/**
 * The sample network as a newcomer looks at it, on a phone: what the ledger does when something is out of the ordinary
 * is in the citizens' own pages, in plain words and verified (LAW 2, LAW 3, LAW 10).
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openBrowser } from './browser.ts';
import { SampleNetwork } from './sample-network.ts';
import { brokenRules, PHONE } from './stage.ts';

/** In which the refusal of a restricted record is told. */
const REFUSED = {
  'en-GB': 'and was refused: you have restricted it to those with your consent.',
  'zh-TW': '遭拒絕：您已限定須經您同意。',
  et: 'Keelduti: sa oled selle piiranud oma nõusolekuga.',
} as const;

describe('the sample network', () => {
  let network: SampleNetwork;
  let browser: Browser;
  const contexts: BrowserContext[] = [];

  beforeAll(async () => {
    network = await SampleNetwork.start();
    browser = await openBrowser();
  }, 300_000);
  afterEach(() => Promise.all(contexts.splice(0).map((context) => context.close())));
  afterAll(async () => {
    await browser?.close();
    await network?.stop();
  }, 300_000);

  async function open(path: string, locale = 'en-GB'): Promise<Page> {
    const context = await browser.newContext({ viewport: PHONE, locale });
    contexts.push(context);
    const page = await context.newPage();
    await page.goto(`${network.ready.explorer}${path}`);
    return page;
  }
  async function signedIn(citizen: string, locale?: string): Promise<Page> {
    const page = await open('/mine', locale);
    await network.signIn(page, citizen);
    await page.locator('[data-verdict=verified]').first().waitFor();
    return page;
  }
  const entry = (page: Page, text: string | RegExp) => page.locator('.trail__entry', { hasText: text });

  test('a hidden read is only counted before its date, and stands in his log, verified, when the ledger has told', async () => {
    const { revealMs } = network.population.hidden;
    const him = await signedIn('chi-wai');
    const hidden = entry(him, 'Under a court’s order');
    if (Date.now() < revealMs) expect(await hidden.count()).toBe(0);
    const home = await open('/');
    const counts = home.locator('tr', { hasText: 'Social Insurance Board' });
    await counts.first().waitFor();
    // Emergency and hidden; the ledger proves both.
    expect((await counts.first().locator('td').allTextContents()).at(-1)).toBe('1');
    await sleep(Math.max(0, revealMs - Date.now()));
    await hidden.waitFor({ timeout: 60_000 });
    expect(await hidden.textContent()).toContain('The ledger disclosed it to you');
    await him.getByText('Verified complete').waitFor();
    expect(await him.locator('[role=alert]').count()).toBe(0);
  }, 300_000);

  test('an emergency read says how its review stands', async () => {
    const reviewed = entry(await signedIn('mei-ling'), 'In an emergency (unconscious)');
    await reviewed.getByText('An officer of another agency found it justified on').waitFor();
    const open = entry(await signedIn('juhan'), 'In an emergency (accident)');
    await open.getByText('An officer of another agency must review it by').waitFor();
  }, 300_000);

  test.each(Object.entries(REFUSED))(
    'the refused read of a restricted record is told in plain words, %s',
    async (locale, refused) => {
      const page = await signedIn('mei-ling', locale);
      await entry(page, refused).waitFor();
      expect(await brokenRules(page)).toEqual([]);
    },
    60_000,
  );

  test('a guardian sees the records of the child, and who has read them', async () => {
    const page = await signedIn('liis');
    const whose = page.getByLabel('Whose data');
    await whose.waitFor();
    const options = await whose.locator('option').allTextContents();
    expect(options.map((option) => /\(.*\)$/.exec(option)?.[0])).toEqual([undefined, '(civil registry)', '(health)']);
    await whose.selectOption({ index: 2 });
    await entry(page, 'of the Medical record, for treatment').first().waitFor();
    await page.getByText('Verified complete').waitFor();
    await page.getByRole('link', { name: 'Records', exact: true }).click();
    // The content is sealed to the child: the page says how a guardian opens it, which leaves an entry.
    await page.locator('.own-record', { hasText: 'Health Service' }).first().waitFor();
    await page.getByText('As her representative you open it with your wallet').first().waitFor();
    expect(await page.getByRole('button', { name: /^Open/ }).count()).toBe(0);
    expect(await brokenRules(page)).toEqual([]);
  }, 300_000);

  test('consents are shown as given and as withdrawn', async () => {
    const statusOf = async (citizen: string) => {
      const page = await signedIn(citizen);
      await page.getByRole('link', { name: 'Consents and representatives' }).click();
      const row = page.locator('tr', { hasText: 'Health Service' });
      await row.waitFor();
      return (await row.locator('td').nth(1).textContent()) ?? '';
    };
    expect(await statusOf('liis')).toBe('in force');
    expect(await statusOf('mart')).toBe('withdrawn');
  }, 300_000);

  test('a certificate of erasure and a presentation that commands saved are checked in the page', async () => {
    const { erased, held } = network.population;
    await network.annals('record', 'erasure', erased, '--save', 'erasure.json');
    await network.annals(
      ...['present', held, '--person', 'amelia', '--field', '/award/qualification', '--for', 'employer.example'],
      ...['--out', 'shown.json'],
    );
    const page = await open('/check');
    const check = (name: string) =>
      page.setInputFiles('#document', {
        name,
        mimeType: 'application/json',
        buffer: readFileSync(join(network.folder, name)),
      });
    await check('erasure.json');
    await page.getByText('The document is genuine').waitFor();
    await page.getByText(erased).waitFor();
    const facts = await page.locator('dl').textContent();
    for (const holder of ['Civil Registry', 'Education Board', 'Health Service', 'Social Insurance Board']) {
      expect(facts).toContain(holder);
    }
    await check('shown.json');
    await page.getByText('employer.example').first().waitFor();
    await page.getByText(held).waitFor();
    expect(await page.locator('dl').textContent()).toContain('Qualification');
    await page.locator('[data-verdict=valid-now]').getByText('Valid now').waitFor();
    expect(await brokenRules(page)).toEqual([]);
    // ATTACK stale-document: the same file, after the dean has suspended what it shows.
    await network.annals('record', 'suspend', held, '--reason', 'under-review', '--as', 'dean');
    await check('shown.json');
    const verdict = page.locator('[data-verdict=not-valid]');
    await verdict.getByText('Not valid now. Do not rely on it.').waitFor();
    await verdict.getByText('Its status is: Suspended.').waitFor();
    expect(await brokenRules(page)).toEqual([]);
    await network.annals('record', 'reinstate', held, '--reason', 'found-in-order', '--as', 'dean');
  }, 300_000);

  test('the record that is erased, and the one that is held, say so to everybody', async () => {
    const { erased, held } = network.population;
    await (await open(`/records/${erased}`)).getByText('nobody can open it any more').waitFor();
    await (await open(`/records/${held}`)).getByText('Held against erasure').first().waitFor();
  }, 300_000);
});
