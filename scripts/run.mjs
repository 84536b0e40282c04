/**
 * Entry of every npm script. Runs on the Node that the machine has (20 or newer, nothing installed), makes sure that
 * the dependencies are there, and starts the task again on the Node that the workspace pins.
 */
import { spawn } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled, explainOldNode } from './install.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** What each task starts, on the pinned Node. */
const TASKS = {
  test: ['scripts/test.ts'],
  format: ['node_modules/@biomejs/biome/bin/biome', 'check', '--write', '.'],
  annals: ['packages/cli/bin/annals.mjs'],
  devnet: ['packages/cli/bin/annals.mjs', 'devnet'],
  simulate: ['test/simulation/run.ts'],
  bench: ['test/bench/run.ts'],
  chaos: ['test/chaos/run.ts'],
  standards: ['test/standards/run.ts'],
  fuzz: ['test/chaos/fuzz.ts'],
  errors: ['scripts/write-errors.ts'],
  pictures: ['test/browser/pictures.ts'],
};

const [task = '', ...taskArguments] = process.argv.slice(2);
const command = Object.hasOwn(TASKS, task) ? TASKS[task] : undefined;
if (!command) {
  console.error(`Usage: node scripts/run.mjs <${Object.keys(TASKS).join('|')}> [arguments]`);
  process.exit(2);
}

const oldNode = explainOldNode(process.versions.node);
if (oldNode) {
  console.error(oldNode);
  process.exit(1);
}

if (!ensureInstalled(root)) process.exit(1);

const bin = join(root, 'node_modules', '.bin');
const [program, ...fixedArguments] = command;
const commandLine = [join(root, program), ...fixedArguments, ...taskArguments];
const child = spawn(join(bin, 'node'), ['--disable-warning=ExperimentalWarning', ...commandLine], {
  // `annals` works on the caller's files; everything else on the repository.
  cwd: task === 'annals' ? (process.env.INIT_CWD ?? process.cwd()) : root,
  env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` },
  stdio: 'inherit',
});

// A terminal gives Ctrl-C to the whole group, so the child has it already; a signal sent to this process alone it has not.
process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));

// Ended by a signal, npm ends its shell but not what the shell runs: notice that the shell is gone.
const shell = process.ppid;
if (process.env.npm_lifecycle_event) {
  setInterval(() => process.ppid === shell || child.kill('SIGTERM'), 500).unref();
}

child.on('error', (error) => {
  console.error(`The pinned Node could not be started: ${error.message}. Delete node_modules and run again.`);
  process.exitCode = 1;
});
child.on('exit', (code, signal) => {
  // Ctrl-C is how a running network is meant to end; any other signal is a failure.
  process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
});
