/** Links between the documents lead somewhere: to a file of the repository, and to a heading that it has. */
import { existsSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { expect, test } from '@jest/globals';
import { ROOT, read, repositoryFiles } from './repository.ts';

const documents = repositoryFiles().filter((path) => path.endsWith('.md'));

/** The anchor that GitHub gives a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}_\- ]/gu, '')
    .replaceAll(' ', '-');
}

function anchorsOf(path: string): string[] {
  return [...read(path).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading));
}

/** Where the links of a document lead within the repository. */
function linksOf(document: string): { path: string; anchor: string | undefined }[] {
  return [...read(document).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = '']) => {
    if (/^[a-z]+:/.test(target)) return [];
    const [file = '', anchor] = target.split('#', 2);
    return [{ path: file === '' ? document : normalize(join(document, '..', file)), anchor }];
  });
}

test.each(documents)('the links of %s', (document) => {
  const broken = linksOf(document).filter(({ path, anchor }) => {
    if (!existsSync(join(ROOT, path))) return true;
    return anchor !== undefined && path.endsWith('.md') && !anchorsOf(path).includes(anchor);
  });
  expect(broken).toEqual([]);
});

test('an anchor is made as GitHub makes it', () => {
  expect(anchorOf('PROTOCOL light-header')).toBe('protocol-light-header');
  expect(anchorOf('Three in the morning?')).toBe('three-in-the-morning');
});
