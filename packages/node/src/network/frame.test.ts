import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { encodeFrames, FrameError, FrameReader } from './frame.ts';

const LONGEST = 64;

/** Reads the stream in chunks of these sizes, over and over. */
function readAll(stream: Uint8Array, sizes: readonly number[]): { messages: Uint8Array[]; unfinished: boolean } {
  const reader = new FrameReader(1, LONGEST, 20);
  const messages: Uint8Array[] = [];
  for (let at = 0, turn = 0; at < stream.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    messages.push(...reader.push(stream.subarray(at, at + size)).map((message) => message.slice()));
    at += size;
  }
  return { messages, unfinished: reader.unfinished };
}

describe('frames', () => {
  const messages = fc.array(fc.uint8Array({ minLength: 1, maxLength: LONGEST }), { maxLength: 20 });
  const sizes = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 5 });

  test('come out as they went in, however the stream is cut', () => {
    fc.assert(
      fc.property(messages, sizes, (sent, cuts) => {
        expect(readAll(encodeFrames(sent), cuts)).toEqual({ messages: sent, unfinished: false });
      }),
    );
  });

  test('a stream cut short leaves an unfinished message, and the whole ones before it', () => {
    fc.assert(
      fc.property(messages, sizes, fc.nat(), (sent, cuts, missing) => {
        const stream = encodeFrames(sent);
        fc.pre(stream.length > 0);
        const cut = stream.subarray(0, stream.length - 1 - (missing % stream.length));
        const read = readAll(cut, cuts);
        expect(read.messages).toEqual(sent.slice(0, read.messages.length));
        const whole = encodeFrames(sent.slice(0, read.messages.length)).length;
        expect(read.unfinished).toBe(whole < cut.length);
      }),
    );
  });

  test('refuse lengths out of bounds as soon as they are announced', () => {
    const announce = (length: number): Uint8Array => {
      const header = new Uint8Array(4);
      new DataView(header.buffer).setUint32(0, length);
      return header;
    };
    for (const length of [0, LONGEST + 1, 0x7fffffff, 0x80000000, 0xffffffff]) {
      expect(() => readAll(announce(length), [1])).toThrow(FrameError);
      expect(() => readAll(announce(length), [4])).toThrow(FrameError);
    }
    expect(readAll(announce(LONGEST), [4])).toEqual({ messages: [], unfinished: true });
    expect(new FrameReader(0, LONGEST, 1).push(announce(0))).toEqual([new Uint8Array()]);
  });

  test('refuse more messages than may come at once, and no fewer (ATTACK many-messages-in-a-chunk)', () => {
    const push = (count: number) =>
      new FrameReader(0, LONGEST, 3).push(encodeFrames(Array(count).fill(new Uint8Array())));
    expect(push(3)).toHaveLength(3);
    expect(() => push(4)).toThrow(expect.objectContaining({ kind: 'flood' }));
  });

  test('never crash on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), sizes, (bytes, cuts) => {
        try {
          readAll(bytes, cuts);
        } catch (error) {
          expect(error).toBeInstanceOf(FrameError);
        }
      }),
    );
  });
});
