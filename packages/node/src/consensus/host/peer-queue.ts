/**
 * Inputs from peers that wait for the core: a bounded queue for each peer, served in turn, so that one faulty peer can
 * neither push out what the others sent nor make it wait long (FAILURES 17).
 */
import type { PeerName } from '../../network/network.ts';

/** A height at a hundred validators is some hundreds of messages of one peer at the very most, repeats included. */
const MAX_WAITING_OF_PEER = 1_000;

export class PeerQueue<T> {
  readonly #queues = new Map<PeerName, T[]>();
  readonly #maxOfPeer: number;

  constructor(maxOfPeer = MAX_WAITING_OF_PEER) {
    this.#maxOfPeer = maxOfPeer;
  }

  /** Takes an item in; a peer that has too many waiting loses its own oldest, which its later ones supersede. */
  push(from: PeerName, item: T): void {
    const queue = this.#queues.get(from);
    if (!queue) {
      this.#queues.set(from, [item]);
      return;
    }
    if (queue.length >= this.#maxOfPeer) queue.shift();
    queue.push(item);
  }

  /** The oldest item of the peer whose turn it is; that peer then goes to the end of the line. */
  shift(): T | undefined {
    const [turn] = this.#queues;
    if (!turn) return undefined;
    const [peer, queue] = turn;
    const item = queue.shift();
    this.#queues.delete(peer);
    if (queue.length > 0) this.#queues.set(peer, queue);
    return item;
  }
}
