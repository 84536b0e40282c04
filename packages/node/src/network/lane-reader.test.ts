/** What one member can bring in one piece of a lane, and what then becomes of the process. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { type Stream, StreamMessageEvent } from '@libp2p/interface';
import { silentLog } from '../log.ts';
import { encodeFrames } from './frame.ts';
import { LaneReader, type LaneReaderEvents } from './lane-reader.ts';
import { NETWORK_LIMITS } from './limits.ts';

let misbehaviours: string[];
let delivered: number[];
let aborted: Error | undefined;
let onChunk: (event: StreamMessageEvent) => void;
let isRead: boolean;
let logged: string[];

beforeEach(() => {
  [misbehaviours, delivered, logged, aborted, isRead] = [[], [], [], undefined, true];
});

/** A reader of the lane of transactions over a stream that only remembers. */
function readerWith(events: Partial<LaneReaderEvents> = {}, limits = NETWORK_LIMITS): LaneReader {
  const stream = {
    addEventListener: (_: string, listener: typeof onChunk) => {
      onChunk = listener;
    },
    removeEventListener: () => undefined,
    abort: (error: Error) => {
      aborted = error;
    },
    pause: () => {
      isRead = false;
    },
    resume: () => {
      isRead = true;
    },
    get readStatus() {
      return isRead ? 'readable' : 'paused';
    },
  };
  const log = { ...silentLog, error: (_: unknown, message: string) => logged.push(message) };
  return new LaneReader(stream as unknown as Stream, 'transaction', limits, log, {
    message: (message) => {
      delivered.push(message[0] as number);
    },
    bytes: () => undefined,
    mayGo: () => true,
    turn: () => Promise.resolve(),
    misbehaviour: (kind) => misbehaviours.push(kind),
    ...events,
  });
}

/** One piece of the stream with so many messages of one byte. */
function bring(count: number): void {
  const messages = Array.from({ length: count }, (_, index) => Uint8Array.of(index % 256));
  onChunk(new StreamMessageEvent(encodeFrames(messages)));
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('ATTACK many-messages-in-a-chunk', () => {
  test('three hundred thousand messages of a byte are misbehaviour, and nothing is thrown', () => {
    readerWith();
    bring(300_000);
    expect({ misbehaviours, delivered, aborted }).toEqual({
      misbehaviours: ['flood'],
      delivered: [],
      aborted: undefined,
    });
  });

  test('as many as may come at once are delivered in order', () => {
    readerWith();
    bring(NETWORK_LIMITS.heldMessages);
    expect(misbehaviours).toEqual([]);
    expect(delivered).toEqual(Array.from({ length: NETWORK_LIMITS.heldMessages }, (_, index) => index % 256));
  });

  test('what waits for the time of the peer is bounded in number over all pieces', () => {
    readerWith({ mayGo: () => false, turn: () => new Promise(() => undefined) });
    bring(NETWORK_LIMITS.heldMessages);
    expect(misbehaviours).toEqual([]);
    bring(1);
    expect(misbehaviours).toEqual(['flood']);
  });

  test('handlers are given no more messages than may be unfinished, and the rest when they are done', async () => {
    const open: (() => void)[] = [];
    const message = ([first]: Uint8Array): Promise<void> => {
      delivered.push(first as number);
      return new Promise((resolve) => open.push(resolve));
    };
    readerWith({ message }, { ...NETWORK_LIMITS, pendingMessages: 10 });
    bring(30);
    await turn();
    expect({ delivered: delivered.length, isRead }).toEqual({ delivered: 11, isRead: false });
    while (open.length > 0) {
      for (const done of open.splice(0)) done();
      await turn();
    }
    expect(delivered).toEqual(Array.from({ length: 30 }, (_, index) => index));
    expect({ isRead, misbehaviours }).toEqual({ isRead: true, misbehaviours: [] });
  });

  test('whatever a listener throws ends the stream that it came by, and is logged', async () => {
    const fault = new Error('a fault of ours');
    const message = (): void => {
      throw fault;
    };
    readerWith({ message });
    expect(() => bring(1)).not.toThrow();
    expect({ aborted, logged: logged.length }).toEqual({ aborted: fault, logged: 1 });
    // Also when it is thrown later, when the peer's time has come.
    let mayGo = false;
    const itsTurn = async (): Promise<void> => {
      mayGo = true;
    };
    readerWith({ message, mayGo: () => mayGo, turn: itsTurn });
    bring(1);
    await turn();
    expect(logged).toHaveLength(2);
  });
});
