/** What a hostile process is told in its environment, as it has no business to know it. */
const NAME = 'ANNALS_TEST_HOSTILE_ORDERS';

/**
 * `loud` sends what nobody can read and floods: it is soon shut out, and tries again. `sly` sends only what reads: it
 * stays connected, misdates, answers late and short, lies about shares and asks for what was never granted.
 */
export type Mood = 'loud' | 'sly';

export interface HostileOrders {
  readonly mood: Mood;
  /** Where the others' APIs are. */
  readonly urls: readonly string[];
}

/** Tells it, before it is started. */
export function giveOrders(orders: HostileOrders): void {
  process.env[NAME] = JSON.stringify(orders);
}

export function ownOrders(): HostileOrders {
  return JSON.parse(process.env[NAME] ?? '{"mood":"loud","urls":[]}') as HostileOrders;
}
