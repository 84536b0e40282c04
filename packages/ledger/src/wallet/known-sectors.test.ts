import { expect, test } from '@jest/globals';
import { routes } from '../rest/index.ts';
import { knownSectors } from './known-sectors.ts';

/** A node with these pages of types and programmes; `next` of the last page. */
function nodeOf(types: readonly (readonly string[])[], programmes: readonly (readonly string[])[], isEndless = false) {
  let calls = 0;
  const call = async (route: unknown, { query }: { query: { after: string | null } }) => {
    calls += 1;
    const all = route === routes.programmes ? programmes : types;
    const page = Number(query.after ?? 0);
    const items = (all[page] ?? []).map((sector) => (route === routes.programmes ? { value: { sector } } : { sector }));
    return { items, next: isEndless || page + 1 < all.length ? String(page + 1) : null };
  };
  return { client: { call } as never, calls: () => calls };
}

test('the sectors to look in are those of all record types and programmes, page by page', async () => {
  const { client } = nodeOf([['health'], ['civil', 'health']], [['welfare']]);
  expect(await knownSectors(client)).toEqual(['civil', 'health', 'welfare']);
});

test('a node that names more sectors than a wallet holds, or pages without end, is not followed', async () => {
  const sectors = Array.from({ length: 64 }, (_, i) => `sector-${i}`);
  expect(await knownSectors(nodeOf([sectors], []).client)).toHaveLength(64);
  const many = nodeOf([sectors, ['one-more'], ['and-more']], []);
  await expect(knownSectors(many.client)).rejects.toMatchObject({ code: 'node.bad-answer' });
  expect(many.calls()).toBe(2);
  await expect(knownSectors(nodeOf([['health']], [], true).client)).rejects.toMatchObject({ code: 'node.bad-answer' });
});
