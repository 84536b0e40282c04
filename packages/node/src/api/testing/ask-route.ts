/** Asks a route of the table, whatever it is, as a client does that holds a key. */
import { type AnyRoute, possessionBody, possessionHeader, type RouteName, routes, urlOf } from '@annals/ledger/rest';
import { type SingleNode, secretOf } from './single-node.ts';

export interface AskedOfRoute {
  readonly params?: object;
  readonly query?: object;
  readonly body?: object;
}

/** @param at where the API listens, and the node whose chain and clock the proof is for. */
export function askRoute(
  at: { readonly url: string; readonly node: SingleNode },
  name: RouteName,
  { params = {}, query = {}, body }: AskedOfRoute,
  signer: string,
): Promise<Response> {
  const route: AnyRoute = routes[name];
  const url = urlOf(route, params, query);
  const claim = {
    chain: at.node.chain.chain,
    method: route.method,
    url,
    timeMs: at.node.nowMs,
    ...(route.body ? { body: possessionBody(route.body, body) } : {}),
  };
  return fetch(`${at.url}${url}`, {
    method: route.method,
    headers: {
      authorization: possessionHeader(claim, secretOf(signer)),
      ...(route.body ? { 'content-type': 'application/json' } : {}),
    },
    ...(route.body ? { body: JSON.stringify(route.body.toJson(body)) } : {}),
  });
}
