/** Where the explorer is tested: real validators, a citizen, a node that may lie in front of one, and a browser. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { serveExplorer } from '@annals/explorer/serve';
import { formatGenesis } from '@annals/ledger/block';
import { guardServer } from '@annals/node/serving';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { type Lie, LyingNode } from '../harness/lying-node.ts';
import { TestNetwork } from '../harness/test-network.ts';
import { openBrowser } from './browser.ts';
import { makeCitizen, PASSWORD, type SampleCitizen } from './sample-citizen.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
export const PHONE = { width: 390, height: 780 };
export const SMALL_PHONE = { width: 320, height: 700 };
export const DESKTOP = { width: 1280, height: 800 };

/** A request that a page or its worker has made. */
export interface SeenRequest {
  readonly method: string;
  readonly origin: string;
  readonly url: string;
  readonly body: string | null;
}

export interface OpenedPage {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly requests: readonly SeenRequest[];
  /** What the console complained about. */
  readonly complaints: readonly string[];
}

export class Stage {
  readonly network: TestNetwork;
  readonly citizen: SampleCitizen;
  /** Is asked first. */
  readonly liar: LyingNode;
  /** Is asked next, and lies only where all do. */
  readonly second: LyingNode;
  readonly explorer: Awaited<ReturnType<typeof serveExplorer>>;
  readonly browser: Browser;
  readonly #contexts: BrowserContext[] = [];

  private constructor(parts: Pick<Stage, 'network' | 'citizen' | 'liar' | 'second' | 'explorer' | 'browser'>) {
    this.network = parts.network;
    this.citizen = parts.citizen;
    this.liar = parts.liar;
    this.second = parts.second;
    this.explorer = parts.explorer;
    this.browser = parts.browser;
  }

  /** `switches` are further ones of the browser. The page asks the node that may lie first, and then an honest one. */
  static async start(switches: readonly string[] = []): Promise<Stage> {
    const network = await TestNetwork.start();
    const citizen = await makeCitizen(network);
    const [liar, second] = await Promise.all([LyingNode.start(network.url(0)), LyingNode.start(network.url(1))]);
    const nodes = [liar.url, second.url];
    const explorer = await serveExplorer({
      guard: guardServer,
      port: 0,
      nodes,
      genesis: formatGenesis(network.genesis),
    });
    return new Stage({ network, citizen, liar, second, explorer, browser: await openBrowser(switches) });
  }

  /** All nodes lie: where an honest one stands beside, a lie is passed over and not shown. Undefined to end it. */
  allLie(lie: Lie | undefined): void {
    this.liar.lie = lie;
    this.second.lie = lie;
  }

  /** Closes the pages and lets the node be honest again: after each test. */
  async clear(): Promise<void> {
    this.liar.clear();
    this.second.clear();
    await Promise.all(this.#contexts.splice(0).map((context) => context.close()));
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.explorer.close();
    this.liar.close();
    this.second.close();
    await this.network.stop();
  }

  /** A page in a browser of its own, with every request that it makes. */
  async open(path: string, options: BrowserContextOptions = {}): Promise<OpenedPage> {
    const context = await this.browser.newContext({ viewport: DESKTOP, locale: 'en', ...options });
    this.#contexts.push(context);
    const requests: SeenRequest[] = [];
    const complaints: string[] = [];
    context.on('request', (request) => {
      const url = request.url();
      requests.push({ method: request.method(), origin: new URL(url).origin, url, body: request.postData() });
    });
    const page = await context.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`${this.explorer.url}${path}`);
    return { page, context, requests, complaints };
  }

  /** Signs the citizen in, on a page that shows the form. */
  async signIn(page: Page): Promise<void> {
    await page.setInputFiles('#file', jsonFile('mei.json', this.citizen.wallet));
    await page.fill('#password', PASSWORD);
    await page.click('button[type=submit]');
    await page.locator('.mine-menu').waitFor();
  }

  /** The same by her words. */
  async signInByWords(page: Page): Promise<void> {
    await page.getByLabel('With the words of my wallet').check();
    await page.getByLabel('Your words').fill(this.citizen.phrase);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.locator('.mine-menu').waitFor();
  }
}

/** A file to be chosen in a page. */
export function jsonFile(name: string, content: string | object) {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return { name, mimeType: 'application/json', buffer: Buffer.from(text) };
}

/** Rules of WCAG 2.2 AA, and of good practice, that the page breaks. */
export async function brokenRules(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const found = (await page.evaluate(`axe.run({ runOnly: ${JSON.stringify(tags)} })`)) as {
    readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
  };
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
}
