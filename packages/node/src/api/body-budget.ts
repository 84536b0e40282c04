/**
 * Bounds the bytes of all bodies that are being read and worked on at once, as they come: what a request only announces
 * takes no room from others (ATTACK announced-bodies).
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AnnalsError } from '@annals/ledger/errors';
import type { FastifyRequest } from 'fastify';
import type { Client } from '../serving/clients.ts';
import { API_LIMITS } from './limits.ts';

/** Methods whose bodies Fastify does not read; it reads all others, on paths that are not served too. */
const WITHOUT_BODY: readonly string[] = ['GET', 'HEAD'];

/** Whether a body of the request is read. */
export function hasBody({ method }: Pick<FastifyRequest, 'method'>): boolean {
  return !WITHOUT_BODY.includes(method);
}

export class BodyBudget {
  #used = 0;
  #usedByStrangers = 0;
  readonly #byAccount = new Map<string, number>();

  /**
   * Looks whether there is room for the body of a request now. One address gets a part of the room, and strangers
   * together leave some for members.
   * @throws AnnalsError `node.busy`.
   */
  admit({ method, headers }: Pick<FastifyRequest, 'method' | 'headers'>, client: Client): void {
    if (!hasBody({ method }) || this.#hasRoom(statedBytes(headers), client)) return;
    throw new AnnalsError('node.busy', 'too many submissions are being read');
  }

  /**
   * Counts a body as it comes, until its request is answered: then all is given back and nothing is counted any more,
   * and a body that has not ended is not waited for (ATTACK bodies-after-answers). When there is no room, it ends.
   */
  count(
    body: Pick<IncomingMessage, 'on' | 'off' | 'destroy' | 'complete'>,
    answer: Pick<ServerResponse, 'once' | 'closed'>,
    client: Client,
  ): void {
    if (answer.closed) return;
    let bytes = 0;
    const take = (chunk: Uint8Array): void => {
      if (!this.#hasRoom(chunk.length, client)) {
        body.destroy();
        return;
      }
      bytes += chunk.length;
      this.#count(client, chunk.length);
    };
    body.on('data', take);
    answer.once('close', () => {
      body.off('data', take);
      this.#count(client, -bytes);
      if (!body.complete) body.destroy();
    });
  }

  /** Bytes that are counted now. */
  get used(): number {
    return this.#used;
  }

  #hasRoom(bytes: number, { account, isMember }: Client): boolean {
    const { bodyBytesInFlight, bodyBytesInFlightOfOneAddress, bodyBytesKeptForMembers } = API_LIMITS;
    return (
      this.#used + bytes <= bodyBytesInFlight &&
      (isMember || this.#usedByStrangers + bytes <= bodyBytesInFlight - bodyBytesKeptForMembers) &&
      (this.#byAccount.get(account) ?? 0) + bytes <= bodyBytesInFlightOfOneAddress
    );
  }

  #count({ account, isMember }: Client, bytes: number): void {
    this.#used += bytes;
    if (!isMember) this.#usedByStrangers += bytes;
    const ofAccount = (this.#byAccount.get(account) ?? 0) + bytes;
    if (ofAccount === 0) this.#byAccount.delete(account);
    else this.#byAccount.set(account, ofAccount);
  }
}

/** How long a body is, at most. One that does not say how long it is may become as long as any. */
function statedBytes(headers: FastifyRequest['headers']): number {
  const length = headers['content-length'];
  if (length === undefined && headers['transfer-encoding'] === undefined) return 0;
  const stated = length === undefined ? Number.NaN : Number(length);
  const isLength = Number.isSafeInteger(stated) && stated >= 0;
  return isLength ? Math.min(stated, API_LIMITS.bodyBytes) : API_LIMITS.bodyBytes;
}

/** Whether a request has a body that has not come to its end. */
export function isBodyComing({ headers, complete }: Pick<IncomingMessage, 'headers' | 'complete'>): boolean {
  return !complete && statedBytes(headers) > 0;
}
