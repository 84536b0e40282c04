/**
 * `npm run pictures`: takes the pictures in docs/images from real pages of a sample network on this machine, at phone
 * and desktop width, light and dark, signed in as one of its citizens.
 */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { serveExplorer } from '@annals/explorer/serve';
import { guardServer } from '@annals/node/serving';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { LyingNode } from '../harness/lying-node.ts';
import { ROOT } from '../house/repository.ts';
import { openBrowser } from './browser.ts';
import { SampleNetwork } from './sample-network.ts';

const IMAGES = join(ROOT, 'docs/images');
const CITIZEN = 'mei-ling';
const MAX_BYTES = 200_000;
const DESKTOP = { width: 1_280, height: 900 };
const PHONE = { width: 390, height: 844 };

const network = await SampleNetwork.start();
try {
  await takePictures(network);
} finally {
  await network.stop();
}

async function takePictures({ ready: { genesis, validators } }: SampleNetwork): Promise<void> {
  const nodes = validators.map(({ api }) => api);
  const liar = await LyingNode.start(nodes[0] ?? '');
  const explorer = await serveExplorer({
    guard: guardServer,
    port: 0,
    nodes: [liar.url, ...nodes.slice(1)],
    genesis: readFileSync(genesis, 'utf8'),
  });
  const browser = await openBrowser();
  const open = async (options: BrowserContextOptions): Promise<Page> => {
    const context = await browser.newContext({ locale: 'en-GB', deviceScaleFactor: 1, ...options });
    const page = await context.newPage();
    await page.goto(explorer.url);
    await page.locator('.site-menu').waitFor();
    return page;
  };
  const signIn = async (page: Page) => {
    await page.goto(`${explorer.url}/mine`);
    const { file, password } = network.wallet(CITIZEN);
    await page.setInputFiles('#file', file);
    await page.fill('#password', password);
    await page.click('button[type=submit]');
    await page.locator('.trail__entry, [role=alert]').first().waitFor();
  };
  try {
    const homeDesktop = await open({ viewport: DESKTOP });
    await homeDesktop.locator('figure.chart').nth(3).waitFor();
    await scrollTo(homeDesktop, 'h2:has-text("How the agencies read")');
    await take(homeDesktop, 'explorer-home-desktop-light');
    const homePhone = await open({ viewport: PHONE, colorScheme: 'dark', locale: 'zh-TW' });
    await homePhone.locator('figure.chart').nth(3).waitFor();
    await scrollTo(homePhone, 'figure.chart >> nth=1');
    await take(homePhone, 'explorer-home-phone-dark');
    const minePhone = await open({ viewport: { ...PHONE, height: 1_320 } });
    await signIn(minePhone);
    await minePhone.getByText('An officer of another agency found it justified').waitFor();
    await scrollTo(minePhone, '.trail__entry');
    await take(minePhone, 'explorer-mine-phone-light');
    const mineDesktop = await open({ viewport: DESKTOP, colorScheme: 'dark' });
    await signIn(mineDesktop);
    await scrollTo(mineDesktop, '.verdict');
    await take(mineDesktop, 'explorer-mine-desktop-dark');
    const alarm = await open({ viewport: { ...DESKTOP, height: 700 } });
    liar.lie = (path, answer) => {
      if (!path.includes('/access-log') || answer.proven.entries.length === 0) return answer;
      const { proven } = answer;
      return { ...answer, entries: answer.entries.slice(1), proven: { ...proven, entries: proven.entries.slice(1) } };
    };
    await signIn(alarm);
    await take(alarm, 'explorer-alarm');
  } finally {
    await browser.close();
    await explorer.close();
    liar.close();
  }
}

/** Puts a part of the page at the top, once all above it is there. */
async function scrollTo(page: Page, part: string): Promise<void> {
  await page.locator('main:not(:has-text("Loading…")):not(:has-text("載入中…"))').waitFor();
  await page
    .locator(part)
    .first()
    .evaluate((element: { scrollIntoView(): void }) => element.scrollIntoView());
}

async function take(page: Page, name: string): Promise<void> {
  const path = join(IMAGES, `${name}.png`);
  await page.screenshot({ path });
  const { size } = statSync(path);
  console.log(`${name}.png: ${Math.round(size / 1_000)} KB`);
  if (size > MAX_BYTES) throw new Error(`${name}.png is larger than ${MAX_BYTES / 1_000} KB`);
}
