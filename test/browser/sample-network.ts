/** The sample network with its citizens and its explorer, as `npm run devnet` runs it, for a browser to look at. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Page } from 'playwright-core';
import { ROOT } from '../house/repository.ts';

const PROGRAM = join(ROOT, 'packages/cli/bin/annals.mjs');

/** What the network tells of itself when it is ready. */
interface Ready {
  readonly home: string;
  readonly genesis: string;
  readonly explorer: string;
  readonly validators: readonly { readonly api: string }[];
}

/** What it tells when its citizens live on it. */
interface Population {
  readonly phrases: Readonly<Record<string, string>>;
  readonly restricted: string;
  readonly held: string;
  readonly erased: string;
  readonly hidden: { readonly transaction: string; readonly revealMs: number };
}

export class SampleNetwork {
  readonly ready: Ready;
  readonly population: Population;
  /** For files of commands. */
  readonly folder: string;
  readonly stop: () => Promise<void>;

  private constructor(parts: Pick<SampleNetwork, 'ready' | 'population' | 'folder' | 'stop'>) {
    this.ready = parts.ready;
    this.population = parts.population;
    this.folder = parts.folder;
    this.stop = parts.stop;
  }

  /** Starts one, and waits until its citizens live on it. */
  static async start(): Promise<SampleNetwork> {
    const folder = mkdtempSync(join(tmpdir(), 'annals-sample-'));
    const devnet = spawn(process.execPath, ['--no-warnings', PROGRAM, 'devnet', '--json', '--data', folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    const stop = async () => {
      const ended = new Promise((resolve) => devnet.once('exit', resolve));
      if (devnet.exitCode === null && devnet.kill('SIGTERM')) await ended;
      rmSync(folder, { recursive: true, force: true });
    };
    try {
      const lines = createInterface({ input: devnet.stdout })[Symbol.asyncIterator]();
      const next = async () => JSON.parse(String((await lines.next()).value));
      const ready = (await next()) as Ready;
      return new SampleNetwork({ ready, population: (await next()) as Population, folder, stop });
    } catch (error) {
      await stop();
      throw error;
    }
  }

  /** Runs a command in the context of the network. @throws with what it printed, when it fails. */
  async annals(...words: readonly string[]): Promise<string> {
    // Jest's own options are no business of the command.
    const env = { ...process.env, NODE_OPTIONS: '', ANNALS_HOME: this.ready.home };
    const child = spawn(process.execPath, ['--no-warnings', PROGRAM, ...words], { env, cwd: this.folder });
    let printed = '';
    child.stdout.on('data', (chunk) => (printed += chunk));
    child.stderr.on('data', (chunk) => (printed += chunk));
    const code = await new Promise((resolve) => child.once('close', resolve));
    if (code !== 0) throw new Error(`annals ${words.join(' ')} ended with ${code}:\n${printed}`);
    return printed;
  }

  /** Signs a citizen in with the words that the network prints, on a page that shows the form. */
  async signIn(page: Page, citizen: string): Promise<void> {
    await page.locator('input[type=radio]').nth(1).check();
    await page.locator('textarea').fill(this.population.phrases[citizen] ?? '');
    await page.click('button[type=submit]');
    await page.locator('.mine-menu').waitFor();
  }

  /** The wallet file of a citizen, to be chosen in a page, and the password of all of them. */
  wallet(citizen: string) {
    const { home } = this.ready;
    const buffer = readFileSync(join(home, `wallets/${citizen}.json`));
    const file = { name: `${citizen}.json`, mimeType: 'application/json', buffer };
    return { file, password: readFileSync(join(home, 'password'), 'utf8').trim() };
  }
}
