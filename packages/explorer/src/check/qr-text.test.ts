import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeBase45, encodeBase45, isPackedDocument, packDocument, unpackDocument } from './qr-text.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

test.each([
  ['AB', 'BB8'],
  ['Hello!!', '%69 VD92EX0'],
  ['base-45', 'UJCLQE7W581'],
  ['ietf!', 'QED8WEX0'],
])('the example of RFC 9285: %s is %s', (text, encoded) => {
  expect(encodeBase45(bytes(text))).toBe(encoded);
  expect(decodeBase45(encoded)).toEqual(bytes(text));
});

test('any bytes come back', () => {
  fc.assert(fc.property(fc.uint8Array(), (any) => expect(decodeBase45(encodeBase45(any))).toEqual(any)));
});

test.each(['GGW', ':::', 'a', 'AB8C', 'ab', '::'])('%s is no Base45', (text) => {
  expect(() => decodeBase45(text)).toThrow();
});

test('a receipt fits in a QR code and comes back', async () => {
  const path = join(import.meta.dirname, '../../../../test/vectors/valid/receipt.json');
  const { proof } = JSON.parse(readFileSync(path, 'utf8'));
  const packed = await packDocument(JSON.stringify(proof, null, 2));
  expect(packed).toBeDefined();
  expect(isPackedDocument(packed ?? '')).toBe(true);
  expect(JSON.parse(await unpackDocument(packed ?? ''))).toEqual(proof);
});

test('what is too long for a QR code is not packed', async () => {
  const noise = fc.sample(fc.uint8Array({ minLength: 6_000, maxLength: 6_000 }), { numRuns: 1, seed: 1 });
  expect(await packDocument(JSON.stringify(noise))).toBeUndefined();
});

test.each(['ANNALS1:', 'ANNALS1:???', 'ANNALS1:BB8'])('%s is refused', async (text) => {
  await expect(unpackDocument(text)).rejects.toMatchObject({ code: 'proof.malformed' });
});

test('a code that unpacks to more than any document is refused', async () => {
  const stream = new Blob([new Uint8Array(3_000_000)]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  const bomb = new Uint8Array(await new Response(stream).arrayBuffer());
  await expect(unpackDocument(`ANNALS1:${encodeBase45(bomb)}`)).rejects.toMatchObject({ code: 'proof.malformed' });
});
