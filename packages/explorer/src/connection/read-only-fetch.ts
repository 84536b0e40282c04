/**
 * The only way out of the explorer: GET, without cookies or referrer. It refuses any other method, so that nothing
 * that the page runs can write to the ledger (LAW 8).
 */
import { AnnalsError } from '@annals/ledger/errors';
import type { Fetch } from '@annals/ledger/rest';

/** @throws AnnalsError `node.route` for a method that could write. */
export const readOnlyFetch: Fetch = async (url, init) => {
  if (init.method !== 'GET') throw new AnnalsError('node.route', 'the explorer only reads');
  return fetch(url, { ...init, credentials: 'omit', referrerPolicy: 'no-referrer', cache: 'no-store' } as RequestInit);
};
