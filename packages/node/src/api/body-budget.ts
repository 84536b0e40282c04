/** Bounds the bytes of all bodies that are being read and worked on at once. */
import { AnnalsError } from '@annals/ledger/errors';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { API_LIMITS } from './limits.ts';

export class BodyBudget {
  #used = 0;

  /** Reserves room for the body of a request until it is answered. @throws AnnalsError `node.busy`. */
  reserve({ method, headers }: FastifyRequest, reply: FastifyReply): void {
    if (method !== 'POST') return;
    const stated = Number(headers['content-length']);
    // A body that does not say how long it is may become as long as any.
    const bytes =
      Number.isSafeInteger(stated) && stated >= 0 ? Math.min(stated, API_LIMITS.bodyBytes) : API_LIMITS.bodyBytes;
    if (this.#used + bytes > API_LIMITS.bodyBytesInFlight) {
      throw new AnnalsError('node.busy', 'too many submissions are being read');
    }
    this.#used += bytes;
    reply.raw.once('close', () => {
      this.#used -= bytes;
    });
  }
}
