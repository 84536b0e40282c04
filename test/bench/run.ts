/**
 * `npm run bench -- NAME [options]`: runs one benchmark; `throughput` when none is named. What it measured is printed
 * and, by those that say so, written to bench-results/.
 */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const SUFFIX = '.bench.ts';
const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(SUFFIX))
  .map((file) => file.slice(0, -SUFFIX.length));

const [first, ...rest] = process.argv.slice(2);
const isNamed = first !== undefined && !first.startsWith('-');
const name = isNamed ? first : 'throughput';
if (!names.includes(name)) {
  console.error(`There is no benchmark "${name}". Benchmarks: ${names.join(', ')}.`);
  process.exit(2);
}
const script = join(import.meta.dirname, `${name}${SUFFIX}`);
const parameters = isNamed ? rest : process.argv.slice(2);
const child = spawn(process.execPath, ['--no-warnings', script, ...parameters], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
