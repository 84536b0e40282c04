/**
 * `npm test`: every stage in order, all of them also when one fails, and one plain last line with the count. A stage
 * is one static check, or a part of the Jest tests.
 *
 *   npm test                         everything
 *   npm test -- --fast               without what starts processes or simulates
 *   npm test -- --only lint,types    these stages
 *   npm test -- merkle               the Jest tests whose path matches
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

interface Count {
  readonly passed: number;
  readonly failed: number;
}

interface Stage {
  readonly title: string;
  /** Left out by `--fast`. */
  readonly slow?: boolean;
  readonly run: () => Count;
}

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const PROJECTS = ['packages/ledger', 'packages/node', 'packages/cli', 'packages/explorer', 'test', 'scripts'];

const STAGES: Readonly<Record<string, Stage>> = {
  lint: {
    title: 'format and lint (Biome)',
    run: () => check('node_modules/.bin/biome', 'check', '--error-on-warnings', '.'),
  },
  types: { title: 'types (tsc)', run: checkTypes },
  imports: {
    title: 'import rules (dependency-cruiser)',
    run: () =>
      check('node_modules/.bin/depcruise', '--config', '.dependency-cruiser.mjs', 'packages', 'test', 'scripts'),
  },
  unused: { title: 'unused files, exports and dependencies (knip)', run: () => check('node_modules/.bin/knip') },
  tidy: { title: 'house rules', run: () => jest(join(root, 'test/house')) },
  // Jest would leave one core free.
  unit: { title: 'unit tests', run: () => jest('--maxWorkers=2', join(root, 'packages')) },
  integration: {
    title: 'integration tests',
    slow: true,
    // Each of these starts processes of its own and waits for them half of the time: three files at a time for two cores.
    run: () => jest('--maxWorkers=3', join(root, 'test', '(?!house/|simulation/)')),
  },
  simulate: { title: 'simulation', slow: true, run: () => jest('--maxWorkers=2', join(root, 'test/simulation')) },
};

/** Runs a command on the terminal; true when it exits with 0. */
function succeeds(command: string, ...parameters: string[]): boolean {
  const { status, error } = spawnSync(command, parameters, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (error) console.error(`${command} could not be started: ${error.message}`);
  return status === 0;
}

function check(command: string, ...parameters: string[]): Count {
  const passed = succeeds(command, ...parameters);
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1 };
}

/** All projects are checked, also after one with errors; together they are one check. */
function checkTypes(): Count {
  const wrong = PROJECTS.filter((project) => !succeeds('node_modules/.bin/tsc', '-p', project));
  if (wrong.length > 0) console.error(`Type errors in ${wrong.join(', ')}.`);
  return { passed: wrong.length === 0 ? 1 : 0, failed: wrong.length === 0 ? 0 : 1 };
}

/** The part of Jest's JSON report that is counted. */
interface JestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numRuntimeErrorTestSuites: number;
}

/** Runs Jest with the arguments. A file that cannot be loaded, or a run without any test, counts as one failure. */
function jest(...parameters: string[]): Count {
  const folder = mkdtempSync(join(tmpdir(), 'annals-jest-'));
  try {
    const report = join(folder, 'report.json');
    const ended = succeeds(
      process.execPath,
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      'node_modules/jest/bin/jest.js',
      '--json',
      `--outputFile=${report}`,
      ...parameters,
    );
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = readReport(report);
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    // Jest also fails for reasons that are no test, such as "no tests found" or a global tear-down that threw.
    return { passed: numPassedTests, failed: failed === 0 && !ended ? 1 : failed };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readReport(path: string): JestReport {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as JestReport;
  } catch {
    return { numPassedTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 0 };
  }
}

/** The stages that the command line asks for. */
function chosenStages(commandLine: string[]): Stage[] {
  const { values, positionals } = parseArgs({
    args: commandLine,
    options: { only: { type: 'string', multiple: true }, fast: { type: 'boolean' } },
    allowPositionals: true,
  });
  if (positionals.length > 0) {
    return [{ title: `Jest tests matching ${positionals.join(' ')}`, run: () => jest(...positionals) }];
  }
  const names = values.only?.flatMap((list) => list.split(','));
  if (!names) return Object.values(STAGES).filter((stage) => !(values.fast && stage.slow));
  return names.map((name) => {
    const stage = STAGES[name];
    if (!stage) throw new Error(`There is no stage "${name}". Stages: ${Object.keys(STAGES).join(', ')}.`);
    return stage;
  });
}

function seconds(fromMs: number): string {
  return `${((performance.now() - fromMs) / 1000).toFixed(1)} s`;
}

let stages: Stage[];
try {
  stages = chosenStages(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(2);
}

const startedMs = performance.now();
const summary: string[] = [];
let passed = 0;
let failed = 0;
for (const stage of stages) {
  console.log(`\n=== ${stage.title}`);
  const stageStartedMs = performance.now();
  const count = stage.run();
  passed += count.passed;
  failed += count.failed;
  summary.push(`${count.failed === 0 ? 'ok    ' : 'FAILED'} ${stage.title}: ${seconds(stageStartedMs)}`);
  console.log(summary.at(-1));
}
console.log(`\n${summary.join('\n')}\nAll stages: ${seconds(startedMs)}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
