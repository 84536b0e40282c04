/**
 * Project Wycheproof's vectors for ECDSA on secp256k1 with SHA-256 (C2SP/wycheproof, IEEE P1363 form), which probe the
 * corners where implementations differ. They are not part of this project: they are read where the machine has them
 * beside it; the published vectors of our own (native-backend.test.ts) are checked everywhere.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hexToBytes } from '@annals/ledger/codec';
import { nobleBackend, type SignatureBackend } from '@annals/ledger/crypto';
import { expect, test } from '@jest/globals';
import { loadNativeBackend } from './index.ts';

interface Group {
  publicKey: { uncompressed: string };
  tests: { tcId: number; comment: string; flags: string[]; msg: string; sig: string; result: 'valid' | 'invalid' }[];
}

const RELATIVE = 'shared/data/vectors/wycheproof-ecdsa-secp256k1-sha256-p1363.json';
const HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;

/** The file beside the project or any folder above it, if it is there. */
function find(): string | undefined {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const path = join(folder, RELATIVE);
    if (existsSync(path)) return path;
    const parent = dirname(folder);
    if (parent === folder) return undefined;
    folder = parent;
  }
}

interface Vector {
  name: string;
  digest: Uint8Array;
  signature: Uint8Array;
  key: Uint8Array;
  highS: boolean;
  wanted: boolean;
}

function wycheproof(path: string): Vector[] {
  const file = JSON.parse(readFileSync(path, 'utf8')) as { testGroups: Group[]; numberOfTests: number };
  const vectors = file.testGroups.flatMap(({ publicKey, tests }) => {
    const [, x, y] = /^04(.{64})(.{64})$/.exec(publicKey.uncompressed) as unknown as [string, string, string];
    const key = hexToBytes((Number.parseInt(y.at(-1) as string, 16) % 2 === 0 ? '02' : '03') + x);
    return tests.map(({ tcId, comment, msg, sig, result }) => {
      const highS = sig.length === 128 && BigInt(`0x${sig.slice(64)}`) > HALF_ORDER;
      const digest = new Uint8Array(createHash('sha256').update(hexToBytes(msg)).digest());
      const name = `Wycheproof ${tcId} (${comment})`;
      return { name, digest, signature: hexToBytes(sig), key, highS, wanted: result === 'valid' && !highS };
    });
  });
  expect(vectors).toHaveLength(file.numberOfTests);
  return vectors;
}

/** The vectors that a backend decides otherwise than it should. */
function wrongVerdicts(vectors: readonly Vector[]): string[] {
  const backends = [nobleBackend, loadNativeBackend() as SignatureBackend];
  return vectors.flatMap(({ name, digest, signature, key, wanted }) =>
    backends
      .filter((backend) => backend.verify(digest, signature, key) !== wanted)
      .map((backend) => `${name}: ${backend.name} says ${!wanted}`),
  );
}

test('Wycheproof: both backends give the verdict of every vector, and refuse high S besides', () => {
  const path = find();
  if (path === undefined) {
    console.warn(`${RELATIVE} is not beside this project; only the project's own signature vectors are checked.`);
    return;
  }
  const vectors = wycheproof(path);
  expect(vectors.filter(({ wanted }) => wanted).length).toBeGreaterThan(50);
  expect(vectors.filter(({ highS }) => highS).length).toBeGreaterThan(20);
  expect(wrongVerdicts(vectors)).toEqual([]);
});

test('a wrong verdict is noticed', () => {
  const nothing = new Uint8Array(0);
  const lie: Vector = { name: 'a lie', digest: nothing, signature: nothing, key: nothing, highS: false, wanted: true };
  expect(wrongVerdicts([lie])).toEqual(['a lie: noble says false', 'a lie: libsecp256k1 says false']);
});
