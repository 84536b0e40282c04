/** Bounds the bytes of all bodies that are being read and worked on at once. */
import { AnnalsError } from '@annals/ledger/errors';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { API_LIMITS } from './limits.ts';
import { accountOf } from './rate-limit.ts';

/** Methods whose bodies Fastify does not read; it reads all others, on paths that are not served too. */
const WITHOUT_BODY: readonly string[] = ['GET', 'HEAD'];

export class BodyBudget {
  #used = 0;
  readonly #byAccount = new Map<string, number>();

  /**
   * Reserves room for the body of a request until it is answered. One address gets a part of it, so that one client
   * that sends slowly does not shut out the others.
   * @throws AnnalsError `node.busy`.
   */
  reserve({ method, headers, ip }: Pick<FastifyRequest, 'method' | 'headers' | 'ip'>, reply: FastifyReply): void {
    if (WITHOUT_BODY.includes(method)) return;
    const bytes = statedBytes(headers);
    if (bytes === 0) return;
    const account = accountOf(ip);
    const ofAccount = this.#byAccount.get(account) ?? 0;
    if (
      this.#used + bytes > API_LIMITS.bodyBytesInFlight ||
      ofAccount + bytes > API_LIMITS.bodyBytesInFlightOfOneAddress
    ) {
      throw new AnnalsError('node.busy', 'too many submissions are being read');
    }
    this.#count(account, bytes);
    reply.raw.once('close', () => this.#count(account, -bytes));
  }

  #count(account: string, bytes: number): void {
    this.#used += bytes;
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
