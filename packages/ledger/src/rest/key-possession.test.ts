/** The proof of key possession: what it covers and how long it holds. */
import { expect, test } from '@jest/globals';
import { bytesToHex } from '../codec/index.ts';
import { publicKeyOf, sha256 } from '../crypto/index.ts';
import {
  KEY_POSSESSION_WINDOW_MS,
  possessionBody,
  possessionHeader,
  subscriptionChangeShape,
  verifyPossession,
} from './index.ts';

const secret = sha256(new Uint8Array(1));
const key = publicKeyOf(secret);
const request = { chain: sha256(new Uint8Array(2)), method: 'GET', url: '/v1/subjects/sub1x?from=3' };
const NOW_MS = 1_800_000_000_000;
const header = possessionHeader({ ...request, timeMs: NOW_MS }, secret);

test('gives the key', () => {
  expect(verifyPossession(header, request, NOW_MS)).toEqual(key);
  expect(header).toMatch(new RegExp(`^Annals key=${bytesToHex(key)}, time=${NOW_MS}, signature=[0-9a-f]{128}$`));
});

test('holds for a minute to both sides', () => {
  for (const offset of [-KEY_POSSESSION_WINDOW_MS, KEY_POSSESSION_WINDOW_MS]) {
    expect(verifyPossession(header, request, NOW_MS + offset)).toEqual(key);
    expect(() => verifyPossession(header, request, NOW_MS + offset + Math.sign(offset))).toThrow('over a minute');
  }
});

test('without a header the key is asked for', () => {
  expect(() => verifyPossession(undefined, request, NOW_MS)).toThrow(
    expect.objectContaining({ code: 'auth.required' }),
  );
});

test.each([
  ['nothing', ''],
  ['another scheme', header.replace('Annals', 'Bearer')],
  ['capitals', header.toUpperCase()],
  ['a space more', `${header} `],
  ['a line more', `${header}\n`],
  ['a later time', header.replace(String(NOW_MS), String(NOW_MS + 1))],
  ['another key', header.replace(bytesToHex(key), bytesToHex(publicKeyOf(sha256(new Uint8Array(3)))))],
  ['bytes that are no key', header.replace(bytesToHex(key), 'ff'.repeat(33))],
  ['another signature', header.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'))],
  ['a time beyond all bounds', header.replace(String(NOW_MS), '9'.repeat(16))],
])('%s is refused', (_name, forged) => {
  expect(() => verifyPossession(forged, request, NOW_MS)).toThrow(expect.objectContaining({ code: 'auth.invalid' }));
});

test('covers the body of a request that has one', () => {
  const body = possessionBody(subscriptionChangeShape, { action: 'confirm', code: '01234567' });
  const other = possessionBody(subscriptionChangeShape, { action: 'confirm', code: '01234568' });
  const signed = possessionHeader({ ...request, body, timeMs: NOW_MS }, secret);
  expect(verifyPossession(signed, { ...request, body }, NOW_MS)).toEqual(key);
  for (const changed of [{ ...request, body: other }, request]) {
    expect(() => verifyPossession(signed, changed, NOW_MS)).toThrow(expect.objectContaining({ code: 'auth.invalid' }));
  }
});
