/** Schemathesis, from PyPI into a folder that is removed afterwards: requests that follow from the OpenAPI document. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const VERSION = '4.32.5';
/**
 * No answer may be a server error; what is promised of status, type and shape must hold, and what the document does not
 * allow must be refused.
 */
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
  'negative_data_rejection',
  'unsupported_method',
];
/** Of a request; a submission may wait for a commit. */
const REQUEST_SECONDS = 70;

interface Ended {
  readonly code: number | null;
  readonly text: string;
}

/** Runs a program to its end; commits go on meanwhile. */
function run(program: string, ...parameters: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(program, parameters, { stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    for (const output of [child.stdout, child.stderr]) output.on('data', (chunk: Buffer) => (text += chunk));
    child.once('error', ({ message }) => resolve({ code: null, text: message }));
    child.once('close', (code) => resolve({ code, text }));
  });
}

const lastLineOf = (text: string): string => text.trim().split('\n').at(-1) ?? '';

/** Installs it. @returns the program, or why there is none. */
async function install(folder: string): Promise<{ readonly program: string } | { readonly why: string }> {
  const venv = await run('python3', '-m', 'venv', folder);
  if (venv.code !== 0) return { why: `python3 makes no virtual environment here: ${lastLineOf(venv.text)}` };
  const pip = await run(join(folder, 'bin/pip'), 'install', '--quiet', `schemathesis==${VERSION}`);
  if (pip.code !== 0) return { why: `pip installs no schemathesis here: ${lastLineOf(pip.text)}` };
  return { program: join(folder, 'bin/schemathesis') };
}

/** Fuzzes a node for some minutes. @returns what failed; nothing where it cannot be installed, which is said. */
export async function fuzz(url: string, minutes: number, seed: number): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'annals-schemathesis-'));
  try {
    const installed = await install(folder);
    if ('why' in installed) {
      console.log(`schemathesis is left out: ${installed.why}`);
      return [];
    }
    const parameters = [
      'run',
      `${url}/openapi.json`,
      `--checks=${CHECKS.join(',')}`,
      // A stream does not end, and unsubscribing answers with pages.
      '--exclude-path=/v1/events',
      // Its own threads disturb each other on some releases of Python.
      '--workers=1',
      `--max-time=${Math.max(1, Math.round(60 * minutes))}`,
      `--request-timeout=${REQUEST_SECONDS}`,
      '--continue-on-failure',
      `--seed=${seed}`,
    ];
    const child = spawn(installed.program, parameters, { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] });
    process.once('exit', () => child.kill('SIGTERM'));
    const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
    return code === 0 ? [] : [`schemathesis ended with ${code}; its findings stand above`];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
