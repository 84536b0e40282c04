/** Asks nodes until what was granted is open: the next beside one that holds it back (PROTOCOL release, LAW 2). */
import { AnnalsError } from '../errors/index.ts';
import type { Trusted } from '../light/index.ts';
import type { RestClient } from '../rest/index.ts';
import { lateError, QUESTION_TIMES } from './first-answer.ts';
import { type GrantedReading, GrantOpener, type OpenedGrant } from './grant-opener.ts';
import { inTurns, type Timer, type TookPart } from './in-turns.ts';
import { fetchEpochs } from './network-key.ts';
import { mostTelling } from './nodes.ts';

/** How long nodes wait for shares beyond those that it takes: hardly at first, longer when some turned out to be wrong. */
const PATIENCE_MS = { atFirst: 100, afterwards: 3_000 } as const;

/** Where no node has given any reason. */
const NOTHING_NAMED = new AnnalsError('node.bad-answer', 'no node has named what was granted');

/**
 * Opens what was granted, asking the nodes in their order until all of it is open; what several bring is taken
 * together. Where that does not suffice, each is asked for the shares of every epoch by its number, so that those of
 * several nodes combine, and no holder that gives wrong ones of one epoch keeps the reader from those of another
 * (ATTACK wrong-share-of-one-epoch).
 * @param timeOut in the place of the clock, for tests.
 * @throws AnnalsError when no node gave any of it: `release.*`, `auth.not-entitled`, `proof.*`, `node.*`.
 */
export async function openGranted(
  nodes: readonly RestClient[],
  trusted: Trusted,
  granted: GrantedReading,
  timeOut?: Timer,
): Promise<OpenedGrant> {
  const opener = new GrantOpener(trusted, granted);
  const failures: AnnalsError[] = [];
  let broken: { readonly error: unknown } | undefined;
  /** Whatever one node says or holds back, another may give what it takes. */
  const turns = (waitMs: number, take: (node: RestClient, tookPart: TookPart) => Promise<void>): Promise<void> => {
    const takeOne = async (node: RestClient, signal: AbortSignal, tookPart: TookPart): Promise<void> => {
      try {
        await take(node.within(signal), tookPart);
      } catch (error) {
        if (error instanceof AnnalsError) failures.push(signal.aborted ? lateError(node) : error);
        else broken ??= { error };
      }
    };
    const isDone = () => opener.isComplete || broken !== undefined;
    const headStartMs = QUESTION_TIMES.headStartMs + waitMs;
    return inTurns(nodes, takeOne, { ...QUESTION_TIMES, headStartMs, isDone, ...(timeOut ? { timeOut } : {}) });
  };
  await turns(PATIENCE_MS.atFirst, (node, tookPart) => opener.ask(node, PATIENCE_MS.atFirst, null, tookPart));
  if (!opener.isComplete) {
    await turns(PATIENCE_MS.afterwards, async (node, tookPart) => {
      for (const epoch of await fetchEpochs(node, trusted)) {
        await opener.ask(node, PATIENCE_MS.afterwards, epoch, tookPart).catch((error: unknown) => {
          if (!(error instanceof AnnalsError)) throw error;
          failures.push(error);
        });
      }
    });
  }
  if (broken) throw (broken as { readonly error: unknown }).error;
  if (opener.isEmpty) throw mostTelling([...failures, NOTHING_NAMED]);
  return opener.result();
}
