/** A node that lies about who asks: whoever proves a key is answered as if she were somebody else, with true proofs of that one. */
import { formatId, type Shape } from '@annals/ledger/codec';
import { routes } from '@annals/ledger/rest';
import type { Person } from './actors.ts';
import type { Impostor } from './lying-node.ts';
import type { TestNetwork } from './test-network.ts';

/** Answers in the sector of `person` as if whoever asks were that person. */
export function posesAs(network: TestNetwork, { subject, sector, secret }: Person): Impostor {
  const prove = { secret, chain: network.chain };
  const node = network.client(0);
  const answerOf = async <R>({ response }: { readonly response: Shape<R> }, answer: Promise<R>) => ({
    status: 200,
    body: response.toJson(await answer),
  });
  return async ({ method, path }) => {
    if (method !== 'GET') return undefined;
    const { pathname, searchParams } = new URL(path, 'http://node');
    if (pathname === '/v1/own-subjects' && searchParams.get('sector') === sector) {
      const { ownSubjects } = routes;
      return answerOf(ownSubjects, node.call(ownSubjects, { query: { sector }, prove }));
    }
    if (!pathname.startsWith(`/v1/subjects/${formatId('subject', subject)}`)) return undefined;
    if (pathname.endsWith('/access-log')) {
      const { accessLog } = routes;
      return answerOf(accessLog, node.call(accessLog, { params: { subject }, query: { from: 0 }, prove }));
    }
    const [, key] = /\/values\/(.*)$/.exec(pathname) ?? [];
    if (key === undefined) return undefined;
    const { provenValueOfSubject } = routes;
    const params = { subject, key: decodeURIComponent(key) };
    return answerOf(provenValueOfSubject, node.call(provenValueOfSubject, { params, prove }));
  };
}
