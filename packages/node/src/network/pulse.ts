/** The pulse: nine bytes that ask whether a peer is alive, and come back. First a kind, then the asker's clock. */

const PULSE_BYTES = 9;
const ASK = 0;
const ANSWER = 1;

/** Asks at `nowMs` of a monotonic clock. */
export function askPulse(nowMs: number): Uint8Array {
  const pulse = new Uint8Array(PULSE_BYTES);
  pulse[0] = ASK;
  new DataView(pulse.buffer).setFloat64(1, nowMs);
  return pulse;
}

/** What a pulse that came in wants: to be sent back, or to tell how long it was away. Undefined if it is none. */
export type Pulse =
  | { readonly kind: 'ask'; readonly answer: Uint8Array }
  | { readonly kind: 'answer'; askedAtMs: number };

export function readPulse(bytes: Uint8Array): Pulse | undefined {
  if (bytes.length !== PULSE_BYTES) return undefined;
  if (bytes[0] === ASK) {
    const answer = bytes.slice();
    answer[0] = ANSWER;
    return { kind: 'ask', answer };
  }
  if (bytes[0] !== ANSWER) return undefined;
  return { kind: 'answer', askedAtMs: new DataView(bytes.buffer, bytes.byteOffset).getFloat64(1) };
}
