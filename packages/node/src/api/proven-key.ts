/** The key whose possession a request proves (PROTOCOL key-possession). */
import { verifyPossession } from '@annals/ledger/rest';
import type { FastifyRequest } from 'fastify';
import type { NodeServices } from '../services.ts';

/**
 * The key that signed the `Authorization` header of a request.
 * @param body the hash of the body, of requests that have one.
 * @throws AnnalsError `auth.required`, `auth.invalid`.
 */
export function provenKey(
  { headers, method, raw }: FastifyRequest,
  { store, wallMs }: Pick<NodeServices, 'store' | 'wallMs'>,
  body?: Uint8Array,
): Uint8Array {
  const request = { chain: store.chain, method, url: raw.url ?? '', ...(body ? { body } : {}) };
  return verifyPossession(headers.authorization, request, wallMs());
}
