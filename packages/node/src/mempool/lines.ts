/**
 * The lines in which transactions wait: one for each account, in the order of arrival, and the lines of a group side by
 * side. A group takes its turn as a whole, however many accounts it has: an agency, or all persons that one has enrolled.
 */

/** Of one account, by id, in the order of arrival. */
type Line<T> = Map<string, T>;

export class Lines<T> {
  readonly #groups = new Map<string, Map<string, Line<T>>>();
  /** All of a group, whoever's, in the order of arrival. */
  readonly #arrived = new Map<string, Line<T>>();

  add(group: string, account: string, id: string, entry: T): void {
    const lines = this.#groups.get(group) ?? new Map<string, Line<T>>();
    const line = lines.get(account) ?? new Map<string, T>();
    this.#groups.set(group, lines);
    lines.set(account, line);
    line.set(id, entry);
    const arrived = this.#arrived.get(group) ?? new Map<string, T>();
    this.#arrived.set(group, arrived);
    arrived.set(id, entry);
  }

  remove(group: string, account: string, id: string): void {
    const lines = this.#groups.get(group);
    const line = lines?.get(account);
    if (!lines || !line?.delete(id)) return;
    this.#arrived.get(group)?.delete(id);
    if (line.size === 0) lines.delete(account);
    if (lines.size === 0) this.#arrived.delete(group);
    if (lines.size === 0) this.#groups.delete(group);
  }

  /** How many of an account wait. */
  sizeOf(group: string, account: string): number {
    return this.#groups.get(group)?.get(account)?.size ?? 0;
  }

  /** A group has had its turn: next time the others come before it. */
  toTheEnd(group: string): void {
    const lines = this.#groups.get(group);
    if (!lines) return;
    this.#groups.delete(group);
    this.#groups.set(group, lines);
  }

  /** All groups, in the order of their turns. */
  groups(): readonly (readonly Line<T>[])[] {
    return [...this.#groups.values()].map((lines) => [...lines.values()]);
  }

  /** What waits in a group, in the order of arrival. */
  oldestOf(group: string): Iterable<T> {
    return this.#arrived.get(group)?.values() ?? [];
  }
}
