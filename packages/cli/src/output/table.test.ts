import { describe, expect, test } from '@jest/globals';
import { fields, paragraphs, table, widthOf } from './table.ts';

describe('tables', () => {
  test('columns are aligned by what the terminal shows, also in Chinese', () => {
    expect(widthOf('陳美玲')).toBe(6);
    expect(widthOf('Mägi')).toBe(4);
    const [header, chinese, latin] = table(
      ['NAME', 'ID'],
      [
        ['陳美玲', '1'],
        ['Liis', '2'],
      ],
    ).split('\n');
    expect([header, chinese, latin]).toEqual(['NAME    ID', '陳美玲  1', 'Liis    2']);
  });

  test('an empty one says so', () => expect(table(['A'], [], 'There is nothing.')).toBe('There is nothing.'));

  test('what a node sends cannot steer the terminal', () => {
    expect(table(['A'], [['\u001b[2Jred\u202e']])).toBe('A\n\ufffd[2Jred\ufffd');
    expect(fields([['name', 'a\nb']])).toBe('  name  a\ufffdb');
  });
});

test('fields without a value are left out, and names are aligned', () => {
  expect(
    fields([
      ['a', 'x'],
      ['long', 1],
      ['none', null],
      ['nor', undefined],
    ]),
  ).toBe('  a     x\n  long  1');
});

test('paragraphs have one empty line between them', () => {
  expect(paragraphs('a', '', undefined, 'b')).toBe('a\n\nb');
});
