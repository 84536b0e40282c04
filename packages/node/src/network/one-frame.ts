/** One message in each direction of a stream: what a request and its answer are. */
import type { Stream, StreamCloseEvent, StreamMessageEvent } from '@libp2p/interface';
import { encodeFrames, FrameError, FrameReader } from './frame.ts';
import { RequestError } from './network.ts';

/**
 * Reads one frame and then ignores the stream.
 *
 * @throws {RequestError} too-large, also when more frames come with it, or unreachable if the stream ends before.
 * @throws the signal's reason when it is aborted.
 */
export function readOneFrame(
  stream: Stream,
  shortestBytes: number,
  longestBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const frames = new FrameReader(shortestBytes, longestBytes, 1);
    const settle = (): void => {
      stream.removeEventListener('message', onMessage);
      stream.removeEventListener('close', onClose);
      stream.removeEventListener('end', onEnd);
      signal.removeEventListener('abort', onAbort);
    };
    const fail = (error: unknown): void => {
      settle();
      reject(error);
    };
    const onMessage = (event: StreamMessageEvent): void => {
      try {
        const [message] = frames.push(event.data instanceof Uint8Array ? event.data : event.data.subarray());
        if (message === undefined) {
          if (endedAndEmpty()) onEnd();
          return;
        }
        settle();
        resolve(message);
      } catch (cause) {
        // Nothing is thrown here: it would end the process.
        fail(cause instanceof FrameError ? new RequestError('too-large', cause.message, { cause }) : cause);
      }
    };
    // Bytes that the negotiation of the protocol read ahead are put back after the stream reported its end.
    const endedAndEmpty = (): boolean => stream.readableEnded && stream.readBufferLength === 0;
    const onClose = (event: StreamCloseEvent): void => {
      fail(new RequestError('unreachable', 'The stream broke.', { cause: event.error }));
    };
    const onEnd = (): void => fail(new RequestError('unreachable', 'The stream ended before a whole message.'));
    const onAbort = (): void => fail(signal.reason);
    stream.addEventListener('close', onClose);
    stream.addEventListener('end', onEnd);
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    else if (endedAndEmpty()) onEnd();
    else stream.addEventListener('message', onMessage);
  });
}

/** Writes one frame and ends our side of the stream, once everything is on its way. */
export async function writeOneFrame(stream: Stream, message: Uint8Array, signal: AbortSignal): Promise<void> {
  stream.send(encodeFrames([message]));
  await stream.close({ signal });
}
