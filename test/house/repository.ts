/** The repository as the house rules see it: its root, and the files that are or could be committed. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Files that break rules on purpose. */
const FIXTURES = 'test/house/fixtures/';

/** Paths relative to the root, without what git ignores and without the fixtures of the house. */
export function repositoryFiles(): string[] {
  const list = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return list.split('\n').filter((path) => path && !path.startsWith(FIXTURES) && existsSync(join(ROOT, path)));
}

/** TypeScript files, those of tests included. */
export function typeScriptFiles(): string[] {
  return repositoryFiles().filter((path) => /\.tsx?$/.test(path));
}

export function isTest(path: string): boolean {
  return /\.test\.tsx?$/.test(path);
}

export function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}
