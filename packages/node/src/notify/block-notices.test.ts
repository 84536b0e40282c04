/** Of what each kind of transaction tells whom; and that the list of notices says the same as the blocks did. */
import {
  type AccessEntry,
  encodeAccessEntry,
  encodeHistoryEntry,
  type HistoryEntry,
  stateKey,
} from '@annals/ledger/block';
import type { RecordId, SubjectId, TransactionId } from '@annals/ledger/codec';
import { sign } from '@annals/ledger/crypto';
import type { Notice } from '@annals/ledger/rest';
import { newObjectId, recoveryDigest, rotationDigest, type Transaction } from '@annals/ledger/transaction';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { agencyOf, keyOf, SingleNode, START_MS, secretOf, subjectOf } from '../api/testing/single-node.ts';
import { type CommittedBlock, committedBlock, storedCommittedBlock } from '../chain/index.ts';
import { historyEntry } from '../chain/testing/history-entry.ts';
import type { Store } from '../store/store.ts';
import { noticesOfBlock } from './block-notices.ts';
import { listNotices } from './list-notices.ts';
import { noticeOfRead } from './notice-of.ts';

const ada = subjectOf('ada', 'health');
const bob = subjectOf('bob', 'health');
const everybody = () => true;
const YEAR_MS = 365 * 86_400_000;

let node: SingleNode;
let record: RecordId;
/** All that ada was told, in the order of blocks. */
const told: Notice[] = [];

beforeAll(async () => {
  node = await SingleNode.start();
  await node.commit(node.appointment('doctor'), node.enrolment('ada', 'health'), node.enrolment('bob', 'health'));
});
afterAll(() => node.stop());

/** Commits, and gives whom it is about and of what she is told; the same as is found in the store. */
async function notices(...transactions: readonly Transaction[]) {
  const applied = await node.commit(...transactions);
  expect(applied.effects.results.map(({ code }) => code)).not.toContain('tx.not-authorised');
  const { store } = node.services;
  const live = await noticesOfBlock(store, committedBlock(applied), everybody);
  expect(await noticesOfBlock(store, storedCommittedBlock(store, applied.header.height), everybody)).toEqual(live);
  for (const { subject, notice } of live) {
    expect(notice).toMatchObject({ timeMs: applied.header.timeMs, height: applied.header.height });
    if (subject === ada) told.push(notice);
  }
  return live.map(({ subject, rule, notice: { kind, what } }) => [subject, kind, what, rule?.on ?? null]);
}

const deciding = { subject: ada, represented: null };

describe('a person is told', () => {
  test('of a record that is issued and read, by rules of its type, but not of her own reading', async () => {
    const issued = await node.issue('doctor', 'medical-record', { name: 'ada', sector: 'health' }, { general: {} });
    record = issued.record;
    const other = await node.issue('doctor', 'medical-record', { name: 'ada', sector: 'health' }, { general: {} });
    const issue = [ada, 'record-issued', 'issued', 'issued'];
    expect(await notices(issued.transaction, other.transaction)).toEqual([issue, issue]);
    const item = [{ record, sections: ['general'] }];
    expect(
      await notices(
        node.reading('doctor', item),
        node.reading('doctor', [{ record: other.record, sections: ['dental'] }, ...item]),
        node.reading('doctor', item, 'treatment', 'unconscious'),
        node.reading('doctor', [{ record: 'ff'.repeat(20) as RecordId, sections: ['general'] }]),
      ),
    ).toEqual([
      [ada, 'read', 'treatment', 'read'],
      [ada, 'read-refused', 'treatment', 'read-refused'],
      [ada, 'read', 'treatment', 'read'],
      [ada, 'emergency-read', 'treatment', null],
    ]);
  });

  test('of holds and erasure, at once, whatever the rules', async () => {
    expect(await notices(node.transaction('record.hold', 'health', { record, basis: 'court/1' }))).toEqual([
      [ada, 'record-changed', 'held', null],
    ]);
    await notices(node.transaction('record.release-hold', 'health', { record, agency: null }));
    expect(await notices(node.transaction('record.erase', 'health', { record, basis: 'gdpr/17' }))).toEqual([
      [ada, 'record-erased', 'erased', null],
    ]);
  });

  test('of what she decides, or somebody in her name', async () => {
    const grant = node.transaction('consent.grant', 'ada', {
      ...deciding,
      scope: { records: null, types: null, sections: null },
      agency: null,
      officer: null,
      purposes: null,
      fromMs: 0,
      untilMs: null,
    });
    const consent = newObjectId('consent', grant.payload.signer, grant.payload.salt);
    expect(await notices(grant)).toEqual([[ada, 'consent-changed', 'granted', null]]);
    expect(await notices(node.transaction('consent.withdraw', 'ada', { ...deciding, consent }))).toEqual([
      [ada, 'consent-changed', 'withdrawn', null],
    ]);
    const scope = { of: 'type', type: 'medical-record' } as const;
    expect(await notices(node.transaction('access.restrict', 'ada', { ...deciding, scope, on: true }))).toEqual([
      [ada, 'restriction-changed', 'restricted', null],
    ]);
    const terms = { kind: 'representative', fromMs: 0, untilMs: START_MS + YEAR_MS } as const;
    const [offer, accept] = node.mandate('ada', 'bob', { subject: ada, representative: bob, ...terms });
    expect(await notices(offer as Transaction)).toEqual([
      [ada, 'mandate-changed', 'offered', null],
      [bob, 'mandate-changed', 'offered', null],
    ]);
    expect(await notices(accept as Transaction)).toEqual([[ada, 'mandate-changed', 'accepted', null]]);
    expect(told.at(-1)?.representative).toBe(bob);
    const byBob = node.transaction('consent.grant', 'bob', {
      subject: bob,
      represented: ada,
      scope: { records: null, types: null, sections: null },
      agency: null,
      officer: null,
      purposes: null,
      fromMs: 0,
      untilMs: null,
    });
    expect(await notices(byBob)).toEqual([[ada, 'consent-changed', 'granted', null]]);
    expect(told.at(-1)?.representative).toBe(bob);
  });

  test('of what agencies say about her guardian, and of the word that one takes back', async () => {
    const terms = { kind: 'guardian', fromMs: 0, untilMs: START_MS + YEAR_MS } as const;
    const grants = node.mandate('registry', 'bob', { subject: ada, representative: bob, ...terms });
    const whats = async (transaction: Transaction) => (await notices(transaction)).map(([, , what]) => what);
    const [first, second] = grants as readonly [Transaction, Transaction];
    expect(await whats(first)).toEqual(['offered', 'offered']);
    expect(await whats(second)).toEqual(['confirmed', 'confirmed']);
    const mandate = newObjectId('mandate', first.payload.signer, first.payload.salt);
    const body = { subject: ada, represented: null, mandate };
    expect(await whats(node.transaction('mandate.revoke', 'registry', body))).toEqual(['withdrawn']);
    expect(await whats(node.transaction('mandate.revoke', 'education', body))).toEqual(['revoked']);
  });

  test('of her key, of its recovery, and of nothing that was refused', async () => {
    const key = keyOf('later');
    const digest = recoveryDigest(node.chain.chain, ada, agencyOf('registry'), keyOf('ada'), 1);
    const request = { subject: ada, key, proof: sign(digest, secretOf('later')) };
    expect(await notices(node.transaction('recovery.request', 'registry', request))).toEqual([
      [ada, 'recovery', 'requested', null],
    ]);
    expect(told.at(-1)).toMatchObject({ agency: agencyOf('registry'), officer: null });
    expect(await notices(node.transaction('recovery.complete', 'registry', { subject: ada, key }))).toEqual([]);
    expect(await notices(node.transaction('recovery.object', 'ada', { subject: ada }))).toEqual([
      [ada, 'recovery', 'objected', null],
    ]);
    // The word of one agency, which she can object to; a second one's closes a person, who is told no more.
    const death = { subject: ada, event: 'death' } as const;
    expect(await notices(node.transaction('person.close', 'registry', death))).toEqual([
      [ada, 'death-reported', null, null],
    ]);
    // Her objection ends the report, and not the recovery that she ended before.
    expect(await notices(node.transaction('recovery.object', 'ada', { subject: ada }))).toEqual([
      [ada, 'death-objected', null, null],
    ]);
    expect(await notices(node.transaction('person.close', 'registry', death))).toEqual([
      [ada, 'death-reported', null, null],
    ]);
    const proof = sign(rotationDigest(node.chain.chain, bob, keyOf('bob')), secretOf('next'));
    expect(
      await notices(node.transaction('person.rotate-key', 'bob', { subject: bob, key: keyOf('next'), proof })),
    ).toEqual([[bob, 'key-changed', null, null]]);
  });
});

test('the list says the same, the latest first, in pages of any size', async () => {
  const { store } = node.services;
  // What is kept of a recovery, a consent, a mandate or a restriction is its present state and its times, not each
  // transaction: of an agency that took back its word it says no more when that was.
  // A report of a death that she objected to is kept no more, nor that she did.
  const objectedMs = told.findLast(({ kind }) => kind === 'death-objected')?.timeMs ?? 0;
  const isKept = ({ kind, what, timeMs }: Notice) =>
    (kind !== 'mandate-changed' || what !== 'withdrawn') &&
    kind !== 'death-objected' &&
    (kind !== 'death-reported' || timeMs > objectedMs);
  const comparable = ({ kind, what, timeMs, height, record: of, logIndex }: Notice) =>
    JSON.stringify([kind, what, timeMs, height, of, logIndex]);
  const expected = told.filter(isKept).map(comparable).sort();
  for (const limit of [1, 3, 200]) {
    const listed: Notice[] = [];
    let after: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof listNotices>> = await listNotices(store, ada, { after, limit });
      expect(page.items.length).toBeLessThanOrEqual(limit);
      listed.push(...page.items);
      after = page.next;
    } while (after !== null);
    expect(listed.map(comparable).sort()).toEqual(expected);
    expect(listed.map(({ timeMs }) => timeMs)).toEqual(listed.map(({ timeMs }) => timeMs).sort((a, b) => b - a));
  }
  await expect(listNotices(store, ada, { after: '1.2.3', limit: 1 })).rejects.toMatchObject({ code: 'codec.shape' });
});

test('ATTACK uncharged-after-await: of long histories a page reads no more than it shows, and the pages hold all', async () => {
  const RECORDS = 30;
  const CHANGES = 100;
  const eve = 'ee'.repeat(20) as SubjectId;
  const ids = Array.from({ length: RECORDS }, (_, i) => i.toString(16).padStart(40, '0') as RecordId);
  // Each record changes at every tenth time or at every one, and many at the same.
  const timeOf = (place: number, index: number): number => 1_000 + (place % 2 === 0 ? index : Math.floor(index / 10));
  const change = (timeMs: number): Uint8Array =>
    encodeHistoryEntry({
      change: 'transitioned',
      action: 'suspend',
      reason: null,
      basis: null,
      version: 1,
      typeVersion: 1,
      state: 'valid',
      subject: eve,
      content: null,
      agency: agencyOf('registry'),
      officer: null,
      timeMs,
      height: 1,
      transaction: 'ab'.repeat(32) as TransactionId,
    } as HistoryEntry);
  const values = new Map<string, unknown>(
    ids.map((id) => [stateKey.record(id), { subject: eve, type: 'title', history: { size: CHANGES } }]),
  );
  let read = 0;
  const long = {
    state: { decoded: values, get: () => undefined },
    related: async () => ({ items: ids, next: null }),
    logEntries: async (log: string, from: number, to: number) => {
      read += to - from;
      const place = ids.indexOf(log.slice('history/'.length) as RecordId);
      return Array.from({ length: to - from }, (_, i) => change(timeOf(place, from + i)));
    },
  } as unknown as Store;
  await listNotices(long, eve, { after: null, limit: 1 });
  expect(read).toBeLessThanOrEqual(RECORDS * 16);
  const listed: Notice[] = [];
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof listNotices>> = await listNotices(long, eve, { after, limit: 200 });
    listed.push(...page.items);
    after = page.next;
  } while (after !== null);
  const expected = ids.flatMap((id, place) =>
    Array.from({ length: CHANGES }, (_, index) => `${timeOf(place, index)} ${id}`),
  );
  expect(listed.map(({ timeMs, record: of }) => `${timeMs} ${of}`).sort()).toEqual(expected.sort());
});

test('whoever wants nothing costs nothing: no log is read for her', async () => {
  const reads: string[] = [];
  const { store } = node.services;
  const watched = { ...store, state: store.state, logEntries: (log: string) => reads.push(log) } as unknown as Store;
  const block = storedCommittedBlock(store, 3);
  expect(block.transactions.length).toBeGreaterThan(1);
  expect(await noticesOfBlock(watched, block, () => false)).toEqual([]);
  expect(reads).toEqual([]);
});

describe('a record that passes on', () => {
  const carol = 'cc'.repeat(20) as SubjectId;
  const dave = 'dd'.repeat(20) as SubjectId;
  const land = 'ab'.repeat(20) as RecordId;
  const transactions = ['11', '22', '33'].map((digits) => digits.repeat(32) as TransactionId);
  const change = (index: number, what: HistoryEntry['change'], subject: SubjectId): Uint8Array =>
    encodeHistoryEntry(
      historyEntry(agencyOf('registry'), {
        change: what,
        subject,
        timeMs: index,
        height: index,
        transaction: transactions[index] as TransactionId,
      }),
    );
  const entry: AccessEntry = {
    record: land,
    type: 'title',
    version: 1,
    sections: ['deed'],
    agency: agencyOf('registry'),
    officer: null as never,
    representative: null,
    purpose: 'administration',
    basis: 'land-act/1',
    mode: 'ordinary',
    reason: null,
    outcome: 'granted',
    code: 'ok',
    timeMs: 1,
    height: 1,
    transaction: transactions[1] as TransactionId,
    disclosed: null,
  };
  const logs = new Map<string, readonly Uint8Array[]>([
    [`history/${land}`, [change(0, 'issued', carol), change(2, 'transferred', dave)]],
    [`access/${carol}`, [encodeAccessEntry(entry)]],
  ]);
  const values = new Map<string, unknown>([
    [stateKey.record(land), { subject: dave, type: 'title', history: { size: 2 } }],
    [stateKey.type('title'), { transferable: true }],
    [stateKey.accessLog(carol), { size: 1 }],
  ]);
  const store = {
    state: { decoded: values, get: () => undefined },
    logEntries: async (log: string, from: number, to: number) => (logs.get(log) ?? []).slice(from, to),
  } as unknown as Store;
  const blockOf = (kind: string, body: object, index: number): CommittedBlock =>
    ({
      height: index,
      timeMs: index,
      transactions: [{ id: transactions[index], payload: { kind, body, agency: null } }],
      results: [{ code: 'ok', items: [{ code: 'ok', logIndex: 0 }] }],
    }) as unknown as CommittedBlock;

  test('is news to whoever had it and to whoever has it', async () => {
    const block = blockOf('record.transfer', { record: land }, 2);
    const found = await noticesOfBlock(store, block, everybody);
    expect(found.map(({ subject, rule }) => [subject, rule?.on])).toEqual([
      [dave, 'transferred'],
      [carol, 'transferred'],
    ]);
    const hers = await noticesOfBlock(store, block, (subject) => subject === carol);
    expect(hers.map(({ subject }) => subject)).toEqual([carol]);
  });

  test('and a read of it before is told to whom it belonged then, however late', async () => {
    const block = blockOf('access.read', { items: [{ record: land, sections: ['deed'] }] }, 1);
    const found = await noticesOfBlock(store, block, everybody);
    expect(found.map(({ subject, notice }) => [subject, notice.kind])).toEqual([[carol, 'read']]);
  });
});

test('a hidden read is told when it is disclosed, at once', () => {
  const entry = {
    mode: 'hidden',
    outcome: 'granted',
    record,
    type: 'medical-record',
    purpose: 'investigation',
    agency: agencyOf('health'),
    officer: null,
    representative: null,
    timeMs: 1,
    height: 1,
    transaction: 'aa'.repeat(32),
    disclosed: { timeMs: 9, height: 9, transaction: 'bb'.repeat(32) },
  } as unknown as AccessEntry;
  expect(noticeOfRead(ada, entry, 4)).toMatchObject({
    rule: null,
    notice: { kind: 'hidden-read', timeMs: 9, height: 9, transaction: 'bb'.repeat(32), logIndex: 4 },
  });
  expect(noticeOfRead(ada, { ...entry, mode: 'own', disclosed: null }, 4)).toBeUndefined();
});
