/**
 * Time in which this process ran. When it stood still, nobody else could be heard, and what was late meanwhile is not
 * the fault of whoever sent it.
 */

/** The time is counted in so many parts; a pause, however long, counts as one. */
const PARTS = 20;

/** A signal that is aborted once this process has run for so long, and what ends the counting. */
export function afterAwake(timeMs: number): { readonly signal: AbortSignal; readonly end: () => void } {
  const controller = new AbortController();
  let parts = 0;
  const timer = setInterval(() => {
    parts += 1;
    if (parts < PARTS) return;
    clearInterval(timer);
    controller.abort(new DOMException('The time is over.', 'TimeoutError'));
  }, timeMs / PARTS);
  timer.unref();
  return { signal: controller.signal, end: () => clearInterval(timer) };
}
