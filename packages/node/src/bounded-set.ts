/** A set that remembers the latest of what was added to it; the oldest makes room. */
export class BoundedSet<T> {
  readonly #items = new Set<T>();
  readonly #maxItems: number;

  constructor(maxItems: number) {
    this.#maxItems = maxItems;
  }

  has(item: T): boolean {
    return this.#items.has(item);
  }

  /** Adding what is there already changes nothing, not even its age. */
  add(item: T): void {
    this.#items.add(item);
    if (this.#items.size <= this.#maxItems) return;
    for (const oldest of this.#items) {
      this.#items.delete(oldest);
      return;
    }
  }

  delete(item: T): void {
    this.#items.delete(item);
  }
}
