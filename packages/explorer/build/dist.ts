/** Where the built explorer lies, and whether it is still what the sources say. */
import { existsSync, globSync, statSync } from 'node:fs';
import { join } from 'node:path';

export const PACKAGE = join(import.meta.dirname, '..');
export const DIST = join(PACKAGE, 'dist');
const SOURCES = [
  'index.html',
  'package.json',
  'src/**/*',
  'build/*',
  '../ledger/src/**/*.ts',
  '../ledger/package.json',
];

/** Whether there is no build, or a source has changed since. */
export function isStale(): boolean {
  const page = join(DIST, 'index.html');
  if (!existsSync(page)) return true;
  const builtMs = statSync(page).mtimeMs;
  const files = globSync(SOURCES, { cwd: PACKAGE }).filter((path) => !path.includes('.test.'));
  return files.some((path) => statSync(join(PACKAGE, path)).mtimeMs > builtMs);
}
