/** The REST API of a node: the only room that knows Fastify. */
export { openApiDocument } from './openapi.ts';
export { type Api, startApi } from './server.ts';
