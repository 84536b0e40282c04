/** A thread for tests in the place of the doorkeeper's: what the body says is how it dies, or that it does not. */
import { parentPort } from 'node:worker_threads';
import { type BodyTask, READY } from '../messages.ts';

const KEPT: unknown[] = [];

parentPort?.postMessage(READY);
parentPort?.on('message', ({ bytes }: BodyTask) => {
  const how = String.fromCharCode(bytes[0] as number);
  // Without end, as a body would be that costs more than anybody thought.
  while (how === 't');
  while (how === 'm') KEPT.push(new Array(100_000).fill(how));
  if (how === 'x') throw new Error('a bug');
  parentPort?.postMessage({ ok: false, code: 'codec.shape', detail: how, readMs: 3 });
});
