/** What the handler of a route is given and gives: values of the route's shapes, nothing of HTTP. */
import type { BodyOfRoute, ParamsOf, QueryOf, ResponseOf, RouteName, routes } from '@annals/ledger/rest';
import type { FaultAt } from '../doorkeeper/index.ts';
import type { PeerAccount } from '../network/peer-account.ts';

type RouteOf<N extends RouteName> = (typeof routes)[N];

/** A request that has been read by the shapes of its route. */
export interface ApiRequest<N extends RouteName> {
  readonly params: ParamsOf<RouteOf<N>>;
  readonly query: QueryOf<RouteOf<N>>;
  readonly body: BodyOfRoute<RouteOf<N>>;
  /** Transactions of a submission that were found unreadable. */
  readonly faults: readonly FaultAt[];
  /** The public key whose possession the request proves. @throws AnnalsError `auth.required`, `auth.invalid`. */
  readonly prove: () => Uint8Array;
  /** Aborted when the client goes away or the node stops. */
  readonly signal: AbortSignal;
  /** On whose account what it sends is worked on in later turns: members' and strangers' take turns with peers'. */
  readonly account: PeerAccount;
  /** Waits for what no part of the services gives: what follows is a piece of work of its own, as after those. */
  readonly inTurn: <T>(outcome: Promise<T>) => Promise<T>;
  /** Waits for others, such as for the next block; meanwhile the request takes no place from those who ask. */
  readonly waitFor: <T>(outcome: Promise<T>) => Promise<T>;
  /** Counts further work against the rate of the caller. @throws AnnalsError `node.rate-limited`. */
  readonly charge: (requests: number) => void;
}

export type Handler<N extends RouteName> = (
  request: ApiRequest<N>,
) => ResponseOf<RouteOf<N>> | Promise<ResponseOf<RouteOf<N>>>;

/** One handler for each route. */
export type Handlers = { readonly [N in RouteName]: Handler<N> };
