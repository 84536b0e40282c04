/** The `annals` command as people run it: a process of its own, with a context folder for a test network. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatGenesis } from '@annals/ledger/block';
import { publicKeyOf } from '@annals/ledger/crypto';
import { agencyIdOf } from '@annals/ledger/transaction';
import { createKeystore } from '@annals/node/keystore';
import { ROOT } from '../house/repository.ts';
import type { TestNetwork } from './test-network.ts';

const PROGRAM = join(ROOT, 'packages/cli/bin/annals.mjs');
const PASSWORD = 'the password of a test';

/** What a command did. */
export interface Ran {
  readonly exit: number;
  /** What it answered, read from its JSON; undefined when it answered nothing. */
  // biome-ignore lint/suspicious/noExplicitAny: each command answers with a shape of its own
  readonly json: any;
  readonly error: string;
}

export class CommandLine {
  readonly folder = mkdtempSync(join(tmpdir(), 'annals-command-'));

  /** A context with the keys of agencies, each the one of a seat of the network. */
  static async of(network: TestNetwork, agencies: { readonly [label: string]: number }): Promise<CommandLine> {
    const line = new CommandLine();
    line.useNodes(network.genesis.validators.map((_, i) => network.url(i)));
    writeFileSync(join(line.folder, 'genesis.json'), formatGenesis(network.genesis));
    writeFileSync(join(line.folder, 'password'), PASSWORD);
    mkdirSync(join(line.folder, 'keys'));
    for (const [label, seat] of Object.entries(agencies)) {
      const secret = network.seats[seat]?.agencySecret;
      if (!secret) throw new Error(`there is no seat ${seat}`);
      const content = { label, kind: 'agency', agency: agencyIdOf(publicKeyOf(secret)), secret } as const;
      await createKeystore(join(line.folder, 'keys'), content, PASSWORD, 'light');
    }
    return line;
  }

  /** Which nodes commands ask, in this order. */
  useNodes(nodes: readonly string[]): void {
    this.write('context.json', JSON.stringify({ nodes, passwordFile: 'password', keystoreCost: 'light' }));
  }

  /** Writes a file into the context folder and gives its path. */
  write(name: string, text: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, text);
    return path;
  }

  /** Runs a command, whatever comes of it. */
  async run(...words: readonly string[]): Promise<Ran> {
    const { exit, out, error } = await this.inWords(...words, '--json');
    return { exit, json: out === '' ? undefined : JSON.parse(out), error };
  }

  /** The same, with what it writes for people. */
  inWords(...words: readonly string[]): Promise<{ exit: number; out: string; error: string }> {
    const child = spawn(process.execPath, ['--no-warnings', PROGRAM, ...words], {
      stdio: ['ignore', 'pipe', 'pipe'],
      // Jest's own options are no business of the command.
      env: { ...process.env, NODE_OPTIONS: '', ANNALS_HOME: this.folder },
    });
    const [out, error] = [collected(child.stdout), collected(child.stderr)];
    return new Promise((resolve) =>
      child.once('close', (code) => resolve({ exit: code ?? -1, out: out(), error: error() })),
    );
  }

  /** Runs a command that must succeed, and gives what it answered. */
  async done(...words: readonly string[]): Promise<Ran['json']> {
    const { exit, json, error } = await this.run(...words);
    if (exit !== 0) throw new Error(`annals ${words.join(' ')} ended with ${exit}: ${error}`);
    return json;
  }

  /** Appoints officers with keys of their own: `{ dean: ['registrar', 'education'] }` is one of that role and agency. */
  async appoint(officers: { readonly [officer: string]: readonly [role: string, agency: string] }): Promise<void> {
    for (const [officer, [role, agency]] of Object.entries(officers)) {
      await this.done('keys', 'create', officer, '--agency', agency);
      await this.done('officer', 'appoint', officer, '--role', role, '--as', agency);
    }
  }

  /** Runs a command that must fail, and gives the code of its error. */
  async refused(...words: readonly string[]): Promise<string> {
    const { exit, error } = await this.run(...words);
    if (exit === 0) throw new Error(`annals ${words.join(' ')} was carried out`);
    return (JSON.parse(error) as { readonly error: { readonly code: string } }).error.code;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function collected(stream: NodeJS.ReadableStream): () => string {
  const parts: Buffer[] = [];
  stream.on('data', (part: Buffer) => parts.push(part));
  return () => Buffer.concat(parts).toString('utf8');
}
