/** dependency-cruiser as a process, with the rules of this repository, over any folder. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './repository.ts';

/** The part of dependency-cruiser's JSON report that the tests read. */
export interface CruiseResult {
  readonly modules: readonly { source: string; dependencies: readonly { resolved: string }[] }[];
  readonly summary: { readonly violations: readonly { from: string; to: string; rule: { name: string } }[] };
}

/** Cruises the paths below the folder. */
export function cruise(folder: string, paths: readonly string[]): CruiseResult {
  const program = join(ROOT, 'node_modules/.bin/depcruise');
  const options = ['--config', join(ROOT, '.dependency-cruiser.mjs'), '--output-type', 'json'];
  const { stdout, stderr } = spawnSync(program, [...options, ...paths], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (!stdout) throw new Error(`dependency-cruiser gave no report: ${stderr}`);
  return JSON.parse(stdout) as CruiseResult;
}
