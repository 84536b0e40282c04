import { expect, test } from '@jest/globals';
import { withIntegrity } from './integrity.ts';

test('scripts and styles of our own get the hash of their content', () => {
  const page = '<script type="module" src="/assets/a.js"></script><link rel="stylesheet" href="/assets/b.css">';
  expect(withIntegrity(page, () => new TextEncoder().encode('abc'))).toBe(
    page.replaceAll(
      /(a\.js"|b\.css")/g,
      '$1 integrity="sha384-ywB1P0WjXou1oD1pmsZQBycsMqsO3tFjGotgWkP/W+2AhgcroefMI1i67KE0yCWn"',
    ),
  );
});
