/**
 * Values that are kept encrypted: under a name that only this node can compute, with the real one inside. Whoever has
 * the disk or a backup without the node's keystore learns how many there are and how long.
 */
import { decodeShape, encodeShape, shape } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import type { KeptValues } from '../store/store.ts';
import type { FileCipher } from './file-cipher.ts';

const MAX_VALUE_BYTES = 8_192;
const MAX_NAME_LENGTH = 200;

const sealedShape = shape.struct({
  name: shape.text(MAX_NAME_LENGTH),
  value: shape.bytes({ min: 0, max: MAX_VALUE_BYTES }),
});

/** The same values, encrypted where they are kept. Reading them fails with `store.damaged` under another secret. */
export function sealedValues(kept: KeptValues, cipher: FileCipher): KeptValues {
  return {
    entries: async () => {
      const found = new Map<string, Uint8Array>();
      for (const [place, bytes] of await kept.entries()) {
        const { name, value } = unseal(cipher, place, bytes);
        found.set(name, value);
      }
      return found;
    },
    write: (changes) =>
      kept.write(
        new Map(
          [...changes].map(([name, value]) => {
            const place = cipher.placeOf(name);
            return [place, value === null ? null : cipher.seal(place, encodeShape(sealedShape, { name, value }))];
          }),
        ),
      ),
    close: () => kept.close(),
  };
}

function unseal(cipher: FileCipher, place: string, bytes: Uint8Array): { name: string; value: Uint8Array } {
  const content = cipher.open(place, bytes);
  if (!content)
    throw new AnnalsError('store.damaged', `what is kept as ${place} was not written with this node's keys`);
  return decodeShape(sealedShape, content, MAX_VALUE_BYTES + 4 * MAX_NAME_LENGTH + 64);
}
