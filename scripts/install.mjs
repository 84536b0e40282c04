/**
 * Installs the dependencies when they are missing or the lockfile has changed since. Plain JavaScript without
 * dependencies: it runs before anything is installed.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PNPM = 'pnpm@12.21.0';
const OLDEST_NODE = 20;

/** The message for a Node that is too old, or undefined. */
export function explainOldNode(version) {
  if (Number.parseInt(version, 10) >= OLDEST_NODE) return undefined;
  return `Annals needs Node ${OLDEST_NODE} or newer to start (it then brings its own); this is ${version}. See https://nodejs.org/.`;
}

/** What the installed tree depends on: when this digest changes, it is installed again. */
function wantedState(root) {
  const digest = createHash('sha256').update(`${process.platform}-${process.arch}`);
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml']) digest.update(readFileSync(join(root, file)));
  return digest.digest('hex');
}

/** Makes node_modules match the lockfile. Says what it does; returns false, with the reason printed, when it failed. */
export function ensureInstalled(root) {
  const stamp = join(root, 'node_modules', '.annals-installed');
  const wanted = wantedState(root);
  const ready = existsSync(join(root, 'node_modules', '.bin', 'node'));
  if (ready && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return true;

  const started = performance.now();
  console.error(`Installing dependencies with ${PNPM} (once; the lockfile fixes every version) ...`);
  const install = spawnSync(
    'npx',
    ['-y', PNPM, 'install', '--frozen-lockfile', '--prefer-offline', '--loglevel=error'],
    {
      cwd: root,
      // CI: pnpm then asks no questions, also where there is a terminal.
      env: { ...process.env, CI: 'true' },
      stdio: ['ignore', process.stderr, process.stderr],
      shell: process.platform === 'win32',
    },
  );
  if (install.error) {
    console.error(`npx could not be started (${install.error.message}). It comes with Node: install Node with npm.`);
    return false;
  }
  if (install.status !== 0) {
    console.error(
      `The installation failed (exit ${install.status ?? install.signal}); its output is above. The first run needs the npm ` +
        'registry: check the network, `npm config get registry` and the proxy settings, then run the command again.',
    );
    return false;
  }
  writeFileSync(stamp, wanted);
  console.error(`Installed in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
  return true;
}
