/**
 * What every implementation of `Store` must do, as a suite that each of them runs: blocks come back as they were
 * committed, once, in order, and readers never see half of one.
 */

import { genesisHashOf, type StateKey, stateKey } from '@annals/ledger/block';
import type { TransactionId } from '@annals/ledger/codec';
import { bytesToHex } from '@annals/ledger/codec';
import { InvariantError } from '@annals/ledger/errors';
import {
  inclusionProof,
  proveKey,
  rootOfEntries,
  rootOfLog,
  treeKeyHash,
  treeRoot,
  verifyInclusion,
  verifyMembership,
} from '@annals/ledger/merkle';
import { MemoryState, readValue } from '@annals/ledger/state';
import { describe, expect, test } from '@jest/globals';
import type { Page, PageRequest, Store } from '../store.ts';
import { agency, genesisOf, keyOf, recordOf, StoreChain, subjectOf } from './store-chain.ts';

/** Opens an empty store for a genesis document. */
export type OpenStore = (genesis: ReturnType<typeof genesisOf>) => Promise<Store>;

const NO_ID = 'ab'.repeat(32) as TransactionId;

/** All items of a list, page by page, and how many pages it took. */
export async function allPages<T>(read: (page: PageRequest) => Page<T> | Promise<Page<T>>, limit: number) {
  const items: T[] = [];
  let pages = 0;
  let after: string | null = null;
  do {
    const page: Page<T> = await read({ after, limit });
    items.push(...page.items);
    after = page.next;
    pages += 1;
  } while (after !== null && pages < 100);
  return { items, pages };
}

export function describeStore(name: string, open: OpenStore): void {
  const withChain = async (check: (chain: StoreChain, store: Store) => Promise<void>) => {
    const store = await open(genesisOf());
    try {
      await check(new StoreChain(store), store);
    } finally {
      await store.close();
    }
  };

  describe(`${name}: blocks`, () => {
    test('an empty store stands at genesis, with its state', () =>
      withChain(async (_, store) => {
        const expected = new MemoryState(genesisOf());
        expect(store.head).toEqual({
          height: 0,
          hash: genesisHashOf(store.chain),
          timeMs: genesisOf().timeMs,
          stateRoot: expected.stateRoot,
        });
        expect(treeRoot(store.state.tree)).toEqual(expected.stateRoot);
        expect(readValue(store.state, stateKey.agency(agency))?.name).toEqual({ en: 'agency' });
        expect(store.block(0)).toBeUndefined();
        expect(store.block(1)).toBeUndefined();
        expect(store.blocks(1, 10)).toEqual([]);
        expect(store.transaction(NO_ID)).toBeUndefined();
        expect(store.state.hasTransaction(NO_ID)).toBe(false);
        expect(store.headers({ after: null, limit: 10 })).toEqual({ items: [], next: null });
      }));

    test('a block comes back as it was committed', () =>
      withChain(async (chain, store) => {
        await chain.begin('ada');
        const transactions = Array.from({ length: 130 }, () => chain.issue('ada'));
        const batch = await chain.commit(...transactions);
        expect(store.head).toEqual({
          height: 2,
          hash: batch.hash,
          timeMs: batch.header.timeMs,
          stateRoot: batch.header.stateRoot,
        });
        const block = store.block(2);
        expect(block?.headerBytes).toEqual(batch.headerBytes);
        expect(block?.hash).toBe(batch.hash);
        expect(block?.transactions).toEqual(transactions.map(({ bytes }) => bytes));
        expect(block?.certificate).toEqual(batch.certificate);
        expect(block?.parentCertificate).toEqual(store.certificate(1));
        expect(store.block(1)?.parentCertificate).toBeNull();
        expect(store.heightOf(batch.hash)).toBe(2);
        const contents = store.contents(2);
        expect(contents?.ids).toEqual(transactions.map(({ id }) => id));
        expect(contents?.results).toEqual(batch.effects.resultBytes);
        for (const index of [0, 63, 64, 127, 128, 129]) {
          const { id, bytes } = transactions[index] as (typeof transactions)[number];
          expect(store.transaction(id)).toEqual({ height: 2, index, bytes, result: batch.effects.resultBytes[index] });
          expect(store.state.hasTransaction(id)).toBe(true);
        }
        expect(store.blocks(1, 10).map(({ height }) => height)).toEqual([1, 2]);
        expect(store.blocks(2, 10).map(({ height }) => height)).toEqual([2]);
        expect(store.blocks(1, 1).map(({ height }) => height)).toEqual([1]);
      }));

    test('an empty block is a block', () =>
      withChain(async (chain, store) => {
        await chain.commit();
        expect(store.block(1)?.transactions).toEqual([]);
        expect(store.contents(1)).toEqual({ ids: [], results: [] });
      }));

    test('what was committed is not applied again (FAILURES 12), and nothing else at its height ever is', () =>
      withChain(async (chain, store) => {
        const first = chain.next([chain.appointment('officer')]);
        const other = chain.next([chain.appointment('somebody else')]);
        expect(await store.commitBlock(first)).toBe(true);
        const { head } = store;
        expect(await store.commitBlock(first)).toBe(false);
        await expect(store.commitBlock(other)).rejects.toThrow(InvariantError);
        expect(store.head).toBe(head);
        expect(treeRoot(store.state.tree)).toEqual(first.header.stateRoot);
      }));

    test('a block that does not follow the head, or contradicts itself, is refused and changes nothing', () =>
      withChain(async (chain, store) => {
        await chain.commit();
        const { head } = store;
        const good = chain.next([chain.appointment('officer')]);
        const { header } = good;
        const wrong = [
          { ...good, header: { ...header, height: 3 } },
          { ...good, header: { ...header, parent: good.hash } },
          { ...good, header: { ...header, stateRoot: header.resultsRoot } },
          { ...good, transactions: [] },
          { ...good, effects: { ...good.effects, resultBytes: [] } },
          { ...good, certificate: { ...good.certificate, block: head.hash } },
        ];
        for (const batch of wrong) await expect(store.commitBlock(batch)).rejects.toThrow(InvariantError);
        expect(store.head).toBe(head);
        expect(store.block(2)).toBeUndefined();
        expect(await store.commitBlock(good)).toBe(true);
      }));

    test('one commit at a time', () =>
      withChain(async (chain, store) => {
        const batch = chain.next([]);
        const first = store.commitBlock(batch);
        await expect(store.commitBlock(batch)).rejects.toThrow(InvariantError);
        expect(await first).toBe(true);
      }));
  });

  describe(`${name}: state and proofs`, () => {
    test('the state follows the chain as one in memory does, and every read agrees with the head', () =>
      withChain(async (chain, store) => {
        const memory = new MemoryState(genesisOf());
        const blocks = [
          () => [chain.appointment('officer'), chain.enrolment('ada'), chain.enrolment('bob')],
          () => [chain.issue('ada')],
          () => [chain.issue('bob'), chain.issue('ada')],
          () => [],
        ];
        for (const transactions of blocks) {
          const { effects, header, transactions: committed } = await chain.commit(...transactions());
          memory.apply(effects, committed);
          expect(treeRoot(store.state.tree)).toEqual(memory.stateRoot);
          expect(store.head.stateRoot).toEqual(memory.stateRoot);
          for (const [key, value] of effects.state) {
            expect(store.state.get(key)).toEqual(value ?? undefined);
            const membership = proveKey(store.state.tree, treeKeyHash(key));
            expect(verifyMembership(header.stateRoot, key, value, membership)).toBe(true);
          }
        }
      }));

    test('until a commit is durable, all readers see the block before it, then all see the new one', () =>
      withChain(async (chain, store) => {
        await chain.begin('ada');
        const before = store.head;
        const issue = chain.issue('ada');
        const key = stateKey.record(recordOf(issue));
        const batch = chain.next([issue]);
        const seen: boolean[] = [];
        let isDone = false;
        const commit = store.commitBlock(batch).then(() => {
          isDone = true;
        });
        while (!isDone) {
          const isNew = store.head.height > before.height;
          seen.push(isNew);
          expect(treeRoot(store.state.tree)).toEqual(store.head.stateRoot);
          expect(store.state.get(key) !== undefined).toBe(isNew);
          expect(store.state.hasTransaction(issue.id)).toBe(isNew);
          expect(store.block(2) !== undefined).toBe(isNew);
          await new Promise((resolve) => setImmediate(resolve));
        }
        await commit;
        expect(seen[0]).toBe(false);
        expect(store.head.height).toBe(2);
        expect(store.state.get(key)).toEqual(batch.effects.state.get(key));
      }));

    test('a cached value is never stale', () =>
      withChain(async (chain, store) => {
        await chain.begin('ada');
        const written = [...chain.next([chain.appointment('x')]).effects.values.keys()];
        const id = written.find((key) => key.startsWith('officer/')) as StateKey<'officer'>;
        expect(store.state.get(id)).toBeUndefined();
        await chain.commit(chain.appointment('x'));
        expect(readValue(store.state, id)?.status).toBe('appointed');
        const officer = id.slice('officer/'.length) as never;
        await chain.commit(chain.transaction('officer.dismiss', 'agency', { officer }));
        expect(readValue(store.state, id)?.status).toBe('dismissed');
      }));

    test('a transaction that was looked for in vain is found once it is committed', () =>
      withChain(async (chain, store) => {
        const transaction = chain.appointment('x');
        expect(store.state.hasTransaction(transaction.id)).toBe(false);
        await chain.commit(transaction);
        expect(store.state.hasTransaction(transaction.id)).toBe(true);
      }));

    test('logs grow entry by entry, and their nodes prove each entry', () =>
      withChain(async (chain, store) => {
        await chain.begin('ada', 'bob');
        const issue = chain.issue('ada');
        await chain.commit(issue);
        const id = recordOf(issue);
        const log = `history/${id}` as const;
        const changes = ['suspend', 'reinstate', 'suspend', 'reinstate', 'revoke'];
        for (const action of changes) {
          await chain.commit(
            chain.transaction('record.transition', 'officer', { record: id, action, reason: 'other' }),
          );
        }
        const head = readValue(store.state, stateKey.record(id))?.history;
        if (!head) throw new Error('the record is missing');
        const entries = await store.logEntries(log, 0, head.size);
        expect(entries).toHaveLength(6);
        expect(rootOfEntries(entries)).toEqual(rootOfLog(head));
        for (const [index, entry] of entries.entries()) {
          const proof = inclusionProof(head.size, index, store.logNodes(log));
          expect(verifyInclusion({ root: rootOfLog(head), size: head.size, index, entry, proof })).toBe(true);
        }
        expect(await store.logEntries(log, 2, 4)).toEqual(entries.slice(2, 4));
        expect(await store.logEntries(log, 3, 3)).toEqual([]);
        await expect(store.logEntries(log, 0, 7)).rejects.toMatchObject({ code: 'store.damaged' });
        expect(() => store.logNodes(log)(0, 6)).toThrow(expect.objectContaining({ code: 'store.damaged' }));
      }));

    test('epochs name every change of the validator set, and who decides which height', () =>
      withChain(async (chain, store) => {
        expect(store.validatorsOf(1)).toEqual([{ agency, key: keyOf('validator') }]);
        const proposal = chain.newSeat('second key');
        await chain.commit(proposal);
        await chain.commit(chain.approval(proposal));
        const changed = await chain.commit();
        await chain.commit();
        // Decided at height 2, so it takes effect at height 4: the header of 3 is the epoch.
        expect(changed.header.height).toBe(3);
        expect(store.epochs()).toEqual([
          {
            header: changed.headerBytes,
            certificate: changed.certificate,
            nextValidators: [{ agency, key: keyOf('second key') }],
          },
        ]);
        expect(store.epochs(3)).toEqual([]);
        expect(store.epochs(4)).toHaveLength(1);
        const decides = (height: number) => bytesToHex(store.validatorsOf(height)[0]?.key as Uint8Array);
        expect([1, 2, 3, 4, 5].map(decides)).toEqual([
          ...Array(3).fill(bytesToHex(keyOf('validator'))),
          ...Array(2).fill(bytesToHex(keyOf('second key'))),
        ]);
        expect(() => store.validatorsOf(6)).toThrow(InvariantError);
      }));
  });

  describe(`${name}: lists`, () => {
    test('headers, the latest first', () =>
      withChain(async (chain, store) => {
        for (let height = 1; height <= 7; height++) await chain.commit();
        for (const [limit, pages] of [
          [3, 3],
          [7, 1],
          [6, 2],
          [1, 7],
        ] as const) {
          const read = await allPages((page) => store.headers(page), limit);
          expect(read.items.map(({ height }) => height)).toEqual([7, 6, 5, 4, 3, 2, 1]);
          expect(read.pages).toBe(pages);
        }
        expect(() => store.headers({ after: 'x', limit: 1 })).toThrow(
          expect.objectContaining({ code: 'codec.malformed' }),
        );
      }));

    test("a subject's records, the latest first, and nobody else's", () =>
      withChain(async (chain, store) => {
        await chain.begin('ada', 'bob');
        const ada: string[] = [];
        for (const person of ['ada', 'bob', 'ada', 'ada', 'bob']) {
          const issue = chain.issue(person);
          if (person === 'ada') ada.unshift(recordOf(issue));
          await chain.commit(issue);
        }
        for (const [limit, pages] of [
          [1, 3],
          [2, 2],
          [3, 1],
          [50, 1],
        ] as const) {
          const read = await allPages((page) => store.related('records-of-subject', subjectOf('ada'), page), limit);
          expect(read).toEqual({ items: ada, pages });
        }
        const none = await store.related('payments-of-subject', subjectOf('ada'), { after: null, limit: 5 });
        expect(none).toEqual({ items: [], next: null });
        for (const after of ['zz', '00', `${'00'.repeat(28)}0`]) {
          const bad = store.related('records-of-subject', subjectOf('ada'), { after, limit: 5 });
          await expect(bad).rejects.toMatchObject({ code: 'codec.malformed' });
        }
      }));

    test('an officer stays one row of its agency whatever becomes of it', () =>
      withChain(async (chain, store) => {
        await chain.begin();
        const read = () => store.related('officers-of-agency', agency, { after: null, limit: 5 });
        const [officer] = (await read()).items;
        await chain.commit(chain.transaction('officer.dismiss', 'agency', { officer: officer as never }));
        await chain.commit(chain.appointment('officer'));
        expect((await read()).items).toEqual([officer]);
      }));

    test('a list that is being read goes on as it began, whatever is committed meanwhile', () =>
      withChain(async (chain, store) => {
        await chain.begin('ada', 'bob');
        const reading = store.stateRange('subject/', { after: null, limit: 10 });
        await chain.commit(chain.enrolment('eve'));
        await chain.commit();
        expect((await reading).items).toHaveLength(2);
      }));

    test('state values by prefix', () =>
      withChain(async (chain, store) => {
        await chain.begin('ada', 'bob', 'eve');
        for (const limit of [1, 2, 3]) {
          const read = await allPages((page) => store.stateRange('subject/', page), limit);
          const keys = ['ada', 'bob', 'eve'].map((person) => stateKey.subject(subjectOf(person))).sort();
          expect(read.items.map(({ key }) => key)).toEqual(keys);
          expect(read.items.map(({ value }) => value)).toEqual(keys.map((key) => store.state.get(key)));
        }
      }));
  });
}
