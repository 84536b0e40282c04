/** Which addresses are taken: none that could end a header, name a second recipient or be read in two ways. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { emailShape } from './index.ts';

test.each([
  'liis@example.ee',
  'liis.tamm+annals@mail.example.com',
  "o'brien@example.ie",
  'a@b-c.example',
  `${'a'.repeat(64)}@example.org`,
])('%s', (address) => expect(emailShape.fromJson(address)).toBe(address));

test.each([
  '',
  'liis',
  'liis@localhost',
  'liis@example.ee\n',
  'liis@example.ee\r\nBcc: eve@example.org',
  'liis@example.ee,eve@example.org',
  'liis@example.ee;eve@example.org',
  'liis@example.ee eve@example.org',
  '<liis@example.ee>',
  '"Liis Tamm"@example.ee',
  'liis@@example.ee',
  '.liis@example.ee',
  'liis..tamm@example.ee',
  'liis@-example.ee',
  'liis@example..ee',
  'liis@[127.0.0.1]',
  'liis@example.ee\u0000',
  'lіis@example.ee',
  `${'a'.repeat(250)}@b.ee`,
])('%j is refused', (address) => {
  expect(() => emailShape.fromJson(address)).toThrow(expect.objectContaining({ code: 'codec.shape' }));
});

test('whatever is taken is one line of printable ASCII with one @', () => {
  fc.assert(
    fc.property(fc.oneof(fc.emailAddress(), fc.string()), (text) => {
      try {
        emailShape.fromJson(text);
      } catch {
        return;
      }
      expect(text).toMatch(/^[!-?A-~]+@[!-?A-~]+$/);
      expect(text).not.toMatch(/[<>,;:"()\\[\]]/);
    }),
    { numRuns: 2_000 },
  );
});
