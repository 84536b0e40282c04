/**
 * What is banned in the ledger and the consensus core is really reported there (LAW 7), and only there. Each banned
 * thing has a file that uses it, laid out under the paths that the lint configuration speaks of.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CORE_SOURCES, isAsynchronous, LEDGER_SOURCES, usesRandomness } from './purity.ts';
import { isTest, ROOT, read, typeScriptFiles } from './repository.ts';

const BANNED_GLOBALS = [
  ...['Date', 'process', 'Buffer', 'fetch', 'console', 'crypto', 'performance'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'clearTimeout', 'clearInterval', 'clearImmediate'],
  ...['globalThis', 'global', 'window', 'self', 'navigator', 'localStorage'],
  ...['XMLHttpRequest', 'WebSocket', 'EventSource', 'require'],
];
const GLOBAL_RULE = 'lint/style/noRestrictedGlobals';
const ANY_RULE = 'lint/suspicious/noExplicitAny';

interface Report {
  readonly diagnostics: readonly { category: string; severity: string; location: { path: string } }[];
}

/** Errors that Biome, configured as here, reports in a folder: `path rule`. */
function lint(folder: string): string[] {
  const { stdout, stderr } = spawnSync(
    join(ROOT, 'node_modules/.bin/biome'),
    ['lint', '--reporter=json', '--vcs-enabled=false', '--max-diagnostics=none', '.'],
    {
      cwd: folder,
      encoding: 'utf8',
    },
  );
  if (!stdout) throw new Error(`Biome gave no report: ${stderr}`);
  return (JSON.parse(stdout) as Report).diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ location, category }) => `${location.path} ${category}`);
}

describe('lint bans', () => {
  let folder: string;
  let reported: string[];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'annals-lint-bans-'));
    cpSync(join(ROOT, 'biome.json'), join(folder, 'biome.json'));
    const write = (path: string, text: string) => {
      mkdirSync(join(folder, path, '..'), { recursive: true });
      writeFileSync(join(folder, path), text);
    };
    for (const name of BANNED_GLOBALS) {
      const text = `export const use = () => ${name};\n`;
      for (const room of [LEDGER_SOURCES, CORE_SOURCES]) write(`${room}${name}.ts`, text);
      write(`${LEDGER_SOURCES}${name}.test.ts`, text);
      write(`packages/node/src/chain/${name}.ts`, text);
    }
    write(`${LEDGER_SOURCES}crypto/random.ts`, 'export const use = () => crypto;\n');
    write(`${LEDGER_SOURCES}own-name.ts`, 'export const use = (process: string) => process;\n');
    write('packages/node/src/any.ts', 'export const use = (value: any) => value;\n');
    write('test/any.test.ts', 'export const use = (value: unknown) => value as any;\n');
    reported = lint(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(BANNED_GLOBALS)('%s is reported in the ledger and in the consensus core, and nowhere else', (name) => {
    const here = reported.filter((line) =>
      new Set([`${name}.ts`, `${name}.test.ts`]).has(basename(line.split(' ')[0] ?? '')),
    );
    expect(here.sort()).toEqual([
      `${LEDGER_SOURCES}${name}.ts ${GLOBAL_RULE}`,
      `${CORE_SOURCES}${name}.ts ${GLOBAL_RULE}`,
    ]);
  });

  test('any is an error everywhere', () => {
    expect(reported.filter((line) => line.endsWith(ANY_RULE)).sort()).toEqual([
      `packages/node/src/any.ts ${ANY_RULE}`,
      `test/any.test.ts ${ANY_RULE}`,
    ]);
  });

  test('the random source of the ledger, and a name of one’s own, are not reported', () => {
    expect(reported.filter((line) => /random|own-name/.test(line))).toEqual([]);
  });
});

describe('purity beyond the linter', () => {
  test.each([
    'Math.random();',
    "Math['random']();",
    'const { random } = Math;',
    'const source = Math;',
    'export const draw = (random = Math.random) => random();',
  ])('randomness is seen in: %s', (source) => expect(usesRandomness(source)).toBe(true));

  test('other mathematics is not randomness', () => {
    expect(usesRandomness('export const third = (n: number) => Math.floor(n / 3) + Math.max(random, 1);')).toBe(false);
  });

  test.each([
    'async function wait() {}',
    'export const wait = async () => 1;',
    'class Replica { async step() {} }',
    'const replica = { async step() {} };',
    'const replica = { step: async function () {} };',
    'for await (const input of inputs) step(input);',
    'await step();',
    'export const wait = (): Promise<void> => other();',
    'export const later = () => new Promise(() => {});',
    "import('./later.ts').then(step);",
  ])('asynchrony is seen in: %s', (source) => expect(isAsynchronous(source)).toBe(true));

  test('a synchronous step is not asynchronous', () => {
    expect(isAsynchronous('export function* step(async: boolean) { for (const a of b) yield a; }')).toBe(false);
  });

  const sources = typeScriptFiles().filter((path) => !isTest(path));

  test('the ledger and the core draw nothing at random', () => {
    const pure = sources.filter((path) => path.startsWith(LEDGER_SOURCES) || path.startsWith(CORE_SOURCES));
    expect(pure.length).toBeGreaterThan(0);
    expect(pure.filter((path) => usesRandomness(read(path)))).toEqual([]);
  });

  test('the core is synchronous', () => {
    const core = sources.filter((path) => path.startsWith(CORE_SOURCES));
    expect(core.length).toBeGreaterThan(0);
    expect(core.filter((path) => isAsynchronous(read(path)))).toEqual([]);
  });
});
