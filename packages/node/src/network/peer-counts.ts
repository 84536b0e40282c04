/** What is counted about one peer, for status and metrics. */
import { type Lane, MISBEHAVIOURS, type Misbehaviour } from './network.ts';

/** How much of a new round-trip sample goes into the estimate. */
const SMOOTHING = 0.2;

export class PeerCounts {
  bytesIn = 0;
  /** Of answers to requests; lanes count their own. */
  bytesOut = 0;
  readonly messagesIn: Record<Lane, number> = { vote: 0, block: 0, transaction: 0 };
  /** `performance.now()` when it was last heard. */
  heardAtMs: number | undefined;
  roundTripMs: number | undefined;
  /** Of the main thread, for its bytes. */
  spentMs = 0;
  readonly misbehaviour = Object.fromEntries(MISBEHAVIOURS.map((kind) => [kind, 0])) as Record<Misbehaviour, number>;

  /** Bytes came in on any stream. */
  heard(bytes: number): void {
    this.bytesIn += bytes;
    this.heardAtMs = performance.now();
  }

  roundTrip(sampleMs: number): void {
    this.roundTripMs =
      this.roundTripMs === undefined ? sampleMs : this.roundTripMs + SMOOTHING * (sampleMs - this.roundTripMs);
  }
}
