/**
 * A long access log in the browser: how long from signing in until it is shown verified, how long the verification
 * itself takes in the worker, what it costs to hear of one more entry, and whether the page ever freezes meanwhile.
 * `npm run bench -- trail [--entries 10000]`. Aim: verified within 2 s, no task of the page above 50 ms.
 */
import { parseArgs } from 'node:util';
import { serveExplorer } from '@annals/explorer/serve';
import { formatGenesis } from '@annals/ledger/block';
import { guardServer } from '@annals/node/serving';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../browser/browser.ts';
import { makeCitizen, PASSWORD, type SampleCitizen } from '../browser/sample-citizen.ts';
import { Actors, commit, type Submittable } from '../harness/actors.ts';
import { settled } from '../harness/agreement.ts';
import { TestNetwork } from '../harness/test-network.ts';
import { printTable, rounded, writeResults } from './measure/figures.ts';

const { values: options } = parseArgs({ options: { entries: { type: 'string', default: '10000' } } });
const entries = Number(options.entries);
const BATCH = 250;
/** Tells of every task of the page above 50 ms, as the Long Tasks API defines it. */
const OBSERVE = `globalThis.longTasks = [];
new PerformanceObserver((list) => longTasks.push(...list.getEntries().map(({ duration }) => duration)))
  .observe({ type: 'longtask', buffered: true });`;

/** Reads her record again and again. */
async function fillLog(network: TestNetwork, citizen: SampleCitizen, count: number): Promise<void> {
  const actors = new Actors(network.chain);
  for (let done = 0; done < count; done += BATCH) {
    const batch: Submittable[] = [];
    for (let i = done; i < Math.min(count, done + BATCH); i++) {
      batch.push(actors.read(citizen.doctor, citizen.record, ['general'], i % 7 === 0 ? 'curiosity' : 'treatment'));
    }
    const outcomes = await commit(network.client(0), batch, 60_000);
    const lost = outcomes.find(({ status }) => status !== 'committed');
    if (lost) throw new Error(`a read was not committed: ${lost.code}`);
  }
  await settled(network, [0, 1, 2, 3]);
}

async function signIn(page: Page, url: string, { wallet }: SampleCitizen): Promise<number> {
  await page.goto(`${url}/mine`);
  await page.setInputFiles('#file', { name: 'a.json', mimeType: 'application/json', buffer: Buffer.from(wallet) });
  await page.fill('#password', PASSWORD);
  const beganMs = performance.now();
  await page.click('button[type=submit]');
  await page.locator('.mine-menu').waitFor();
  const openedMs = performance.now();
  await page.getByText('Verified complete').waitFor({ timeout: 120_000 });
  await page.locator('.trail__entry').first().waitFor();
  return performance.now() - Math.max(beganMs, openedMs);
}

/** How long each verification took, by the worker's own clock. */
async function verifications(page: Page): Promise<readonly number[]> {
  const found = await Promise.all(
    page
      .workers()
      .map((worker) => worker.evaluate(`performance.getEntriesByName('verify access log').map((e) => e.duration)`)),
  );
  return (found as number[][]).flat();
}

const network = await TestNetwork.start({ config: { logLevel: 'warn' } });
let browser: Browser | undefined;
try {
  const citizen = await makeCitizen(network);
  await fillLog(network, citizen, entries - 2);
  const explorer = await serveExplorer({
    guard: guardServer,
    port: 0,
    nodes: [network.url(0), network.url(1)],
    genesis: formatGenesis(network.genesis),
  });
  browser = await openBrowser();
  const page = await browser.newPage({ locale: 'en' });
  await page.addInitScript(OBSERVE);
  const shownMs = await signIn(page, explorer.url, citizen);
  const first = await verifications(page);
  const more = new Actors(network.chain).read(citizen.doctor, citizen.record, ['emergency'], 'treatment');
  await commit(network.client(0), [more]);
  await page.getByText(`of ${(entries + 1).toLocaleString('en')} entries`).waitFor({ timeout: 60_000 });
  const all = await verifications(page);
  const longTasks = (await page.evaluate('longTasks')) as readonly number[];
  const results = {
    entries,
    shownMs: rounded(shownMs),
    verifiedMs: rounded(Math.max(...first)),
    oneMoreMs: rounded(Math.max(0, ...all.slice(first.length))),
    longTasks: longTasks.map(rounded),
  };
  printTable(`An access log of ${entries} entries in the browser`, [
    ['from the opened wallet to shown, verified', `${results.shownMs} ms`],
    ['of that, verifying in the worker', `${results.verifiedMs} ms`],
    ['verifying one entry more', `${results.oneMoreMs} ms`],
    ['tasks of the page above 50 ms', longTasks.length],
    ['the longest of them', `${rounded(Math.max(0, ...longTasks))} ms`],
  ]);
  console.log(`\n${writeResults('trail', { options, results })}`);
  await explorer.close();
} finally {
  await browser?.close();
  await network.stop();
}
