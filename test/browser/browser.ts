/** The browser of the tests: a Chrome or Chromium found on the machine, else the one inside `@sparticuz/chromium`. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const FOUND = [
  process.env.CHROME_PATH ?? '',
  '/usr/bin/google-chrome',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const SWITCHES = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** `switches` are further ones of its command line. @throws when there is no browser, saying what to install. */
export async function openBrowser(switches: readonly string[] = []): Promise<Browser> {
  const executablePath = FOUND.find((path) => path !== '' && existsSync(path)) ?? (await packagedChromium());
  return chromium.launch({ executablePath, headless: true, args: [...SWITCHES, ...switches] });
}

async function packagedChromium(): Promise<string> {
  const { default: packaged } = await import('@sparticuz/chromium');
  try {
    return await packaged.executablePath();
  } catch (cause) {
    throw new Error('no browser was found: install Chrome or Chromium, or set CHROME_PATH', { cause });
  }
}
