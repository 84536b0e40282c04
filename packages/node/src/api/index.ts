/** The REST API of a node: the only room that knows Fastify. */
export { type Api, startApi } from './server.ts';
