import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LaneQueue } from './lane-queue.ts';
import type { ChannelLimits } from './limits.ts';

function limits(whenFull: ChannelLimits['whenFull']): ChannelLimits {
  return { messageBytes: 100, queuedMessages: 5, queuedBytes: 100, whenFull, messagesPerSecond: 1 };
}

function message(bytes: number, mark: number): Uint8Array {
  return new Uint8Array(bytes).fill(mark);
}

function marks(messages: readonly Uint8Array[]): (number | undefined)[] {
  return messages.map((taken) => taken[0]);
}

describe('the queue of a lane', () => {
  test('refuses what does not fit, by number and by bytes', () => {
    const byNumber = new LaneQueue(limits('refuse'));
    expect([1, 2, 3, 4, 5, 6].map((mark) => byNumber.push(message(1, mark)))).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
    ]);
    expect(marks(byNumber.take(1_000))).toEqual([1, 2, 3, 4, 5]);
    const byBytes = new LaneQueue(limits('refuse'));
    expect([60, 40, 1].map((bytes) => byBytes.push(message(bytes, bytes)))).toEqual([true, true, false]);
    expect([byNumber.dropped, byBytes.dropped]).toEqual([1, 1]);
  });

  test('displaces the oldest, by number and by bytes', () => {
    const byNumber = new LaneQueue(limits('drop-oldest'));
    for (const mark of [1, 2, 3, 4, 5, 6, 7]) expect(byNumber.push(message(1, mark))).toBe(true);
    expect(marks(byNumber.take(1_000))).toEqual([3, 4, 5, 6, 7]);
    const byBytes = new LaneQueue(limits('drop-oldest'));
    for (const bytes of [30, 40, 20, 100]) byBytes.push(message(bytes, bytes));
    expect(marks(byBytes.take(1_000))).toEqual([100]);
    expect([byNumber.dropped, byBytes.dropped]).toEqual([2, 3]);
  });

  test('gives up to so many bytes, and at least one message', () => {
    const queue = new LaneQueue(limits('refuse'));
    for (const [mark, bytes] of [50, 20, 20].entries()) queue.push(message(bytes, mark));
    expect(marks(queue.take(10))).toEqual([0]);
    expect(marks(queue.take(40))).toEqual([1, 2]);
    expect(queue.take(40)).toEqual([]);
  });

  test('keeps its bounds and its order whatever is done', () => {
    const step = fc.oneof(
      fc.record({ push: fc.integer({ min: 1, max: 100 }) }),
      fc.record({ take: fc.integer({ min: 1, max: 300 }) }),
      fc.constant({ clear: true }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), fc.boolean(), (steps, refuse) => {
        const queue = new LaneQueue(limits(refuse ? 'refuse' : 'drop-oldest'));
        const model: Uint8Array[] = [];
        let pushed = 0;
        let taken = 0;
        for (const [mark, what] of steps.entries()) {
          if ('push' in what) {
            pushed += 1;
            const next = message(what.push, mark);
            if (queue.push(next)) model.push(next);
            while (model.length > queue.length) model.shift();
          } else if ('take' in what) {
            const got = queue.take(what.take);
            expect(got).toEqual(model.splice(0, got.length));
            taken += got.length;
          } else {
            queue.clear();
            model.length = 0;
          }
          expect(queue.length).toBe(model.length);
          expect(queue.length).toBeLessThanOrEqual(5);
          expect(queue.bytes).toBe(model.reduce((sum, { length }) => sum + length, 0));
          expect(queue.bytes).toBeLessThanOrEqual(100);
          expect(queue.dropped).toBe(pushed - taken - queue.length);
        }
      }),
    );
  });

  test('a long queue is taken in order to its end', () => {
    const queue = new LaneQueue({ ...limits('refuse'), queuedMessages: 5_000, queuedBytes: 1e6 });
    const numbers = Array.from({ length: 5_000 }, (_, index) => index);
    for (const index of numbers) queue.push(new Uint8Array(new Uint32Array([index]).buffer));
    const taken: Uint8Array[] = [];
    while (queue.length > 0) taken.push(...queue.take(28));
    expect(taken.map((bytes) => new Uint32Array(bytes.buffer)[0])).toEqual(numbers);
  });
});
