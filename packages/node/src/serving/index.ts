/** What bounds those who are served over HTTP, whatever is served: the API of a node, or the explorer. */
export { type Asker, ClientTurns, type TurnLimits } from './client-turns.ts';
export { type Client, type ClientOptions, Clients } from './clients.ts';
export { Connections } from './connections.ts';
export { guardServer } from './guard-server.ts';
export { CONNECTION_LIMITS, type ConnectionLimits, SERVING_LIMITS } from './limits.ts';
export { PROBES, RequestGate } from './request-gate.ts';
export { WorkTime, type WorkTimeLimits } from './work-time.ts';
