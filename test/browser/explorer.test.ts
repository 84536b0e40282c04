/**
 * The explorer in a real browser against real validators: a newcomer's whole path in three languages, with a read made
 * by the command line while she watches; and that nothing leaves the browser or stays in it (LAW 3, LAW 8).
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatId } from '@annals/ledger/codec';
import { publicKeyOf } from '@annals/ledger/crypto';
import { createKeystore } from '@annals/node/keystore';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { CommandLine } from '../harness/command-line.ts';
import { DESKTOP, jsonFile, PHONE, Stage } from './stage.ts';

const COMMAND_PASSWORD = 'the password of a test';

/** What she meets on her way, by the locale of her browser. */
const TONGUES = {
  'en-GB': {
    viewport: DESKTOP,
    title: 'Who reads your records leaves a trace',
    verifiedBlock: 'Newest block, verified in your browser',
    search: 'Search',
    verified: 'Verified in your browser',
    mine: 'My data',
    welcome: 'Signed in as Mei Tamm',
    complete: 'Verified complete',
    refused: 'and was refused: the purpose does not allow it.',
    proof: 'Save with proof (JSON)',
    fhir: 'Save for a hospital system (FHIR)',
    signOut: 'Sign out',
    check: 'Check a document',
    genuine: 'The document is genuine',
  },
  'zh-TW': {
    viewport: PHONE,
    title: '誰讀了您的紀錄，都會留下痕跡',
    verifiedBlock: '最新區塊，已在您的瀏覽器驗證',
    search: '搜尋',
    verified: '已在您的瀏覽器驗證',
    mine: '我的資料',
    welcome: '已登入：Mei Tamm',
    complete: '已驗證完整',
    refused: '遭拒絕：該目的不允許。',
    proof: '連同證明儲存（JSON）',
    fhir: '儲存供醫院系統使用（FHIR）',
    signOut: '登出',
    check: '查驗文件',
    genuine: '文件屬實',
  },
  'et-EE': {
    viewport: PHONE,
    title: 'Kes loeb sinu andmeid, jätab jälje',
    verifiedBlock: 'Uusim plokk, kontrollitud sinu brauseris',
    search: 'Otsi',
    verified: 'Kontrollitud sinu brauseris',
    mine: 'Minu andmed',
    welcome: 'Sisse logitud: Mei Tamm',
    complete: 'Kontrollitud ja täielik',
    refused: 'Keelduti: eesmärk seda ei luba.',
    proof: 'Salvesta koos tõendiga (JSON)',
    fhir: 'Salvesta haigla süsteemile (FHIR)',
    signOut: 'Logi välja',
    check: 'Kontrolli dokumenti',
    genuine: 'Dokument on ehtne',
  },
} as const;

describe('the explorer', () => {
  let stage: Stage;
  let annals: CommandLine;

  beforeAll(async () => {
    stage = await Stage.start();
    annals = await CommandLine.of(stage.network, {});
    const { secret, agency } = stage.citizen.doctor;
    const doctor = { label: 'doctor', kind: 'officer', agency, secret } as const;
    await createKeystore(join(annals.folder, 'keys'), doctor, COMMAND_PASSWORD, 'light');
  }, 300_000);
  afterEach(() => stage?.clear());
  afterAll(async () => {
    annals?.remove();
    await stage?.stop();
  });

  const recordText = () => formatId('record', stage.citizen.record);
  /** The doctor reads, as her agency's system would. */
  const read = () =>
    annals.done(
      ...['record', 'read', recordText(), '--section', 'emergency', '--purpose', 'emergency-care'],
      ...['--basis', 'HealthAct/12', '--as', 'doctor'],
    );
  const saved = async (page: Page, button: string) => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: button }).click(),
    ]);
    return download.path();
  };

  test.each(Object.entries(TONGUES))(
    'a newcomer’s whole path, %s',
    async (locale, said) => {
      const { viewport } = said;
      const { page, context, requests, complaints } = await stage.open('/', { locale, viewport });
      // She looks around, and finds a record.
      await page.getByText(said.title).waitFor();
      await page.getByText(said.verifiedBlock).waitFor();
      await page.fill('#search', recordText());
      await page.getByRole('button', { name: said.search, exact: true }).click();
      await page.getByText(said.verified).first().waitFor();
      expect(new URL(page.url()).pathname).toBe(`/records/${recordText()}`);
      // She signs in, and sees who has read her data.
      await page.getByRole('link', { name: said.mine, exact: true }).click();
      await stage.signIn(page);
      await page.getByText(said.welcome).waitFor();
      await page.getByText(said.complete).waitFor();
      await page.getByText(said.refused).waitFor();
      // A read arrives while she watches.
      const shown = await page.locator('.trail__entry').count();
      await read();
      await page.locator('.trail__entry').nth(shown).waitFor();
      // She keeps the proof, signs out, and anybody can check what she kept.
      const proof = await saved(page, said.proof);
      const bundle = JSON.parse(readFileSync(await saved(page, said.fhir), 'utf8'));
      expect([bundle.resourceType, bundle.entry.length]).toEqual(['Bundle', shown + 1]);
      await page.getByRole('button', { name: said.signOut }).click();
      await page.locator('#file').waitFor();
      await page.getByRole('link', { name: said.check, exact: true }).click();
      await page.setInputFiles('#document', proof);
      await page.getByText(said.genuine).waitFor();
      expect(await page.getAttribute('html', 'lang')).toBe(locale === 'zh-TW' ? 'zh-Hant' : locale.slice(0, 2));
      expect(complaints).toEqual([]);
      expect(await context.cookies()).toEqual([]);
      const origins = new Set(requests.map(({ origin }) => origin));
      expect([...origins].sort()).toEqual([stage.explorer.url, stage.liar.url, stage.second.url].sort());
      expect(await overflow(page)).toBe(0);
    },
    60_000,
  );

  test('filters narrow together, and each entry says what stands behind it and what she can do', async () => {
    const { page } = await stage.open('/mine');
    await stage.signIn(page);
    await page.getByText('Verified complete').waitFor();
    // One sector can have been verified before the other one's entries are here.
    await page.locator('.trail__entry').nth(1).waitFor();
    const all = await page.locator('.trail__entry').count();
    await page.getByLabel('Outcome').selectOption('refused');
    await page.locator('.trail__entry').nth(1).waitFor({ state: 'detached' });
    await page.getByText('Showing 1 of 1 entries').waitFor();
    await page.getByLabel('To day').fill('2020-01-01');
    await page.getByText('No entry fits the filters.').waitFor();
    await page.getByRole('button', { name: 'Clear the filters' }).click();
    await page.getByText(`Showing ${all} of ${all} entries`).waitFor();
    await page.getByText('What is behind it, and what I can do').first().click();
    await page.getByText('Legal basis: HealthAct/12').first().waitFor();
    await page.getByText(/^Ask Agency 3 why, and name this transaction/).waitFor();
    const restrict = 'annals access restrict --person <name of your wallet> --sector health';
    await page.getByText(`${restrict} --record ${recordText()}`).waitFor();
    await page.getByRole('link', { name: 'The officer, with roles and term' }).click();
    await page.getByText('doctor').waitFor();
    await page.getByText('Verified in your browser').waitFor();
  });

  test('her records, payments, decisions and notices, and those of somebody whom she represents', async () => {
    const { page } = await stage.open('/mine');
    await stage.signIn(page);
    await page.getByRole('link', { name: 'My records' }).click();
    await page.getByRole('button', { name: /^Open / }).click();
    await page.getByText('penicillin').waitFor();
    await page.getByText('What has happened to it').click();
    await page.getByRole('cell', { name: 'issued' }).waitFor();
    await page.getByRole('link', { name: 'My payments' }).click();
    await page.getByRole('cell', { name: 'Sickness benefit' }).waitFor();
    await page.getByRole('cell', { name: '€420.50' }).nth(1).waitFor();
    await page.getByRole('cell', { name: 'scheduled' }).waitFor();
    await page.getByRole('link', { name: 'Consents and representatives' }).click();
    await page.getByRole('cell', { name: 'research' }).waitFor();
    await page.getByRole('heading', { name: 'For whom I act' }).waitFor();
    await page.getByRole('row', { name: /in force representative/ }).waitFor();
    await page.getByRole('link', { name: 'Notices' }).click();
    await page.getByText('A record about you was issued').waitFor();
    await page.getByLabel('Whose data').selectOption(stage.citizen.child.subject);
    await page.getByRole('link', { name: 'Who has read the data' }).click();
    await page.getByText('Nobody has asked to read the data of this person.').waitFor();
    expect(await page.getByRole('heading', { name: /\b(my|your)\b/i }).count()).toBe(0);
    await page.getByText('Verified complete').waitFor();
  });

  test('keys and opened content never leave the browser, and nothing stays when she signs out', async () => {
    const { page, context, requests, complaints } = await stage.open('/mine');
    await page.setInputFiles('#file', jsonFile('a.json', stage.citizen.wallet));
    await page.fill('#password', 'wrong');
    await page.click('button[type=submit]');
    await page.getByText('The file does not open with this password.').waitFor();
    await stage.signIn(page);
    await page.getByRole('link', { name: 'My records' }).click();
    await page.getByRole('button', { name: /^Open / }).click();
    await page.getByText('penicillin').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.locator('#file').waitFor();
    expect(await page.content()).not.toContain('penicillin');
    await untilNoWorker(page);
    const left = await page.evaluate(
      `(async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length, (await caches.keys()).length])()`,
    );
    expect(left).toEqual([0, 0, 0, 0]);
    expect(await context.cookies()).toEqual([]);
    expect(complaints).toEqual([]);
    expect(requests.every(({ method, body }) => ['GET', 'OPTIONS'].includes(method) && body === null)).toBe(true);
    const sent = JSON.stringify(requests);
    expect(sent).not.toContain('penicillin');
    for (const secret of stage.citizen.phrase.split(' ')) expect(sent).not.toContain(` ${secret} `);
    expect(publicKeyOf(stage.citizen.person.secret)).toEqual(stage.citizen.person.key);
    expect(sent).not.toContain(Buffer.from(stage.citizen.person.secret).toString('hex'));
  });

  test('when nothing happens for ten minutes she is signed out, and what was open is gone', async () => {
    const { page } = await stage.open('/check');
    await page.clock.install();
    await page.getByRole('link', { name: 'My data' }).click();
    await stage.signIn(page);
    await page.getByRole('link', { name: 'My records' }).click();
    await page.getByRole('button', { name: /^Open / }).click();
    await page.getByText('penicillin').waitFor();
    await page.clock.fastForward('09:00');
    expect(await page.getByText('penicillin').count()).toBe(1);
    await page.clock.fastForward('01:01');
    await page.getByText('You were signed out because nothing happened').waitFor();
    expect(await page.content()).not.toContain('penicillin');
    await page.clock.fastForward('00:01');
    await untilNoWorker(page);
  });

  test('an identifier that is mistyped, and one that only she may look up, are told apart', async () => {
    const { page } = await stage.open('/');
    await page.fill('#search', `${recordText().slice(0, -1)}!`);
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByText('This is no identifier, or it is mistyped.').waitFor();
    await page.fill('#search', formatId('subject', stage.citizen.person.subject));
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByText('Only the person can look it up').waitFor();
  });
});

/** By how much a page is wider than its window. */
function overflow(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - innerWidth') as Promise<number>;
}

async function untilNoWorker(page: Page): Promise<void> {
  for (let tries = 0; page.workers().length > 0; tries++) {
    if (tries > 100) throw new Error('a worker is still there');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
