/** An environment for tests: no process, no terminal, a folder of its own, and a network that answers as it is told. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeContext } from './context/context.ts';
import type { Environment } from './environment.ts';
import { main } from './main.ts';

/** What a command did. */
export interface Ran {
  readonly exit: number;
  readonly out: string;
  readonly error: string;
}

export interface TestHome {
  readonly folder: string;
  /** Makes its context one whose keys are cheap to make. */
  lightKeys(): void;
  run(...argv: readonly string[]): Promise<Ran>;
  remove(): void;
}

/** A folder as working directory, home and context of the commands that are run in it. */
export function testHome(answer: (url: string) => Response = () => refuse()): TestHome {
  const folder = mkdtempSync(join(tmpdir(), 'annals-cli-'));
  return {
    folder,
    lightKeys: () =>
      writeContext(join(folder, 'home'), { nodes: ['http://127.0.0.1:1'], passwordFile: null, keystoreCost: 'light' }),
    remove: () => rmSync(folder, { recursive: true }),
    run: async (...argv) => {
      let [out, error] = ['', ''];
      const environment: Environment = {
        variables: { ANNALS_HOME: join(folder, 'home'), ANNALS_PASSWORD: 'password' },
        cwd: folder,
        userHome: folder,
        nowMs: () => Date.UTC(2026, 10, 24),
        fetch: async (input) => answer(String(input)),
        writeOut: (text) => {
          out += text;
        },
        writeError: (text) => {
          error += text;
        },
        isInteractive: false,
      };
      return { exit: await main(argv, environment), out, error };
    },
  };
}

function refuse(): never {
  throw new TypeError('fetch failed');
}
