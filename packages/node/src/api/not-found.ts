/** What is not served: no such path, or not with this method. */
import { AnnalsError } from '@annals/ledger/errors';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** The methods of each path that is served, from the routes as they are added. */
export class ServedPaths {
  readonly #paths = new Map<string, { readonly pattern: RegExp; readonly methods: Set<string> }>();

  constructor(app: FastifyInstance) {
    // No route takes it: Fastify would ask for the type of its body before it says so.
    app.addHttpMethod('QUERY', { hasBody: false });
    app.addHook('onRoute', ({ method, url }) => {
      // The answer to preflights is on every path, and says nothing of what is there.
      if (url.includes('*')) return;
      const pattern = new RegExp(`^${url.replace(/[.]/g, '\\$&').replace(/:\w+/g, '[^/]+')}$`);
      const path = this.#paths.get(url) ?? { pattern, methods: new Set() };
      for (const one of [method].flat()) path.methods.add(one);
      this.#paths.set(url, path);
    });
  }

  /** The refusal of a request that no route took. */
  refusalOf({ method, url }: FastifyRequest, reply: FastifyReply): AnnalsError {
    const [path = ''] = url.split('?', 1);
    const served = [...this.#paths.values()].find(({ pattern }) => pattern.test(path));
    if (!served) return new AnnalsError('node.route', `there is no ${method} ${url.slice(0, 200)}`);
    reply.header('allow', [...served.methods].join(', '));
    return new AnnalsError('node.method', `${path.slice(0, 200)} is not asked with ${method}`);
  }
}
