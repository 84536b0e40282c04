/**
 * Everybody can use it: axe finds nothing on any page in any state, at phone and desktop width, light and dark, signed
 * in or not; nothing is wider than a small phone; and the keyboard alone reaches everything.
 */
import { formatId, type OfficerId } from '@annals/ledger/codec';
import { publicKeyOf } from '@annals/ledger/crypto';
import { agencyIdOf, officerIdOf } from '@annals/ledger/transaction';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { PASSWORD } from './sample-citizen.ts';
import { brokenRules, DESKTOP, jsonFile, SMALL_PHONE, Stage } from './stage.ts';

const LOOKS = (['light', 'dark'] as const).flatMap((colorScheme) => [
  { colorScheme, viewport: SMALL_PHONE, at: 'phone' },
  { colorScheme, viewport: DESKTOP, at: 'desktop' },
]);

describe('for everybody', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.start();
  }, 300_000);
  afterEach(() => stage?.clear());
  afterAll(() => stage?.stop());

  function publicPaths(): readonly string[] {
    const { agencySecret } = stage.network.seats[2] ?? {};
    if (!agencySecret) throw new Error('there is a third seat');
    const agency = agencyIdOf(publicKeyOf(agencySecret));
    const officer: OfficerId = officerIdOf(agency, publicKeyOf(stage.citizen.doctor.secret));
    return [
      '/',
      `/records/${formatId('record', stage.citizen.record)}`,
      `/transactions/${formatId('transaction', stage.citizen.read)}`,
      '/blocks/1',
      `/agencies/${formatId('agency', agency)}`,
      `/officers/${formatId('officer', officer)}`,
      '/record-types',
      '/record-types/medical-record',
      '/programmes',
      '/validators',
      '/check',
      '/search?q=x',
      '/nowhere',
      // What there is nothing of.
      '/blocks/999999',
      '/mine',
    ];
  }

  /** Waits until a page has all that it loads, and looks at it. */
  async function inspect(page: Page, what: string): Promise<void> {
    await page.locator('h1, [role=alert]').first().waitFor();
    await page.locator('main:not(:has-text("Loading…"))').waitFor();
    expect([what, await brokenRules(page)]).toEqual([what, []]);
    const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect([what, overflow]).toEqual([what, 0]);
  }

  test.each(LOOKS)(
    'axe finds nothing, $at, $colorScheme: public pages, pages of hers, and what is left when no node answers',
    async ({ colorScheme, viewport }) => {
      const { page, context } = await stage.open('/', { colorScheme, viewport });
      for (const path of publicPaths()) {
        await page.goto(`${stage.explorer.url}${path}`);
        await inspect(page, path);
      }
      await page.setInputFiles('#file', jsonFile('a.json', '{}'));
      await page.fill('#password', 'x');
      await page.click('button[type=submit]');
      await page.getByRole('alert').first().waitFor();
      await inspect(page, 'a wallet that does not open');
      await stage.signIn(page);
      await page.getByText('Verified complete').waitFor();
      await page.getByText('What is behind it, and what I can do').first().click();
      await inspect(page, 'who has read');
      await page.getByRole('link', { name: 'My records' }).click();
      await page.getByRole('button', { name: /^Open / }).click();
      await page.getByText('penicillin').waitFor();
      await page.getByText('What has happened to it').click();
      await inspect(page, 'records');
      for (const name of ['My payments', 'Consents and representatives', 'Notices']) {
        await page.getByRole('link', { name }).click();
        await inspect(page, name);
      }
      stage.allLie((path, answer) =>
        path.includes('/access-log') ? { ...answer, entries: [], proven: { ...answer.proven, entries: [] } } : answer,
      );
      await page.getByRole('link', { name: 'Who has read my data' }).click();
      // What was verified before is only continued, unless she asks for all of it.
      await page.getByRole('button', { name: 'Check again' }).click();
      await page.getByRole('alert').first().waitFor();
      await inspect(page, 'an alarm');
      await page.getByRole('link', { name: 'Check a document' }).click();
      await page.setInputFiles('#document', jsonFile('a.json', 'nothing'));
      await page.getByRole('alert').first().waitFor();
      await inspect(page, 'a document that is none');
      await context.route(/\/v1\//, (route) => route.abort());
      await page.getByRole('link', { name: 'Home' }).click();
      await page.getByText('No node of the ledger answers.').first().waitFor();
      await inspect(page, 'no node answers');
    },
    120_000,
  );

  /** What has the focus: its text, or its id where it is a field. */
  const focused = (page: Page) =>
    page.evaluate(
      `(() => { const at = document.activeElement; return at.id || (at.getAttribute('aria-label') ?? at.textContent).trim(); })()`,
    ) as Promise<string>;

  /** Presses Tab until something has the focus. Fails when it never does. */
  async function tabTo(page: Page, wanted: string | RegExp): Promise<void> {
    for (let presses = 0; presses < 60; presses++) {
      const at = await focused(page);
      if (typeof wanted === 'string' ? at === wanted : wanted.test(at)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`the keyboard does not reach ${wanted}`);
  }

  test('by keyboard alone: past the menu, into her data, through filters and records, and out', async () => {
    const { page } = await stage.open('/');
    await page.locator('h1').waitFor();
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Skip to main content');
    await tabTo(page, 'My data');
    await page.keyboard.press('Enter');
    await page.locator('#file').waitFor();
    // Focus is at the new page, so that the next key reaches what is on it.
    expect(await focused(page)).toBe('main');
    await tabTo(page, 'file');
    await page.setInputFiles('#file', jsonFile('mei.json', stage.citizen.wallet));
    await tabTo(page, 'password');
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByText('Verified complete').waitFor();
    await tabTo(page, /^What is behind it/);
    await page.keyboard.press('Enter');
    await page.getByText('What you can do').waitFor();
    await tabTo(page, 'Save as table (CSV)');
    await page.evaluate('document.activeElement.blur(); scrollTo(0, 0)');
    await tabTo(page, 'My records');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^Open / }).waitFor();
    await tabTo(page, /^Open /);
    await page.keyboard.press('Enter');
    await page.getByText('penicillin').waitFor();
    await page.evaluate('document.activeElement.blur()');
    await tabTo(page, 'Sign out');
    await page.keyboard.press('Enter');
    await page.locator('#file').waitFor();
  });

  test('what scrolls by itself can be scrolled by keyboard, and every chart has its table', async () => {
    const { page } = await stage.open('/', { viewport: SMALL_PHONE });
    await page.getByText('Reads of records per day').first().waitFor();
    const frames = page.locator('.table-frame');
    for (const index of Array(await frames.count()).keys()) {
      expect(await frames.nth(index).getAttribute('tabindex')).toBe('0');
    }
    const charts = page.locator('figure.chart');
    await charts.nth(3).waitFor();
    for (const index of Array(await charts.count()).keys()) {
      expect(await charts.nth(index).locator('table tbody tr').count()).toBeGreaterThan(0);
      expect(await charts.nth(index).locator('svg').getAttribute('aria-label')).toBeTruthy();
    }
  });
});
