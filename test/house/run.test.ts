/** The entry of every npm script: what it says when it cannot go on, and that each script names a task it knows. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ROOT, read } from './repository.ts';

const { explainOldNode } = (await import(join(ROOT, 'scripts/install.mjs'))) as {
  explainOldNode: (version: string) => string | undefined;
};

function run(...parameters: string[]): { status: number | null; stderr: string } {
  return spawnSync(process.execPath, [join(ROOT, 'scripts/run.mjs'), ...parameters], { encoding: 'utf8' });
}

describe('scripts/run.mjs', () => {
  test.each(['20.0.0', '24.9.0', '100.1.0'])('Node %s is new enough', (version) => {
    expect(explainOldNode(version)).toBeUndefined();
  });

  test.each(['8.17.0', '18.20.1', '19.9.0'])('Node %s is told what is needed', (version) => {
    expect(explainOldNode(version)).toMatch(
      `needs Node 20 or newer to start (it then brings its own); this is ${version}`,
    );
  });

  test('an unknown task lists the tasks', () => {
    const { status, stderr } = run('constructor');
    expect(status).toBe(2);
    expect(stderr).toMatch(/^Usage: node scripts\/run\.mjs <test\|/);
  });

  test('an unknown stage of the tests lists the stages', () => {
    const { status, stderr } = run('test', '--only', 'lint,nothing');
    expect(status).toBe(2);
    expect(stderr).toMatch('There is no stage "nothing". Stages: lint, types, imports, unused, tidy, ');
  });

  test('every npm script starts the task of its name', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(['devnet', 'test', 'simulate', 'bench']));
    for (const [name, command] of Object.entries(scripts)) {
      expect(command).toBe(`node scripts/run.mjs ${name}`);
      expect(read('scripts/run.mjs')).toMatch(new RegExp(`^  ${name}: \\['`, 'm'));
    }
  });
});
