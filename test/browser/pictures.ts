/**
 * `npm run pictures`: takes the pictures in docs/images from real pages of a sample network on this machine, at phone
 * and desktop width, light and dark, signed in as one of its citizens.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { serveExplorer } from '@annals/explorer/serve';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { ROOT } from '../house/repository.ts';
import { openBrowser } from './browser.ts';
import { LyingNode } from './lying-node.ts';

const IMAGES = join(ROOT, 'docs/images');
const CITIZEN = 'mei-ling';
const MAX_BYTES = 200_000;
const DESKTOP = { width: 1_280, height: 900 };
const PHONE = { width: 390, height: 844 };

/** What the local network tells of itself when it is ready. */
interface Ready {
  readonly event: string;
  readonly home: string;
  readonly genesis: string;
  readonly validators: readonly { readonly api: string }[];
}

const folder = mkdtempSync(join(tmpdir(), 'annals-pictures-'));
const program = join(ROOT, 'packages/cli/bin/annals.mjs');
const devnet = spawn(process.execPath, ['--no-warnings', program, 'devnet', '--json', '--data', folder], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  const lines = createInterface({ input: devnet.stdout })[Symbol.asyncIterator]();
  const ready = JSON.parse(String((await lines.next()).value)) as Ready;
  // The second line tells that the population is there.
  await lines.next();
  await takePictures(ready);
} finally {
  devnet.kill('SIGTERM');
  await new Promise((resolve) => devnet.once('exit', resolve));
  rmSync(folder, { recursive: true, force: true });
}

async function takePictures({ home, genesis, validators }: Ready): Promise<void> {
  const nodes = validators.map(({ api }) => api);
  const liar = await LyingNode.start(nodes[0] ?? '');
  const explorer = await serveExplorer({
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
    const wallet = readFileSync(join(home, `wallets/${CITIZEN}.json`));
    await page.setInputFiles('#file', { name: `${CITIZEN}.json`, mimeType: 'application/json', buffer: wallet });
    await page.fill('#password', readFileSync(join(home, 'password'), 'utf8').trim());
    await page.click('button[type=submit]');
    await page.locator('.trail__entry, [role=alert]').first().waitFor();
  };
  try {
    const homeDesktop = await open({ viewport: DESKTOP });
    await homeDesktop.locator('figure.chart').nth(3).waitFor();
    await scrollTo(homeDesktop, 'section[aria-label="What happens on it"]');
    await take(homeDesktop, 'explorer-home-desktop-light');
    const homePhone = await open({ viewport: PHONE, colorScheme: 'dark', locale: 'zh-TW' });
    await homePhone.locator('figure.chart').nth(3).waitFor();
    await scrollTo(homePhone, 'figure.chart >> nth=1');
    await take(homePhone, 'explorer-home-phone-dark');
    const minePhone = await open({ viewport: { ...PHONE, height: 1_300 } });
    await signIn(minePhone);
    await scrollTo(minePhone, '.verdict');
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
