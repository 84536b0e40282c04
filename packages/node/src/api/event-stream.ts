/**
 * Server-sent events: every block as it becomes durable, and for a person who proves her key what is written about her.
 * Events are hints to look, not proofs; after a pause a subscriber goes on from the height of its last event, and is
 * told of the notices that it missed.
 */
import { type Infer, type SubjectId, shape } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import type { FastifyReply } from 'fastify';
import { type AppliedBlock, committedBlock, storedCommittedBlock } from '../chain/index.ts';
import { Places } from '../places.ts';
import type { NodeServices } from '../services.ts';
import type { ClientTurns } from '../serving/client-turns.ts';
import type { Client } from '../serving/clients.ts';
import type { WorkTime } from '../serving/work-time.ts';
import type { Store } from '../store/store.ts';
import { blockEvent, storedBlockEvent } from './block-event.ts';
import { speaksFor } from './entitlement.ts';
import { blockText, eventText } from './event-text.ts';
import { API_LIMITS } from './limits.ts';
import { entriesFor, noticesFor } from './personal-events.ts';

/** What a subscriber asks for. */
export const subscriptionShape = shape.struct({
  /** The height of the last event it has seen; null to begin with the next block. */
  after: shape.nullable(shape.uint),
  /** Whose entries it is told of besides, once her key is proven. */
  subject: shape.nullable(shape.id('subject')),
});

export type Subscription = Infer<typeof subscriptionShape>;

export const EVENT_STREAM_TYPE = 'text/event-stream';

interface Subscriber extends Subscription {
  readonly reply: FastifyReply;
  readonly client: Client;
  /** The key that was proven; null for one who asked for blocks alone. */
  readonly key: Uint8Array | null;
  /** False while it is being told of blocks of the past. */
  isLive: boolean;
}

/** One who is told of a person. */
type Reader = Subscriber & { readonly subject: SubjectId };

const isReader = (subscriber: Subscriber): subscriber is Reader => subscriber.subject !== null;

export class EventStreams {
  readonly #services: NodeServices;
  readonly #work: WorkTime;
  readonly #turns: ClientTurns;
  /** In turns of whoever is told of the past. */
  readonly #store: Store;
  readonly #subscribers = new Places<Subscriber>(API_LIMITS.subscribers);
  readonly #unlisten: () => void;
  readonly #heartbeat: NodeJS.Timeout;
  /** What persons are being told, in the order of blocks. */
  #telling: Promise<void> = Promise.resolve();
  /** Blocks of which persons have not been told. */
  #untold = 0;

  /** Telling of the past is charged, and done in turns. */
  constructor(services: NodeServices, { work, turns }: { readonly work: WorkTime; readonly turns: ClientTurns }) {
    this.#services = services;
    this.#work = work;
    this.#turns = turns;
    this.#store = turns.within(services.store);
    this.#unlisten = services.chain.onApplied((block) => this.#tell(block));
    this.#heartbeat = setInterval(() => this.#beat(), API_LIMITS.heartbeatMs);
    this.#heartbeat.unref();
  }

  get size(): number {
    return this.#subscribers.size;
  }

  /**
   * Turns a reply into a stream.
   * @param client who asks, by whose address streams are bounded (ATTACK many-streams).
   * @param key proven by whoever asks about a subject, and found to speak for her.
   * @throws AnnalsError `node.busy` when there are too many.
   */
  open(reply: FastifyReply, subscription: Subscription, client: Client, key: Uint8Array | null = null): void {
    const subscriber: Subscriber = {
      ...subscription,
      reply,
      client,
      key,
      isLive: false,
    };
    const leaving = this.#subscribers.take(subscriber, client);
    if (leaving === undefined) throw new AnnalsError('node.busy', 'too many event streams are open');
    leaving?.reply.raw.destroy();
    // None is idle: more of one address than it may have are refused, and do not end those before.
    this.#subscribers.touch(subscriber, true);
    reply.hijack();
    reply.raw.once('close', () => this.#subscribers.leave(subscriber));
    reply.raw.on('error', () => this.#drop(subscriber));
    reply.raw.writeHead(200, {
      ...(reply.getHeaders() as { [name: string]: string }),
      'content-type': EVENT_STREAM_TYPE,
      // A proxy such as nginx would keep events back until its buffer is full.
      'x-accel-buffering': 'no',
    });
    this.#write(subscriber, ': annals\n\n');
    this.#replay(subscriber).catch((error: unknown) => {
      if (!this.#subscribers.has(subscriber)) return;
      this.#services.log.warn({ error }, 'an event stream could not be continued');
      this.#drop(subscriber);
    });
  }

  stop(): void {
    clearInterval(this.#heartbeat);
    this.#unlisten();
    for (const subscriber of [...this.#subscribers]) {
      this.#subscribers.leave(subscriber);
      subscriber.reply.raw.end();
    }
  }

  /** Tells of the blocks since the last event, one a turn, until it has caught up with the head. */
  async #replay(subscriber: Subscriber): Promise<void> {
    const { store } = this.#services;
    const { after, client } = subscriber;
    const asker = {
      client: () => client,
      isGone: () => !this.#subscribers.has(subscriber),
      refusal: () => new AnnalsError('node.rate-limited', 'this address asks for more than its time allows'),
    };
    if (after !== null) {
      let next = Math.max(after + 1, store.head.height - API_LIMITS.replayedBlocks + 1);
      if (next > after + 1) this.#write(subscriber, eventText('gap', { from: next }));
      for (; next <= store.head.height; next++) {
        await later(this.#work.waitMs(client, performance.now()));
        if (!this.#subscribers.has(subscriber)) return;
        if (!this.#mayGoOn(subscriber)) return this.#drop(subscriber);
        const height = next;
        await this.#turns.take(asker, () => this.#tellAgain(subscriber, height));
      }
    }
    // In the turn in which the head was reached, so that no block is missed or told twice.
    subscriber.isLive = true;
  }

  /** Tells of a block of the past, in the turn of whoever asks. */
  async #tellAgain(subscriber: Subscriber, height: number): Promise<void> {
    const text = blockText(height, storedBlockEvent(this.#store, height));
    if (isReader(subscriber)) {
      const block = storedCommittedBlock(this.#store, height);
      const notices = await noticesFor(this.#store, block, new Set([subscriber.subject]));
      for (const event of notices.get(subscriber.subject) ?? []) this.#write(subscriber, event);
    }
    this.#write(subscriber, text);
  }

  #tell(block: AppliedBlock): void {
    if (this.#subscribers.size === 0) return;
    try {
      const text = blockText(block.header.height, blockEvent(block));
      const readers: Reader[] = [];
      for (const subscriber of [...this.#subscribers]) {
        if (!subscriber.isLive) continue;
        if (!this.#mayGoOn(subscriber)) this.#drop(subscriber);
        else if (isReader(subscriber)) readers.push(subscriber);
        else this.#write(subscriber, text);
      }
      if (readers.length > 0) this.#tellInTurn(readers, block, text);
    } catch (error) {
      // The chain goes on, whatever becomes of those who watch it.
      this.#services.log.warn({ error }, 'an event could not be told');
    }
  }

  /** Whoever would be told too late comes back, and goes on after her last event. */
  #tellInTurn(readers: readonly Reader[], block: AppliedBlock, text: string): void {
    if (this.#untold >= API_LIMITS.untoldBlocks) {
      for (const reader of readers) this.#drop(reader);
      return;
    }
    this.#untold += 1;
    this.#telling = this.#telling
      .then(() => this.#tellReaders(readers, block, text))
      .finally(() => {
        this.#untold -= 1;
      });
  }

  /** A block is looked through once, for all who are told of persons. */
  async #tellReaders(readers: readonly Reader[], block: AppliedBlock, text: string): Promise<void> {
    const subjects = new Set(readers.map(({ subject }) => subject));
    try {
      const entries = entriesFor(block, subjects);
      const notices = await noticesFor(this.#services.store, committedBlock(block), subjects);
      for (const reader of readers) {
        const { subject } = reader;
        // The block comes last: its id says that everything up to it has been told.
        const events = [...(entries.get(subject) ?? []), ...(notices.get(subject) ?? []), text];
        for (const event of events) this.#write(reader, event);
      }
    } catch (error) {
      this.#services.log.warn({ error }, 'persons could not be told of a block');
      for (const reader of readers) this.#drop(reader);
    }
  }

  /**
   * A key that has been replaced, since it was lost or stolen, sees nothing more, not even on a stream that is open; nor
   * does whoever represented her when the mandate has ended.
   */
  #mayGoOn({ subject, key }: Subscriber): boolean {
    return subject === null || (key !== null && speaksFor(this.#services, subject, key));
  }

  #beat(): void {
    for (const subscriber of [...this.#subscribers]) this.#write(subscriber, ': still here\n\n');
  }

  #write(subscriber: Subscriber, text: string): void {
    const { raw } = subscriber.reply;
    raw.write(text);
    if (raw.writableLength > API_LIMITS.subscriberBytes) this.#drop(subscriber);
  }

  #drop(subscriber: Subscriber): void {
    this.#subscribers.leave(subscriber);
    subscriber.reply.raw.destroy();
  }
}

/** Resolves in a later turn of the event loop. */
function later(ms: number): Promise<void> {
  return new Promise((resolve) => (ms > 0 ? setTimeout(resolve, ms) : setImmediate(resolve)));
}
