/** Asks nodes in their order until what was granted is open (PROTOCOL release, LAW 2). */
import { AnnalsError } from '../errors/index.ts';
import type { Trusted } from '../light/index.ts';
import type { RestClient } from '../rest/index.ts';
import { type GrantedReading, GrantOpener, type OpenedGrant } from './grant-opener.ts';
import { fetchEpochs } from './network-key.ts';
import { answeringFirst } from './nodes.ts';

/** How long nodes wait for shares beyond those that it takes: hardly at first, longer when some turned out to be wrong. */
const PATIENCE_MS = { atFirst: 100, afterwards: 3_000 } as const;

/**
 * Opens what was granted, asking the nodes in their order until all of it is open. Where that does not suffice, each is
 * asked for the shares of every epoch by its number, so that those of several nodes combine, and no holder that gives
 * wrong ones of one epoch keeps the reader from those of another (ATTACK wrong-share-of-one-epoch).
 * @throws AnnalsError when no node gave any of it: `release.*`, `auth.not-entitled`, `proof.*`, `node.*`.
 */
export async function openGranted(
  nodes: readonly RestClient[],
  trusted: Trusted,
  granted: GrantedReading,
): Promise<OpenedGrant> {
  const opener = new GrantOpener(trusted, granted);
  let failure: unknown = new AnnalsError('node.bad-answer', 'no node has named what was granted');
  /** Whatever one node says, another may give what it takes. */
  const attempt = async <T>(ask: Promise<T>): Promise<T | undefined> => {
    try {
      return await ask;
    } catch (error) {
      if (!(error instanceof AnnalsError)) throw error;
      failure = error;
      return undefined;
    }
  };
  for (const node of answeringFirst(nodes)) {
    await attempt(opener.ask(node, PATIENCE_MS.atFirst, null));
    if (opener.isComplete) return opener.result();
  }
  for (const node of answeringFirst(nodes)) {
    for (const epoch of (await attempt(fetchEpochs(node, trusted))) ?? []) {
      await attempt(opener.ask(node, PATIENCE_MS.afterwards, epoch));
      if (opener.isComplete) return opener.result();
    }
  }
  if (opener.isEmpty) throw failure;
  return opener.result();
}
