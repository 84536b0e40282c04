import { formatId, idFromBytes } from '@annals/ledger/codec';
import { expect, test } from '@jest/globals';
import { findPage, type Page, pageAt, pathOf } from './url.ts';

const record = idFromBytes('record', new Uint8Array(20).fill(7));
const transaction = idFromBytes('transaction', new Uint8Array(32).fill(9));
const pages: readonly Page[] = [
  { name: 'home' },
  { name: 'search', text: 'a b&c' },
  { name: 'block', height: 12 },
  { name: 'record', id: record },
  { name: 'transaction', id: transaction },
  { name: 'agency', id: idFromBytes('agency', new Uint8Array(20)) },
  { name: 'officer', id: idFromBytes('officer', new Uint8Array(20)) },
  { name: 'programme', id: idFromBytes('programme', new Uint8Array(20)) },
  { name: 'record-type', type: 'medical-record' },
  { name: 'record-types' },
  { name: 'programmes' },
  { name: 'validators' },
  { name: 'check' },
  { name: 'mine', view: 'access' },
  { name: 'mine', view: 'records' },
];

test.each(pages)('the address of $name leads back to it', (page) => {
  const { pathname, search } = new URL(pathOf(page), 'http://localhost');
  expect(pageAt(pathname, search)).toEqual(page);
});

test.each([
  '/blocks/0',
  '/blocks/x',
  '/records/rec1qqq',
  '/nowhere',
  '/a/b/c',
  '/records/%E0%A4%A',
  '/record-types/A.B',
])('%s leads nowhere', (path) => expect(pageAt(path, '')).toEqual({ name: 'unknown' }));

test('what is typed is found by its prefix, and a typing error is caught by the checksum', () => {
  const text = formatId('record', record);
  expect(findPage(` ${text} `)).toEqual({ name: 'record', id: record });
  expect(findPage('17')).toEqual({ name: 'block', height: 17 });
  expect(findPage(`${text.slice(0, -1)}${text.endsWith('q') ? 'p' : 'q'}`)).toEqual({ name: 'mistyped' });
  expect(findPage(formatId('subject', idFromBytes('subject', new Uint8Array(20))))).toEqual({ name: 'private' });
});
