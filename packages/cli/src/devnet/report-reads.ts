/**
 * The agencies of the local network report their reads, period after period, as the ledger counted them: they have no
 * systems of their own that would count.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { reportReads } from '../access/silence.ts';
import type { Environment } from '../environment.ts';
import { Session } from '../session/session.ts';

/** A period is looked at a few times before its report is due. */
const LOOKS_PER_PERIOD = 4;
const MAX_PAUSE_MS = 600_000;

/** Reports until it is closed. */
export function startReports(home: string, labels: readonly string[], environment: Environment) {
  const stopping = new AbortController();
  const done = reportAgain(home, labels, environment, stopping.signal);
  return {
    close: async (): Promise<void> => {
      stopping.abort();
      await done;
    },
  };
}

async function reportAgain(
  home: string,
  labels: readonly string[],
  environment: Environment,
  signal: AbortSignal,
): Promise<void> {
  const quiet = { ...environment, writeOut: () => {}, writeError: () => {} };
  const sessions = labels.map((as) => new Session(quiet, { json: true, home, as }));
  while (!signal.aborted) {
    for (const session of sessions) {
      try {
        if (!signal.aborted) await reportReads(session, { asCounted: true });
      } catch {
        // Too few validators are running at the moment: it is reported the next time.
      }
    }
    const { reportPeriodMs } = (sessions[0] as Session).genesis.parameters;
    await sleep(Math.min(MAX_PAUSE_MS, reportPeriodMs / LOOKS_PER_PERIOD), undefined, { signal }).catch(() => {});
  }
}
