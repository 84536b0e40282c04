/** Ports of processes that start at one moment. */
import { spawn } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { freePorts } from './ports.ts';

const PORTS = new URL('./ports.ts', import.meta.url).pathname;
const SCRIPT = `
  const { freePorts } = await import(${JSON.stringify(PORTS)});
  console.log(JSON.stringify(await freePorts(4, process.argv.slice(1).map(Number))));
  setInterval(() => {}, 1000);
`;

/** A process that is given ports, says which, and lives on until it is killed. */
async function other(preferred: readonly number[]) {
  const child = spawn(process.execPath, ['--input-type=module', '-e', SCRIPT, ...preferred.map(String)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const [line] = (
    await new Promise<string>((resolve) => child.stdout.once('data', (chunk) => resolve(String(chunk))))
  ).split('\n');
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  return { ports: JSON.parse(line ?? '') as readonly number[], kill };
}

test('processes that want the same ports at one moment get different ones, and those of one that was killed are free', async () => {
  const wanted = await freePorts(4);
  const [first] = wanted;
  const others = await Promise.all(Array.from({ length: 4 }, () => other([])));
  try {
    const all = [wanted, ...others.map(({ ports }) => ports)].flat();
    expect(new Set(all).size).toBe(20);
    const [theirs] = others.map(({ ports }) => ports[0]);
    // Nobody listens there, and yet it is taken.
    expect(await freePorts(1, [theirs ?? 0])).not.toContain(theirs);
    const late = await other([first ?? 0]);
    await late.kill();
    expect(late.ports).not.toContain(first);
    await others[0]?.kill();
    expect(await freePorts(1, [theirs ?? 0])).toEqual([theirs]);
  } finally {
    await Promise.all(others.map(({ kill }) => kill()));
  }
});
