/** When a long-running command is to stop: at a signal, or when the process that started it is gone. */

const PARENT_POLL_MS = 500;

export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
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
