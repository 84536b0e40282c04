/** How many signatures this machine can verify, which bounds what a ledger that verifies each transaction can commit. */
import { once } from 'node:events';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { generateSecretKey, publicKeyOf, sha256, sign, signatureBackend, verifySignature } from '@annals/ledger/crypto';
import { chooseCryptoBackends, silentLog } from '@annals/node';

const MEASURED_MS = 1_500;

/** Verifies different signatures by different keys for a while. Gives verifications a second. */
function verifyForAWhile(): number {
  chooseCryptoBackends(silentLog);
  const signed = Array.from({ length: 256 }, (_, i) => {
    const secret = generateSecretKey();
    const digest = sha256(new Uint8Array([i]));
    return { digest, signature: sign(digest, secret), key: publicKeyOf(secret) };
  });
  const beganMs = performance.now();
  let count = 0;
  while (performance.now() - beganMs < MEASURED_MS) {
    for (const { digest, signature, key } of signed)
      if (!verifySignature(digest, signature, key)) throw new Error('must verify');
    count += signed.length;
  }
  return (1_000 * count) / (performance.now() - beganMs);
}

export interface SignatureLimit {
  readonly backend: string;
  readonly oneCore: number;
  readonly twoCores: number;
}

/** Verifications a second with one thread, and with two at once. */
export async function measureSignatureLimit(): Promise<SignatureLimit> {
  const run = async (): Promise<number> => {
    const worker = new Worker(new URL(import.meta.url));
    const [perSecond] = (await once(worker, 'message')) as [number];
    return perSecond;
  };
  const oneCore = await run();
  const [first, second] = await Promise.all([run(), run()]);
  chooseCryptoBackends(silentLog);
  return { backend: signatureBackend().name, oneCore, twoCores: first + second };
}

if (!isMainThread) parentPort?.postMessage(verifyForAWhile());
