/** What will happen, ordered by time and, at one time, by when it was planned: a binary heap. */

interface PlannedEvent {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

function before(a: PlannedEvent, b: PlannedEvent): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}

export class EventQueue {
  readonly #heap: PlannedEvent[] = [];
  #planned = 0;
  nowMs = 0;

  get size(): number {
    return this.#heap.length;
  }

  /** Plans something for `delayMs` from now. */
  plan(delayMs: number, run: () => void): void {
    const heap = this.#heap;
    const event = { atMs: this.nowMs + Math.max(0, delayMs), order: this.#planned++, run };
    let at = heap.length;
    heap.push(event);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(event, heap[parent] as PlannedEvent)) break;
      heap[at] = heap[parent] as PlannedEvent;
      at = parent;
    }
    heap[at] = event;
  }

  /** Runs the next event, if it is due by `untilMs`. */
  runNext(untilMs: number): boolean {
    const heap = this.#heap;
    const first = heap[0];
    if (!first || first.atMs > untilMs) return false;
    const last = heap.pop() as PlannedEvent;
    if (heap.length > 0) {
      let at = 0;
      for (;;) {
        let child = 2 * at + 1;
        if (child >= heap.length) break;
        if (child + 1 < heap.length && before(heap[child + 1] as PlannedEvent, heap[child] as PlannedEvent)) child += 1;
        if (!before(heap[child] as PlannedEvent, last)) break;
        heap[at] = heap[child] as PlannedEvent;
        at = child;
      }
      heap[at] = last;
    }
    this.nowMs = first.atMs;
    first.run();
    return true;
  }
}
