/** Progress on standard error: a bar that is drawn over where a person watches, a line now and then where none does. */
import type { Environment } from '../environment.ts';

export interface Progress {
  /** What is being done, and how much of it is done. */
  update(what: string, done?: number, total?: number): void;
  /** Takes the bar away. */
  end(): void;
}

const BAR_WIDTH = 24;
const REDRAW_MS = 80;
const LINE_EVERY_MS = 5_000;
/** What is done sooner needs no progress. */
const QUIET_MS = 1_000;

export function startProgress(environment: Environment, quiet: boolean): Progress {
  const { nowMs, writeError, isInteractive } = environment;
  const startedMs = nowMs();
  let shownMs = Number.NEGATIVE_INFINITY;
  let isShown = false;
  /** Shows the latest once it is late enough, also when nothing more is heard of it. */
  let later: NodeJS.Timeout | undefined;

  function show(what: string, done?: number, total?: number): void {
    shownMs = nowMs();
    const count = done === undefined ? '' : total === undefined ? ` ${done}` : ` ${done} of ${total}`;
    if (!isInteractive) {
      writeError(`${what}${count}\n`);
      return;
    }
    isShown = true;
    const bar = done === undefined || !total ? '' : `[${'='.repeat(share(done, total)).padEnd(BAR_WIDTH)}] `;
    writeError(`\r\u001b[2K${bar}${what}${count}`);
  }

  return {
    update(what, done, total) {
      if (quiet) return;
      clearTimeout(later);
      const now = nowMs();
      const everyMs = isInteractive ? REDRAW_MS : LINE_EVERY_MS;
      const waitMs = Math.max(startedMs + QUIET_MS, shownMs + everyMs) - now;
      if (waitMs <= 0) return show(what, done, total);
      later = setTimeout(() => show(what, done, total), waitMs).unref();
    },
    end() {
      clearTimeout(later);
      if (isShown) writeError('\r\u001b[2K');
      isShown = false;
    },
  };
}

function share(done: number, total: number): number {
  return Math.min(BAR_WIDTH, Math.round((BAR_WIDTH * done) / total));
}
