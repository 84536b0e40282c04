/**
 * The connections of a server: bounded in number by address and in all, and in time. Whoever says nothing, sends a body
 * at a trickle or does not take an answer is cut off, so that idle sockets cost neither descriptors nor memory that
 * consensus needs (ATTACK idle-connections, ATTACK slow-bodies, ATTACK slow-readers).
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type PlaceHolder, Places } from '../places.ts';
import type { Client } from './clients.ts';
import { type ConnectionLimits, SERVING_LIMITS } from './limits.ts';

/** What has been seen of a connection at the last look. */
interface Seen {
  /** Requests that are being read or answered. */
  readonly requests: Set<IncomingMessage>;
  readBytes: number;
  readAtMs: number;
  takenBytes: number;
  takenAtMs: number;
}

export interface ConnectionParts {
  readonly server: Server;
  readonly limits: ConnectionLimits;
  /** Whose a connection is by its address, before anything was asked. */
  readonly holderOf: (address: string) => PlaceHolder;
  readonly spend: (client: Client, ms: number) => void;
}

export class Connections {
  readonly #limits: ConnectionLimits;
  readonly #places: Places<Socket>;
  readonly #seen = new Map<Socket, Seen>();
  readonly #look: NodeJS.Timeout;
  /** Bytes answered since the last look. */
  #answeredBytes = 0;
  /** Connections that were refused or made to give way, since the start. */
  #turnedAway = 0;

  constructor({ server, limits, holderOf, spend }: ConnectionParts) {
    const { all, ofOneAddress, partKeptForMembers } = limits;
    this.#limits = limits;
    this.#places = new Places({ all, ofOneAddress, keptForMembers: Math.floor(all * partKeptForMembers) });
    server.on('connection', (socket) => {
      const holder = holderOf(socket.remoteAddress ?? '');
      const { account, isMember } = holder;
      // Also of one that says nothing (ATTACK silent-connections).
      if (account !== null) spend({ account, isMember }, SERVING_LIMITS.connectionWorkMs);
      this.#open(socket, holder);
    });
    this.#look = setInterval(() => this.#lookAtAll(performance.now()), limits.lookMs);
    this.#look.unref();
  }

  /** How many are open. */
  get size(): number {
    return this.#places.size;
  }

  get turnedAway(): number {
    return this.#turnedAway;
  }

  /** A request says whose a connection is: of a proxy's client, or of a member. @returns false when it has too many. */
  assign(socket: Socket, holder: PlaceHolder): boolean {
    return this.#places.assign(socket, holder);
  }

  /**
   * A request is under way on its connection, until its answer is over.
   * @returns false when the connection has too many: whoever asks on before it has read has the answers pile up here,
   * and no client of ours does.
   */
  begin(request: IncomingMessage, response: ServerResponse): boolean {
    const { socket } = request;
    const seen = this.#seen.get(socket);
    if (!seen) return false;
    if (seen.requests.size >= this.#limits.requestsAtOnce) {
      this.#turnedAway += 1;
      return false;
    }
    seen.requests.add(request);
    this.#places.touch(socket, true);
    // An answer can be over before its request has been read; then the rest is read in vain, and bounded as well.
    response.once('close', () => {
      seen.requests.delete(request);
      this.#places.touch(socket, seen.requests.size > 0);
    });
    return true;
  }

  /** An answer of so many bytes is being written. */
  noteAnswer(bytes: number): void {
    this.#answeredBytes += bytes;
    // Much can be asked for between two looks.
    if (this.#answeredBytes > this.#limits.unreadBytes / 2) this.#lookAtAll(performance.now());
  }

  stop(): void {
    clearInterval(this.#look);
  }

  #open(socket: Socket, holder: PlaceHolder): void {
    const leaving = this.#places.take(socket, holder);
    if (leaving !== null) this.#turnedAway += 1;
    leaving?.destroy();
    if (leaving === undefined) {
      socket.destroy();
      return;
    }
    const nowMs = performance.now();
    this.#seen.set(socket, { requests: new Set(), readBytes: 0, readAtMs: nowMs, takenBytes: 0, takenAtMs: nowMs });
    socket.once('close', () => {
      this.#places.leave(socket);
      this.#seen.delete(socket);
    });
  }

  #lookAtAll(nowMs: number): void {
    this.#answeredBytes = 0;
    let unread = 0;
    for (const [socket, seen] of this.#seen) {
      if (this.#isTooSlow(socket, seen, nowMs)) socket.destroy();
      else unread += socket.writableLength;
    }
    if (unread > this.#limits.unreadBytes) this.#cutSlowest(unread);
  }

  #isTooSlow(socket: Socket, seen: Seen, nowMs: number): boolean {
    const { leastBytes, leastPerMs } = this.#limits;
    const isReading = [...seen.requests].some((request) => !request.complete);
    if (!isReading) {
      seen.readBytes = socket.bytesRead;
      seen.readAtMs = nowMs;
    } else if (nowMs - seen.readAtMs >= leastPerMs) {
      if (socket.bytesRead - seen.readBytes < leastBytes) return true;
      seen.readBytes = socket.bytesRead;
      seen.readAtMs = nowMs;
    }
    // What the system has taken of what was written: it takes more as the other side reads.
    const taken = socket.bytesWritten - socket.writableLength;
    if (socket.writableLength === 0) {
      seen.takenBytes = taken;
      seen.takenAtMs = nowMs;
    } else if (nowMs - seen.takenAtMs >= leastPerMs) {
      if (taken - seen.takenBytes < leastBytes) return true;
      seen.takenBytes = taken;
      seen.takenAtMs = nowMs;
    }
    return false;
  }

  /** Answers that nobody takes fill the memory: those go that hold most of it. */
  #cutSlowest(unread: number): void {
    const byUnread = [...this.#seen.keys()].sort((a, b) => b.writableLength - a.writableLength);
    for (const socket of byUnread) {
      if (unread <= this.#limits.unreadBytes) return;
      unread -= socket.writableLength;
      socket.destroy();
    }
  }
}
