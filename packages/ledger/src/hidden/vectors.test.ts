import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { type AgencyId, bytesToHex, hexToBytes, type RecordId, type TransactionId } from '../codec/index.ts';
import {
  courtOrderDigest,
  hiddenCommitment,
  hiddenContext,
  makeHiddenPackage,
  openHiddenPackage,
  packageReader,
} from './index.ts';

type Texts<K extends string> = Readonly<Record<K, string>>;

const vectors = JSON.parse(
  readFileSync(new URL('../../../../test/vectors/hidden-read.json', import.meta.url), 'utf8'),
) as Texts<'networkKey' | 'commitment' | 'courtOrderDigest' | 'context'> & {
  readonly place: Texts<'chain' | 'signer' | 'salt' | 'agency' | 'court' | 'type'> & { readonly revealMs: number };
  readonly disclosure: {
    readonly details: Texts<'record' | 'purpose' | 'basis' | 'reference'> & { readonly sections: readonly string[] };
    readonly version: number;
    readonly seed: string;
  };
  readonly package: Texts<'commitment' | 'seal' | 'ciphertext'>;
  readonly packageReader: Texts<'transaction' | 'secret' | 'key'>;
};

const { place, disclosure } = vectors;
const details = { ...disclosure.details, record: disclosure.details.record as RecordId };
const told = { details, version: disclosure.version, seed: hexToBytes(disclosure.seed) };
const commitment = hiddenCommitment(details, told.seed);
const terms = {
  ...place,
  chain: hexToBytes(place.chain),
  signer: hexToBytes(place.signer),
  salt: hexToBytes(place.salt),
  agency: place.agency as AgencyId,
  court: place.court as AgencyId,
  commitment,
};

describe('the published vectors of hidden reads', () => {
  test('what the court signs, and what the package is bound to', () => {
    expect(bytesToHex(commitment)).toBe(vectors.commitment);
    expect(bytesToHex(courtOrderDigest(terms))).toBe(vectors.courtOrderDigest);
    expect(bytesToHex(hiddenContext(terms))).toBe(vectors.context);
  });

  test('the package, byte for byte', () => {
    const made = makeHiddenPackage(hexToBytes(vectors.networkKey), hexToBytes(vectors.context), told);
    const written = Object.fromEntries(Object.entries(made).map(([name, bytes]) => [name, bytesToHex(bytes)]));
    expect(written).toEqual(vectors.package);
    expect(openHiddenPackage(hexToBytes(vectors.networkKey), hexToBytes(vectors.context), made, told.seed)).toEqual(
      told,
    );
  });

  test('the reader that everybody is', () => {
    const { key, secret } = packageReader(vectors.packageReader.transaction as TransactionId);
    expect([bytesToHex(secret), bytesToHex(key)]).toEqual([vectors.packageReader.secret, vectors.packageReader.key]);
  });
});
