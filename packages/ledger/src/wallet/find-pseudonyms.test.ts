import { expect, test } from '@jest/globals';
import type { SubjectId } from '../codec/index.ts';
import { bytesToHex } from '../codec/index.ts';
import { publicKeyOf } from '../crypto/index.ts';
import { AnnalsError } from '../errors/index.ts';
import { routes } from '../rest/index.ts';
import { type Asked, findPseudonyms } from './find-pseudonyms.ts';
import { knownSectors } from './known-sectors.ts';
import type { HeldKey } from './note.ts';
import { Wallet } from './wallet.ts';

const SECTORS = ['civil', 'education', 'health'];

interface Enrolled {
  readonly id: SubjectId;
  readonly sector: string;
  readonly key: string;
}

/** A node on which these subjects are enrolled; counts what it is asked. */
function nodeOf(subjects: readonly Enrolled[]): Asked & { readonly count: () => number } {
  let calls = 0;
  const call = async (
    route: unknown,
    {
      params,
      query,
      prove,
    }: { params?: { subject: SubjectId }; query?: { sector: string }; prove: { secret: Uint8Array } },
  ) => {
    calls += 1;
    const key = bytesToHex(publicKeyOf(prove.secret));
    const own = subjects.filter((each) => each.key === key);
    if (route === routes.ownSubjects) return { subjects: own.filter(({ sector }) => sector === query?.sector) };
    const asked = subjects.find(({ id }) => id === params?.subject);
    if (!asked) throw new AnnalsError('subject.unknown', 'none');
    if (!own.includes(asked)) throw new AnnalsError('auth.not-entitled', 'not yours');
    return asked;
  };
  return { client: { call }, chain: new Uint8Array(32), count: () => calls } as never;
}

const enrolled = (wallet: Wallet, held: HeldKey): Enrolled => ({
  id: held.subject,
  sector: held.sector,
  key: bytesToHex(wallet.keyOf(held).publicKey),
});

test('finds first keys, rotated ones, and those of a recovery; and asks little where there is nothing', async () => {
  const wallet = await Wallet.create(null);
  const lost = (await Wallet.create(null)).first('health');
  const first = wallet.first('civil');
  const rotated = { ...wallet.first('education'), index: 7 };
  const recovered = { ...wallet.first('health'), subject: lost.subject, index: 1 };
  const node = nodeOf([first, rotated, recovered].map((held) => enrolled(wallet, held)));
  const found = await findPseudonyms(node, wallet, SECTORS);
  expect(found).toEqual({ held: [first, rotated, recovered], replaced: [] });
  const before = node.count();
  expect(await findPseudonyms(node, wallet, ['land'])).toEqual({ held: [], replaced: [] });
  expect(node.count() - before).toBeLessThan(10);
});

test('says where the phrase was enrolled and another has taken its place', async () => {
  const wallet = await Wallet.create(null);
  const other = await Wallet.create(null);
  const first = wallet.first('health');
  const node = nodeOf([{ id: first.subject, sector: 'health', key: bytesToHex(other.pseudonym('health').publicKey) }]);
  expect(await findPseudonyms(node, wallet, SECTORS)).toEqual({ held: [], replaced: ['health'] });
});

test('a node that fails is no answer', async () => {
  const call = async () => {
    throw new AnnalsError('node.unreachable', 'gone');
  };
  const asked = { client: { call }, chain: new Uint8Array(32) } as never;
  await expect(findPseudonyms(asked, await Wallet.create(null), SECTORS)).rejects.toMatchObject({
    code: 'node.unreachable',
  });
});

test('the sectors to look in are those of all record types and programmes, page by page', async () => {
  const pages = new Map<unknown, readonly (readonly string[])[]>([
    [routes.recordTypes, [['health'], ['civil', 'health']]],
    [routes.programmes, [['welfare']]],
  ]);
  const call = async (route: unknown, { query }: { query: { after: string | null } }) => {
    const all = pages.get(route) ?? [];
    const page = Number(query.after ?? 0);
    const items = (all[page] ?? []).map((sector) => (route === routes.programmes ? { value: { sector } } : { sector }));
    return { items, next: page + 1 < all.length ? String(page + 1) : null };
  };
  expect(await knownSectors({ call } as never)).toEqual(['civil', 'health', 'welfare']);
});
