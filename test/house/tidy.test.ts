/** House rules that no linter has: names, length, opening comments, and nothing left half done. */
import { basename } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { isTest, read, repositoryFiles, typeScriptFiles } from './repository.ts';
import { identifierName, isNode, type SyntaxNode, syntaxNodes } from './syntax.ts';

const MAX_LINES = 400;
const KEBAB = '[a-z0-9]+(-[a-z0-9]+)*';
const FILE_NAME = new RegExp(`^${KEBAB}(\\.(test|fixture|bench|config|d))*\\.(ts|mjs)$`);
const COMPONENT_NAME = /^([A-Z][A-Za-z0-9]*|[a-z0-9]+(-[a-z0-9]+)*)(\.test)?\.tsx$/;
const FOLDER_NAME = new RegExp(`^\\.?${KEBAB}$`);
const EMPTY_NAMES = /(^|[/-])(utils?|helpers?|managers?|common|misc)([-./]|$)/;

/** Marks of unfinished work. Written apart, so that this file does not hold them itself. */
const UNFINISHED = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX'].join('|')})\\b(?!\\([^)]+\\): \\S)`);

/** A word in two, here and across the end of a line of comment. */
const CANNOT_IN_TWO = /\bcan\s+(?:(?:\*|\/\/)\s*)?not\b/i;

const typeScript = typeScriptFiles();
const code = repositoryFiles().filter((path) => /\.(ts|tsx|mjs)$/.test(path));

/** The leftmost name of `test.only.each`, and the members after it. */
function memberPath(node: SyntaxNode): { root: string | undefined; members: string[] } {
  const members: string[] = [];
  let object: unknown = node;
  while (isNode(object) && object.type === 'MemberExpression') {
    members.push(identifierName(object.property) ?? '');
    object = object.object;
  }
  return { root: identifierName(object), members };
}

/**
 * Calls of the test framework that leave a test out, or leave out all others. Choosing `describe.skip` as a value, by
 * what is on the machine, is none.
 */
function leavesTestsOut(source: string): boolean {
  for (const node of syntaxNodes(source)) {
    if (node.type !== 'CallExpression') continue;
    if (/^(x|f)(it|test|describe)$/.test(identifierName(node.callee) ?? '')) return true;
    if (!isNode(node.callee)) continue;
    const { root, members } = memberPath(node.callee);
    if (!['test', 'it', 'describe'].includes(root ?? '')) continue;
    if (members.some((member) => ['only', 'skip', 'todo', 'failing'].includes(member))) return true;
  }
  return false;
}

function hasInlineImportType(source: string, tsx: boolean): boolean {
  for (const node of syntaxNodes(source, tsx)) if (node.type === 'TsImportType') return true;
  return false;
}

describe('names', () => {
  test('files are kebab-case, components PascalCase', () => {
    const wrong = code.filter((path) => {
      const name = basename(path);
      return !(path.endsWith('.tsx') ? COMPONENT_NAME : FILE_NAME).test(name.replace(/^\./, ''));
    });
    expect(wrong).toEqual([]);
  });

  test('folders of code are kebab-case', () => {
    expect(
      code.filter((path) =>
        path
          .split('/')
          .slice(0, -1)
          .some((part) => !FOLDER_NAME.test(part)),
      ),
    ).toEqual([]);
  });

  test('no name says nothing', () => {
    expect(code.filter((path) => EMPTY_NAMES.test(path))).toEqual([]);
  });
});

describe('files', () => {
  test(`none is longer than ${MAX_LINES} lines`, () => {
    const long = code.map((path) => ({ path, lines: read(path).split('\n').length - 1 }));
    expect(long.filter(({ lines }) => lines > MAX_LINES)).toEqual([]);
  });

  test('each opens with what it is', () => {
    const sources = code.filter((path) => !isTest(path) && !/(^|\/)index\.ts$|\.d\.ts$/.test(path));
    expect(sources.filter((path) => !/^(#!.*\n)?\/\*\*\s/.test(read(path)))).toEqual([]);
  });

  test('nothing is marked as unfinished without a name and a reason', () => {
    expect(code.filter((path) => UNFINISHED.test(read(path)))).toEqual([]);
  });

  test('"cannot" is one word', () => {
    const prose = repositoryFiles().filter((path) => /\.(ts|tsx|mjs|md)$/.test(path));
    expect(prose.filter((path) => CANNOT_IN_TWO.test(read(path)))).toEqual([]);
  });

  test('no import hides in a type, where the import rules do not see it', () => {
    expect(typeScript.filter((path) => hasInlineImportType(read(path), path.endsWith('.tsx')))).toEqual([]);
  });
});

describe('tests', () => {
  test('none is skipped or focused', () => {
    expect(typeScript.filter((path) => isTest(path) && leavesTestsOut(read(path)))).toEqual([]);
  });

  test.each([
    "test.only('x', run);",
    "it.skip.each([1])('x', run);",
    "describe.todo('x');",
    "test.failing('x', run);",
    "xit('x', run);",
    "fdescribe('x', run);",
  ])('leaving out is seen in: %s', (source) => expect(leavesTestsOut(source)).toBe(true));

  test('a plain test leaves nothing out', () => {
    expect(leavesTestsOut("test.each([1])('only %s', () => list.skip(1).only());")).toBe(false);
    expect(leavesTestsOut("const suite = vectors ? describe : describe.skip; suite('x', run);")).toBe(false);
  });
});
