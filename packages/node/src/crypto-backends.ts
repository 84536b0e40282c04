/** Which implementation signs, verifies and adds points in this process: libsecp256k1, or noble where it is missing. */
import {
  nobleBackend,
  nobleGroup,
  selectGroupBackend,
  selectSignatureBackend,
  signatureBackend,
} from '@annals/ledger/crypto';
import type { Log } from './log.ts';
import { loadNativeBackend, loadNativeGroup } from './native-signature/index.ts';

/** Chooses for the whole process, and says what it chose: the fallback verifies forty times slower. */
export function chooseCryptoBackends(log: Log): void {
  const native = loadNativeBackend((reason) =>
    log.warn({ reason }, 'libsecp256k1 is not used; signatures will be slow'),
  );
  selectSignatureBackend(native ?? nobleBackend);
  selectGroupBackend(loadNativeGroup() ?? nobleGroup);
  log.debug({ backend: signatureBackend().name }, 'signature backend');
}
