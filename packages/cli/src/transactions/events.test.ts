import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readEvents, type ServerSentEvent } from './events.ts';

async function* chunks(...parts: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield typeof part === 'string' ? new TextEncoder().encode(part) : part;
}

async function collect(source: AsyncIterable<Uint8Array>): Promise<ServerSentEvent[]> {
  const events: ServerSentEvent[] = [];
  for await (const event of readEvents(source)) events.push(event);
  return events;
}

const STREAM =
  ': hello\n\nevent: block\nid: 3\ndata: {"height":3,\ndata: "name":"Mägi 陳"}\n\nretry: 10\n\ndata: x\r\n\r\n';
const EVENTS = [
  { event: 'block', id: '3', data: '{"height":3,\n"name":"Mägi 陳"}' },
  { event: 'message', id: null, data: 'x' },
];

test('events are read wherever the stream is cut, comments and other fields are passed over', async () => {
  expect(await collect(chunks(STREAM))).toEqual(EVENTS);
  const bytes = new TextEncoder().encode(STREAM);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 8 }), async (cuts) => {
      const places = [0, ...[...cuts].sort((a, b) => a - b), bytes.length];
      const parts = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
      expect(await collect(chunks(...parts))).toEqual(EVENTS);
    }),
    { numRuns: 50 },
  );
});

test('an event that never ends is refused', async () => {
  await expect(collect(chunks('data: ', 'x'.repeat(2 ** 20)))).rejects.toMatchObject({ code: 'codec.too-large' });
});
