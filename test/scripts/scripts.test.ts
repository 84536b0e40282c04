/**
 * Golden scripts of the consensus core: a protocol run as text, with what the replicas did. `UPDATE=1` rewrites them;
 * a changed script is read before it is accepted.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { runScript } from './run-script.ts';

const folder = import.meta.dirname;
const scripts = readdirSync(folder).filter((name) => name.endsWith('.txt'));

describe('golden scripts', () => {
  test('there are some', () => {
    expect(scripts.length).toBeGreaterThanOrEqual(15);
  });

  test.each(scripts)('%s', (name) => {
    const path = join(folder, name);
    const script = readFileSync(path, 'utf8');
    const today = runScript(script);
    if (process.env.UPDATE === '1') writeFileSync(path, today);
    else expect(today).toBe(script);
  });
});
