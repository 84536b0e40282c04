/**
 * Listeners of streams and connections. What one of them throws would be thrown again outside of everything and end
 * the process: it ends the link that it came by (ATTACK many-messages-in-a-chunk).
 */
import type { Log } from '../log.ts';

/** What is given up when a listener fails. */
interface Link {
  abort(error: Error): void;
}

/** The listener, which never throws: when it fails, that is logged, and the link aborted. */
export function guarded<E>(link: Link, log: Log, listener: (event: E) => void): (event: E) => void {
  return (event) => {
    try {
      listener(event);
    } catch (cause) {
      const error = cause instanceof Error ? cause : new Error('A listener failed.', { cause });
      log.error({ error }, 'A listener of a connection failed; the connection is given up.');
      link.abort(error);
    }
  };
}
