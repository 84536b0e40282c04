/** The worker thread that verifies packed signatures with the same backend as the node. */
import { parentPort } from 'node:worker_threads';
import { selectSignatureBackend, verifySignature } from '@annals/ledger/crypto';
import { loadNativeBackend } from '../native-signature/index.ts';
import { unpack, type VerifyAnswer, type VerifyRequest } from './packed.ts';

const backend = loadNativeBackend();
if (backend) selectSignatureBackend(backend);

parentPort?.on('message', ({ number, rows }: VerifyRequest) => {
  const signatures = unpack(rows);
  const verdicts = new Uint8Array(signatures.length);
  signatures.forEach(({ digest, signature, key }, i) => {
    verdicts[i] = verifySignature(digest, signature, key) ? 1 : 0;
  });
  const answer: VerifyAnswer = { number, verdicts };
  parentPort?.postMessage(answer, [verdicts.buffer]);
});
