/**
 * Server-sent events: every block as it becomes durable, and for a person who proves her key what is written about her.
 * Events are hints to look, not proofs; after a pause a subscriber goes on from the height of its last event, and is
 * told of the notices that it missed.
 */
import {
  type AccessEntry,
  accessEntryShape,
  decodeAccessEntry,
  decodeHistoryEntry,
  historyEntryShape,
  type Record as RecordValue,
  stateKey,
} from '@annals/ledger/block';
import { formatId, type Infer, type JsonValue, type RecordId, type SubjectId, shape } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { noticeShape } from '@annals/ledger/rest';
import type { FastifyReply } from 'fastify';
import { type AppliedBlock, type CommittedBlock, committedBlock, storedCommittedBlock } from '../chain/index.ts';
import { noticesOfBlock } from '../notify/index.ts';
import type { NodeServices } from '../services.ts';
import { blockEvent, storedBlockEvent } from './block-event.ts';
import { speaksFor } from './entitlement.ts';
import { API_LIMITS } from './limits.ts';

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
  /** The key that was proven; null for one who asked for blocks alone. */
  readonly key: Uint8Array | null;
  /** False while it is being told of blocks of the past. */
  isLive: boolean;
  /** What it is being told of, in the order of blocks. */
  telling: Promise<void>;
}

export class EventStreams {
  readonly #services: NodeServices;
  readonly #subscribers = new Set<Subscriber>();
  readonly #unlisten: () => void;
  readonly #heartbeat: NodeJS.Timeout;

  constructor(services: NodeServices) {
    this.#services = services;
    this.#unlisten = services.chain.onApplied((block) => this.#tell(block));
    this.#heartbeat = setInterval(() => this.#beat(), API_LIMITS.heartbeatMs);
    this.#heartbeat.unref();
  }

  get size(): number {
    return this.#subscribers.size;
  }

  /**
   * Turns a reply into a stream.
   * @param key proven by whoever asks about a subject, and found to speak for her.
   * @throws AnnalsError `node.busy` when there are too many.
   */
  open(reply: FastifyReply, subscription: Subscription, key: Uint8Array | null = null): void {
    if (this.#subscribers.size >= API_LIMITS.subscribers)
      throw new AnnalsError('node.busy', 'too many event streams are open');
    const subscriber: Subscriber = {
      ...subscription,
      reply,
      key,
      isLive: false,
      telling: Promise.resolve(),
    };
    this.#subscribers.add(subscriber);
    reply.hijack();
    reply.raw.once('close', () => this.#subscribers.delete(subscriber));
    reply.raw.on('error', () => this.#drop(subscriber));
    reply.raw.writeHead(200, {
      ...(reply.getHeaders() as { [name: string]: string }),
      'content-type': EVENT_STREAM_TYPE,
      // A proxy such as nginx would keep events back until its buffer is full.
      'x-accel-buffering': 'no',
    });
    this.#write(subscriber, ': annals\n\n');
    this.#replay(subscriber).catch((error: unknown) => {
      this.#services.log.warn({ error }, 'an event stream could not be continued');
      this.#drop(subscriber);
    });
  }

  stop(): void {
    clearInterval(this.#heartbeat);
    this.#unlisten();
    for (const { reply } of this.#subscribers) reply.raw.end();
    this.#subscribers.clear();
  }

  /** Tells of the blocks since the last event, one a turn, until it has caught up with the head. */
  async #replay(subscriber: Subscriber): Promise<void> {
    const { store } = this.#services;
    const { after } = subscriber;
    if (after !== null) {
      let next = Math.max(after + 1, store.head.height - API_LIMITS.replayedBlocks + 1);
      if (next > after + 1) this.#write(subscriber, eventText('gap', { from: next }));
      for (; next <= store.head.height; next++) {
        if (!this.#subscribers.has(subscriber)) return;
        if (!this.#mayGoOn(subscriber)) return this.#drop(subscriber);
        const text = blockText(next, storedBlockEvent(store, next));
        if (subscriber.subject) await this.#writeNotices(subscriber, storedCommittedBlock(store, next));
        this.#write(subscriber, text);
        await new Promise(setImmediate);
      }
    }
    // In the turn in which the head was reached, so that no block is missed or told twice.
    subscriber.isLive = true;
  }

  #tell(block: AppliedBlock): void {
    if (this.#subscribers.size === 0) return;
    try {
      const text = blockText(block.header.height, blockEvent(block));
      for (const subscriber of this.#subscribers) {
        if (!subscriber.isLive) continue;
        if (!this.#mayGoOn(subscriber)) {
          this.#drop(subscriber);
          continue;
        }
        if (!subscriber.subject) this.#write(subscriber, text);
        else subscriber.telling = subscriber.telling.then(() => this.#tellPerson(subscriber, block, text));
      }
    } catch (error) {
      // The chain goes on, whatever becomes of those who watch it.
      this.#services.log.warn({ error }, 'an event could not be told');
    }
  }

  async #tellPerson(subscriber: Subscriber, block: AppliedBlock, text: string): Promise<void> {
    const { subject } = subscriber;
    try {
      if (subject) for (const event of personalEvents(block, subject)) this.#write(subscriber, event);
      await this.#writeNotices(subscriber, committedBlock(block));
      // The block comes last: its id says that everything up to it has been told.
      this.#write(subscriber, text);
    } catch (error) {
      this.#services.log.warn({ error }, 'a person could not be told of a block');
      this.#drop(subscriber);
    }
  }

  async #writeNotices(subscriber: Subscriber, block: CommittedBlock): Promise<void> {
    const { subject } = subscriber;
    for (const { notice } of await noticesOfBlock(this.#services.store, block, (each) => each === subject))
      this.#write(subscriber, eventText('notice', noticeShape.toJson(notice)));
  }

  /**
   * A key that has been replaced, since it was lost or stolen, sees nothing more, not even on a stream that is open; nor
   * does whoever represented her when the mandate has ended.
   */
  #mayGoOn({ subject, key }: Subscriber): boolean {
    return subject === null || (key !== null && speaksFor(this.#services, subject, key));
  }

  #beat(): void {
    for (const subscriber of this.#subscribers) this.#write(subscriber, ': still here\n\n');
  }

  #write(subscriber: Subscriber, text: string): void {
    const { raw } = subscriber.reply;
    raw.write(text);
    if (raw.writableLength > API_LIMITS.subscriberBytes) this.#drop(subscriber);
  }

  #drop(subscriber: Subscriber): void {
    this.#subscribers.delete(subscriber);
    subscriber.reply.raw.destroy();
  }
}

function eventText(event: string, data: JsonValue): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

function blockText(height: number, data: JsonValue): string {
  return `id: ${height}\n${eventText('block', data)}`;
}

/** The entries of a block that are about a person: who read or tried to, and what changed in her records. */
function personalEvents({ effects }: AppliedBlock, subject: SubjectId): string[] {
  return effects.logs.flatMap(({ log, index, entry }) => {
    if (log === `access/${subject}`) {
      const read: AccessEntry = decodeAccessEntry(entry);
      return [eventText('access', { index, entry: accessEntryShape.toJson(read) })];
    }
    if (!log.startsWith('history/')) return [];
    const record = log.slice('history/'.length) as RecordId;
    const value = effects.values.get(stateKey.record(record)) as RecordValue | undefined;
    if (value?.subject !== subject) return [];
    const change = historyEntryShape.toJson(decodeHistoryEntry(entry));
    return [eventText('record', { record: formatId('record', record), index, entry: change })];
  });
}
