/** The doorkeeper's thread: reads one body at a time. What it dies of costs that body, and nothing else. */
import { parentPort } from 'node:worker_threads';
import { AnnalsError } from '@annals/ledger/errors';
import { type BodyTask, type BodyVerdict, READY } from './messages.ts';
import { canonicalBody } from './read-body.ts';

function judge({ route, format, bytes }: BodyTask): BodyVerdict {
  const beganMs = performance.now();
  const readMs = () => performance.now() - beganMs;
  try {
    const body = canonicalBody(route, format, bytes);
    return { ok: true, ...body, readMs: readMs() };
  } catch (error) {
    if (!(error instanceof AnnalsError)) throw error;
    return { ok: false, code: error.code, detail: error.message, readMs: readMs() };
  }
}

// What is not begun has no time to lose: a busy machine can take seconds to load this.
parentPort?.postMessage(READY);
parentPort?.on('message', (task: BodyTask) => {
  const verdict = judge(task);
  parentPort?.postMessage(verdict, verdict.ok ? [verdict.bytes.buffer as ArrayBuffer] : []);
});
