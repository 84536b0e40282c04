/**
 * Project Wycheproof's vectors for ECDSA on secp256k1 with SHA-256 (C2SP/wycheproof, IEEE P1363 form), which probe the
 * corners where implementations differ. They are not part of this project: they are read where the machine has them
 * beside it, and the published vectors of our own are checked everywhere.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hexToBytes } from '@annals/ledger/codec';
import { nobleBackend, type SignatureBackend } from '@annals/ledger/crypto';
import { describe, expect, test } from '@jest/globals';
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

const path = find();
if (path === undefined) {
  console.warn(`Skipped: ${RELATIVE} is not beside this project. The project's own signature vectors are checked.`);
}
const suite = path === undefined ? describe.skip : describe;

suite('Wycheproof, ECDSA secp256k1 SHA-256', () => {
  const { testGroups, numberOfTests } = JSON.parse(path ? readFileSync(path, 'utf8') : '{}') as {
    testGroups: Group[];
    numberOfTests: number;
  };
  const native = loadNativeBackend() as SignatureBackend;
  const all = (testGroups ?? []).flatMap(({ publicKey, tests }) => {
    const [, x, y] = /^04(.{64})(.{64})$/.exec(publicKey.uncompressed) as unknown as [string, string, string];
    const key = hexToBytes((Number.parseInt(y.at(-1) as string, 16) % 2 === 0 ? '02' : '03') + x);
    return tests.map(({ tcId, comment, msg, sig, result }) => {
      const highS = sig.length === 128 && BigInt(`0x${sig.slice(64)}`) > HALF_ORDER;
      const digest = new Uint8Array(createHash('sha256').update(hexToBytes(msg)).digest());
      return { tcId, comment, digest, signature: hexToBytes(sig), key, highS, wanted: result === 'valid' && !highS };
    });
  });

  test('both backends give the verdict of every vector, and refuse high S besides', () => {
    const wrong = all.flatMap(({ tcId, comment, digest, signature, key, wanted }) =>
      [nobleBackend, native]
        .filter((backend) => backend.verify(digest, signature, key) !== wanted)
        .map((backend) => `${backend.name}, test ${tcId} (${comment}): expected ${wanted}`),
    );
    expect(wrong).toEqual([]);
  });

  test('the file holds all of its vectors, valid ones and valid ones with high S among them', () => {
    expect(all).toHaveLength(numberOfTests);
    expect(all.filter(({ wanted }) => wanted).length).toBeGreaterThan(50);
    expect(all.filter(({ highS }) => highS).length).toBeGreaterThan(20);
  });
});
