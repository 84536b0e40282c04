/** When a long-running command is to stop: at a signal, or when the process that started it is gone. */

const PARENT_POLL_MS = 500;

export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    // A signal often comes more than once, from the terminal and from npm: a later one must not cut the stopping short.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
    const parent = process.ppid;
    // Process 1 starts services; a parent that becomes it has ended.
    if (parent === 1) return;
    const timer = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(timer);
      resolve();
    }, PARENT_POLL_MS);
    timer.unref();
  });
}
