import { expect, test } from '@jest/globals';
import { renderAnswer, withContradicted } from './answer.ts';

test('what comes from elsewhere steers no terminal, wherever in an answer it stands', () => {
  const text = 'No share came from agc1: \u001b[2Jnode.ok\n{\n  "note": "\u009b31m\u202eetats"\n}\n';
  expect(renderAnswer({ text, json: null }, false)).toBe(
    'No share came from agc1: \ufffd[2Jnode.ok\n{\n  "note": "\ufffd31m\ufffdetats"\n}\n',
  );
  expect(renderAnswer({ text: '', json: { a: 1 } }, false)).toBe('');
  expect(renderAnswer({ text, json: { a: 1 } }, true)).toBe('{"a":1}\n');
});

test('a node that said what is not so is named once, whoever found it out', () => {
  const told = (node: string, reason: string) => ({ node, code: 'proof.membership' as const, reason });
  const [first, second] = [told('http://a', 'no'), told('http://b', 'neither')];
  const answer = { text: '', json: { a: 1, contradicted: [first] } };
  expect(withContradicted(answer, [told('http://a', 'no, again'), second]).json).toEqual({
    a: 1,
    contradicted: [first, second],
  });
});
