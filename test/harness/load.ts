/**
 * Clients that keep a network busy: each sends to its node, waits for the commit, and notes what it was told. What was
 * answered as committed must never be lost, whatever happens to the nodes (LAW 6).
 */
import type { TransactionId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { type Actors, commit, type Signer, type Submittable } from './actors.ts';
import type { TestNetwork } from './test-network.ts';

/** What a client was told. */
export interface Acknowledged {
  readonly id: TransactionId;
  readonly height: number;
  readonly code: string;
  /** By the clock of the client. */
  readonly atMs: number;
}

export interface LoadOptions {
  /** Whose agency enrols persons. */
  readonly agency: Signer;
  readonly nodes?: readonly number[];
  readonly clientsPerNode?: number;
  readonly transactionsPerRequest?: number;
  /** What is sent; enrolments unless given. */
  readonly make?: () => Submittable;
}

/** A client that was refused or found nobody waits so long. */
const PAUSE_MS = 100;
const COMMIT_TIMEOUT_MS = 20_000;

export class Load {
  readonly acknowledged: Acknowledged[] = [];
  /** Errors that clients met, by code. */
  readonly errors = new Map<string, number>();
  readonly #clients: Promise<void>[];
  #isStopped = false;

  private constructor(run: (load: Load) => Promise<void>[]) {
    this.#clients = run(this);
  }

  static start(network: TestNetwork, actors: Actors, options: LoadOptions): Load {
    const {
      nodes = network.genesis.validators.map((_, i) => i),
      clientsPerNode = 2,
      transactionsPerRequest = 5,
    } = options;
    const make = options.make ?? (() => actors.enrol(options.agency, 'health').submit);
    const sending = (node: number) => async (load: Load) => {
      while (!load.#isStopped) {
        const batch = Array.from({ length: transactionsPerRequest }, make);
        await load.#send(network, node, batch);
      }
    };
    return new Load((load) =>
      nodes.flatMap((node) => Array.from({ length: clientsPerNode }, () => sending(node)(load))),
    );
  }

  async #send(network: TestNetwork, node: number, batch: readonly Submittable[]): Promise<void> {
    try {
      const outcomes = await commit(network.client(node), batch, COMMIT_TIMEOUT_MS);
      for (const { id, status, height, result, code } of outcomes) {
        if (status === 'committed' && id !== null && height !== null) {
          this.acknowledged.push({ id, height, code: result?.code ?? '', atMs: Date.now() });
        } else this.#count(code ?? status);
      }
    } catch (error) {
      this.#count(error instanceof AnnalsError ? error.code : String(error));
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  #count(code: string): void {
    this.errors.set(code, (this.errors.get(code) ?? 0) + 1);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all(this.#clients);
  }
}
