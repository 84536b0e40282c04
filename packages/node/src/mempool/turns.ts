/**
 * Turns on the main thread: whoever has much to do does a slice of it in each turn, and between two slices everything
 * else that waits for the event loop, consensus above all, gets its time. One slice runs in a turn, however many wait.
 */
export class Turns {
  readonly #waiting: (() => void)[] = [];
  #isTaken = false;

  /** Resolves when it is the caller's turn; an urgent one goes before those that are not. */
  take(isUrgent: boolean): Promise<void> {
    if (!this.#isTaken) {
      this.#isTaken = true;
      setImmediate(() => this.#pass());
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      if (isUrgent) this.#waiting.unshift(resolve);
      else this.#waiting.push(resolve);
    });
  }

  #pass(): void {
    const next = this.#waiting.shift();
    this.#isTaken = next !== undefined;
    if (!next) return;
    next();
    setImmediate(() => this.#pass());
  }
}
