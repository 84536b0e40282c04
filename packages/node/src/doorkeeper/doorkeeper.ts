/**
 * The doorkeeper: bytes that strangers send are read on a thread of their own, not on the one that votes. It reads one
 * body at a time, within a time and a memory of its own; a body that takes more ends the thread, which is begun again,
 * and not the node. Addresses take turns, so that one that sends much waits for itself (ATTACK request-bomb).
 */
import { Worker } from 'node:worker_threads';
import { decodeShape } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import type { RouteName } from '@annals/ledger/rest';
import { later } from '../later.ts';
import { WaitingRoom } from '../waiting-room.ts';
import { type BodyFormat, DOORKEEPER_LIMITS } from './limits.ts';
import { type BodyTask, type BodyVerdict, READY } from './messages.ts';
import { bodyShapeOf, type FaultAt, readBody } from './read-body.ts';

/** A body as it came in. */
export interface RawBody {
  readonly route: RouteName;
  readonly format: BodyFormat;
  readonly bytes: Uint8Array;
}

/** A body that has the shape of its route. */
export interface ReadBody {
  readonly value: unknown;
  /** Transactions of a submission that do not read. Those of a short body are not looked at: the intake does that. */
  readonly faults: readonly FaultAt[];
}

/** Who sent a body. */
export interface Sender {
  /** Its address, as far as addresses are told apart. */
  readonly account: string;
  readonly isMember: boolean;
  /** Told how long the thread has read its body, in milliseconds. May throw, which is then the outcome. */
  readonly charge: (readMs: number) => void;
  /** Does what is done with its body on the main thread, and charges the time. */
  readonly measure: <T>(work: () => T) => T;
}

interface Waiting {
  readonly body: RawBody;
  readonly charge: Sender['charge'];
  readonly measure: Sender['measure'];
  readonly resolve: (read: ReadBody) => void;
  readonly reject: (reason: unknown) => void;
}

interface UnderWay extends Waiting {
  beganMs: number;
  cancel: () => void;
}

export interface DoorkeeperOptions {
  /** Told why a body has ended the thread. */
  readonly onEnded?: (reason: string) => void;
  /** The bounds, and the thread: other ones are for tests. */
  readonly limits?: { readonly [K in keyof typeof DOORKEEPER_LIMITS]: number };
  readonly thread?: URL;
}

export class Doorkeeper {
  readonly #limits: NonNullable<DoorkeeperOptions['limits']>;
  readonly #thread: URL;
  readonly #onEnded: (reason: string) => void;
  readonly #waiting: WaitingRoom<Waiting>;
  #worker: Worker | undefined;
  #underWay: UnderWay | undefined;
  #isReady = false;
  #isStopped = false;
  #ended = 0;

  constructor({ limits, thread, onEnded }: DoorkeeperOptions = {}) {
    this.#limits = limits ?? DOORKEEPER_LIMITS;
    this.#waiting = new WaitingRoom(this.#limits);
    this.#thread = thread ?? new URL('./worker.ts', import.meta.url);
    this.#onEnded = onEnded ?? (() => undefined);
  }

  /** How often the thread was ended by what it read. */
  get ended(): number {
    return this.#ended;
  }

  /**
   * Reads a body.
   * @throws AnnalsError `codec.*`; `codec.too-large` also for what takes too long or too much memory to read;
   * `node.busy` when too many bodies wait.
   */
  async read(body: RawBody, { account, isMember, charge, measure }: Sender): Promise<ReadBody> {
    if (body.bytes.length <= this.#limits.inlineBytes) {
      return { value: measure(() => readBody(body.route, body.format, body.bytes)), faults: [] };
    }
    const busy = new AnnalsError('node.busy', 'too many requests wait to be read');
    if (this.#isStopped) throw busy;
    return new Promise((resolve, reject) => {
      const leaving = this.#waiting.enter({ body, charge, measure, resolve, reject }, account, isMember);
      if (leaving === undefined) reject(busy);
      else leaving?.reject(busy);
      this.#next();
    });
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    const busy = new AnnalsError('node.busy', 'this node stops');
    for (const { reject } of this.#waiting.clear()) reject(busy);
    this.#finish()?.reject(busy);
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  #next(): void {
    if (this.#underWay) return;
    const waiting = this.#waiting.next();
    if (!waiting) return;
    const { body } = waiting;
    const underWay = { ...waiting, beganMs: 0, cancel: () => undefined };
    this.#underWay = underWay;
    // What shares its buffer with others cannot be handed over.
    const bytes = body.bytes.byteLength === body.bytes.buffer.byteLength ? body.bytes : body.bytes.slice();
    const task: BodyTask = { route: body.route, format: body.format, bytes: new Uint8Array(bytes.buffer) };
    this.#worker ??= this.#begin();
    this.#give(underWay, this.#isReady ? this.#limits.taskMs : this.#limits.beginMs);
    this.#worker.postMessage(task, [bytes.buffer as ArrayBuffer]);
  }

  /** The time of a body begins when the thread does. */
  #give(underWay: UnderWay, timeMs: number): void {
    underWay.cancel();
    underWay.beganMs = performance.now();
    underWay.cancel = later(timeMs, () => this.#lose('takes longer to read than a request is given'));
  }

  #begin(): Worker {
    const worker = new Worker(this.#thread, { resourceLimits: { maxOldGenerationSizeMb: this.#limits.heapMb } });
    this.#isReady = false;
    worker.on('message', (said: BodyVerdict | typeof READY) => {
      if (worker !== this.#worker) return;
      if (said !== READY) this.#answer(said);
      else {
        this.#isReady = true;
        if (this.#underWay) this.#give(this.#underWay, this.#limits.taskMs);
      }
    });
    const lose = () => {
      if (worker === this.#worker) this.#lose('takes more memory to read than a request is given');
    };
    worker.on('error', lose);
    worker.on('exit', lose);
    worker.unref();
    return worker;
  }

  #answer(verdict: BodyVerdict): void {
    const done = this.#finish();
    try {
      done?.charge(verdict.readMs);
      if (!verdict.ok) throw new AnnalsError(verdict.code, verdict.detail);
      if (done) {
        const { bytes } = verdict;
        const value = done.measure(() => decodeShape(bodyShapeOf(done.body.route), bytes, bytes.length));
        done.resolve({ value, faults: verdict.faults });
      }
    } catch (error) {
      done?.reject(error);
    }
    this.#next();
  }

  /** The thread is given up with what it reads; the next body begins another. */
  #lose(reason: string): void {
    const worker = this.#worker;
    this.#worker = undefined;
    void worker?.terminate();
    this.#ended += 1;
    this.#onEnded(reason);
    const lost = this.#finish();
    try {
      lost?.charge(performance.now() - lost.beganMs);
      throw new AnnalsError('codec.too-large', `the body ${reason}; send less at once`);
    } catch (error) {
      lost?.reject(error);
    }
    this.#next();
  }

  #finish(): UnderWay | undefined {
    const done = this.#underWay;
    this.#underWay = undefined;
    done?.cancel();
    return done;
  }
}
