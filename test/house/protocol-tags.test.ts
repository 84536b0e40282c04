/** The specification and the code name the same things: every tag that is cited is defined in docs/protocol.md, once. */
import { describe, expect, test } from '@jest/globals';
import { read, repositoryFiles } from './repository.ts';

const SPECIFICATION = 'docs/protocol.md';

const defined = [...read(SPECIFICATION).matchAll(/^### PROTOCOL ([a-z][a-z-]*)$/gm)].map(([, tag = '']) => tag);

/** Files that cite tags: code, tests and their scripts, and all other documents. */
const citing = repositoryFiles().filter((path) => /\.(ts|tsx|mjs|txt|md)$/.test(path));

function cited(): { path: string; tag: string }[] {
  return citing.flatMap((path) =>
    [...read(path).matchAll(/\bPROTOCOL ([a-z][a-z-]*)/g)].map(([, tag = '']) => ({ path, tag })),
  );
}

describe('tags of the protocol', () => {
  test('none is defined twice', () => {
    expect(defined.filter((tag, index) => defined.indexOf(tag) !== index)).toEqual([]);
  });

  test('every one that is cited is defined', () => {
    expect(cited().filter(({ tag }) => !defined.includes(tag))).toEqual([]);
  });

  test('the code cites most of them', () => {
    const inCode = new Set(cited().flatMap(({ path, tag }) => (path.startsWith('packages/') ? [tag] : [])));
    expect(defined.filter((tag) => inCode.has(tag)).length).toBeGreaterThan(defined.length / 2);
  });
});
