/** A validator of the local network: `annals start` as a process of its own, as an operator would run it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { AnnalsError } from '@annals/ledger/errors';
import { NODE_ARGUMENTS } from '@annals/node';
import { nodeFiles } from '../node/node-folder.ts';
import type { NodeReport } from '../node/run-node.ts';
import { COMMAND } from './command-path.ts';

const START_TIMEOUT_MS = 60_000;
/** A validator that has not stopped by then is killed; its data survives that (LAW 6). */
const STOP_TIMEOUT_MS = 10_000;

export class ValidatorProcess {
  readonly folder: string;
  readonly passwordFile: string;
  readonly #child: ChildProcess;
  readonly #ended: Promise<string>;
  #isStopping = false;

  /** Starts it; `passwordFile` opens its keys. */
  constructor(folder: string, passwordFile: string) {
    this.folder = folder;
    this.passwordFile = passwordFile;
    const log = openSync(nodeFiles(folder).log, 'a');
    this.#child = spawn(
      process.execPath,
      [...NODE_ARGUMENTS, COMMAND, 'start', folder, '--password-file', passwordFile],
      {
        // Ctrl-C reaches the whole group of a terminal; a group of its own leaves the order of stopping to this process.
        detached: true,
        stdio: ['ignore', log, log, 'ipc'],
      },
    );
    closeSync(log);
    this.#ended = new Promise((resolve) => {
      this.#child.once('error', (error) => resolve(error.message));
      this.#child.once('exit', (code, signal) => resolve(signal ? `ended by ${signal}` : `ended with code ${code}`));
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** When it has ended, and how. */
  get ended(): Promise<string> {
    return this.#ended;
  }

  /** Its API address, once it serves. @throws AnnalsError `network.failed`. */
  async ready(): Promise<string> {
    const ready = new Promise<string>((resolve) => {
      this.#child.on('message', (message) => resolve((message as NodeReport).ready.apiUrl));
    });
    const failed = this.#ended.then((reason) => this.#fail(reason));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(this.#failure('did not start in time')), START_TIMEOUT_MS);
    });
    try {
      return await Promise.race([ready, failed, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Whether it ends because it was told to. */
  get isStopping(): boolean {
    return this.#isStopping;
  }

  /** Stops it and waits until it has ended. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await this.#ended;
    clearTimeout(timer);
  }

  #fail(reason: string): never {
    throw this.#failure(reason);
  }

  #failure(reason: string): AnnalsError {
    return new AnnalsError('network.failed', `${this.folder} ${reason}; its log is ${nodeFiles(this.folder).log}`);
  }
}
