/**
 * Each import rule of .dependency-cruiser.mjs is proven by the file of its name under fixtures/import-rules, which
 * breaks that rule with every import it makes, and no other rule. The rest of the fixtures keeps all rules.
 */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type CruiseResult, cruise } from './cruise.ts';
import { ROOT } from './repository.ts';

const FIXTURES = join(ROOT, 'test/house/fixtures/import-rules');
const PACKAGES = ['ledger', 'node', 'cli', 'explorer'];

const config = (await import(join(ROOT, '.dependency-cruiser.mjs'))) as {
  default: { forbidden: readonly { name: string }[] };
};
const rules = config.default.forbidden.map(({ name }) => name);

/** The fixtures as a workspace of their own, with the libraries that are installed here. */
function layOutWorkspace(folder: string): void {
  cpSync(FIXTURES, folder, { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const libraries = new Map(PACKAGES.flatMap(librariesOf));
  for (const name of PACKAGES) {
    const modules = join(folder, 'packages', name, 'node_modules');
    for (const other of PACKAGES) link(join(folder, 'packages', other), join(modules, '@annals', other));
    for (const [library, path] of libraries) link(path, join(modules, library));
  }
}

function link(target: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path);
}

/** Name and folder of each library that a package depends on. */
function librariesOf(name: string): [string, string][] {
  const path = join(ROOT, 'packages', name, 'package.json');
  const { dependencies = {} } = JSON.parse(readFileSync(path, 'utf8')) as { dependencies?: Record<string, string> };
  return Object.keys(dependencies)
    .filter((library) => !library.startsWith('@annals/'))
    .map((library) => [library, join(dirname(path), 'node_modules', library)]);
}

describe('import rules', () => {
  let folder: string;
  let result: CruiseResult;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'annals-import-rules-'));
    layOutWorkspace(folder);
    result = cruise(folder, ['packages']);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(rules)('%s is broken by its fixture, which breaks no other', (rule) => {
    const violations = result.summary.violations.filter(({ from }) => basename(from, '.ts') === rule);
    expect([...new Set(violations.map((violation) => violation.rule.name))]).toEqual([rule]);
  });

  test('every import of a breaking file is seen and reported', () => {
    for (const path of readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' })) {
      const rule = basename(path, '.ts');
      // A cycle is one report, however many imports it takes.
      if (!rules.includes(rule) || rule === 'no-cycles') continue;
      const imports = readFileSync(join(FIXTURES, path), 'utf8').match(/(from |import\()'/g) ?? [];
      const reported = result.summary.violations.filter(({ from }) => from === path).length;
      expect({ rule, reported }).toEqual({ rule, reported: imports.length });
    }
  });

  test('what keeps the rules is not reported', () => {
    const others = result.summary.violations.filter(({ from }) => !rules.includes(basename(from, '.ts')));
    expect(others.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`)).toEqual([]);
  });

  test('the rules see the sources of this repository, through package names as well', () => {
    const edges = cruise(ROOT, ['packages']).modules.flatMap(({ source, dependencies }) =>
      dependencies.map(({ resolved }) => `${source} -> ${resolved}`),
    );
    expect(edges).toContain('packages/ledger/src/codec/hex.ts -> packages/ledger/src/errors/index.ts');
    expect(edges).toContain(
      'packages/ledger/src/crypto/hash/index.ts -> packages/ledger/src/crypto/hash/platform-node.ts',
    );
    expect(edges.some((edge) => /^packages\/node\/.* -> packages\/ledger\/src\/block\/index\.ts$/.test(edge))).toBe(
      true,
    );
  });
});
