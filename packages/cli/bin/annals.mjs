#!/usr/bin/env node
/**
 * The `annals` command. Runs on whichever Node the machine has (20 or newer): when that is older than what the
 * workspace pins, the command is started again on the pinned one.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NEEDED_MAJOR = 24;

if (Number(process.versions.node.split('.')[0]) >= NEEDED_MAJOR) {
  // Keeps what was compiled, so that a command starts in a fraction of the time.
  module.enableCompileCache?.();
  process.stdout.on('error', endWithReader);
  const { main } = await import('../src/main.ts');
  process.exitCode = await main(process.argv.slice(2));
} else {
  startOnPinnedNode();
}

/** A reader such as `head` that has seen enough ends the command: one that has something to stop stops it first. */
function endWithReader(error) {
  if (error.code !== 'EPIPE') throw error;
  if (process.listenerCount('SIGTERM') === 0) process.exit(0);
  process.kill(process.pid, 'SIGTERM');
}

function startOnPinnedNode() {
  const bin = dirname(fileURLToPath(import.meta.url));
  const node = join(bin, '../../../node_modules/.bin/node');
  if (!existsSync(node)) {
    console.error(
      `annals needs Node ${NEEDED_MAJOR}, which comes with its dependencies: run \`npm test\` or \`npm run devnet\` once.`,
    );
    process.exit(1);
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  // A terminal gives Ctrl-C to the whole group, so the child has it already; another signal it has not.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}
