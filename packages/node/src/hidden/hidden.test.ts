/** Hidden reads from request to disclosure, with four holders on one chain: who is told what, who keeps it, who reveals. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeAccessEntry, type HiddenRead, type NetworkKeyInForce, stateKey } from '@annals/ledger/block';
import { bytesToHex, decodeShape, encodeShape, type RecordId, type TransactionId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { type CourtOrder, makeCourtOrder, makeHiddenRequest } from '@annals/ledger/hidden';
import { readValue } from '@annals/ledger/state';
import type { KeyShare } from '@annals/ledger/threshold';
import { testNetworkKey } from '@annals/ledger/threshold/testing';
import {
  buildTransaction,
  type HiddenDisclosure,
  hiddenDisclosureShape,
  type Transaction,
} from '@annals/ledger/transaction';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { agencyOf, keyOf, SingleNode, secretOf, subjectOf } from '../api/testing/single-node.ts';
import type { DutyTransaction } from '../duties/index.ts';
import { silentLog } from '../log.ts';
import { type ShareAnswer, shareAnswerShape, shareRequestShape } from '../release/share-protocol.ts';
import { type Holder, isDown, makeHolders } from '../release/testing/holders.ts';
import { hiddenReadOpening, KeptDisclosures, openPackage, Reveals } from './index.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const content = {
  decision: { programme: 'pension', amount: 1, currency: 'EUR', from: '2027-01', to: '2027-12' },
};

let node: SingleNode;
let record: RecordId;
let folder: string;
let kept: KeptDisclosures[];
let holders: readonly Holder[];
let made = 0;

beforeAll(async () => {
  node = await SingleNode.start();
  makeHolders(node);
  await node.commit(node.appointment('case-worker'), node.enrolment('ada', 'welfare'));
  const issued = await node.issue('case-worker', 'welfare-decision', { name: 'ada', sector: 'welfare' }, content);
  await node.commit(issued.transaction);
  ({ record } = issued);
});
afterAll(() => node.stop());

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'annals-hidden-'));
  kept = await Promise.all([0, 1, 2, 3].map((position) => openKept(position)));
  const { store, sidecars } = node.services;
  holders = makeHolders(node, 4, 0, (position) => [
    hiddenReadOpening({ store, sidecars, kept: kept[position] as KeptDisclosures }),
  ]);
});
afterEach(() => rmSync(folder, { recursive: true }));

const openKept = (position: number, secret = `node ${position}`) =>
  KeptDisclosures.open({
    dataFolder: join(folder, String(position)),
    networkSecret: secretOf(secret),
    chain: node.chain.chain,
    log: silentLog,
  });

/** Where one holder keeps what it was told. */
const keptIn = (position: number) => join(folder, String(position), 'hidden-reads');

interface Made {
  readonly transaction: Transaction;
  readonly disclosure: HiddenDisclosure;
}

/** A hidden read that is committed. */
async function committed(changes: Partial<CourtOrder['details']> = {}): Promise<Made> {
  made += 1;
  const order = makeCourtOrder(
    {
      chain: node.chain.chain,
      court: agencyOf('registry'),
      agency: agencyOf('welfare'),
      type: 'welfare-decision',
      details: {
        record,
        sections: ['decision'],
        purpose: 'investigation',
        basis: 'criminal-procedure/94',
        reference: `case-${made}`,
        ...changes,
      },
      revealMs: node.nowMs + HOUR_MS,
    },
    secretOf('registry'),
  );
  const salt = node.newSalt();
  const { key } = (holders[0] as Holder).held as NonNullable<Holder['held']>;
  const { body, disclosure } = makeHiddenRequest({
    order,
    version: 1,
    networkKey: key.publicKey,
    signer: keyOf('case-worker'),
    salt,
    readerSecret: secretOf('reader'),
  });
  const transaction = node.transaction('access.read-hidden', 'case-worker', body, salt);
  const { effects } = await node.commit(transaction);
  expect(effects.results).toEqual([{ code: 'ok', items: [] }]);
  return { transaction, disclosure };
}

async function ask(
  position: number,
  transaction: TransactionId,
  disclosure: HiddenDisclosure | null,
  from = 'reader',
): Promise<ShareAnswer> {
  const told = disclosure && encodeShape(hiddenDisclosureShape, disclosure);
  const body = encodeShape(shareRequestShape, { transaction, epoch: null, from: 0, count: 4, disclosure: told });
  return decodeShape(shareAnswerShape, await (holders[position] as Holder).ask(from, body), 1 << 20);
}

/** Commits what a duty gives, signed by the node's validator. */
async function carryOut({ kind, body }: DutyTransaction): Promise<void> {
  const transaction = buildTransaction({
    chain: node.chain.chain,
    kind,
    body,
    agency: null,
    lastValid: node.chain.head.height + 100,
    salt: node.newSalt(),
    signerSecret: secretOf('validator'),
  } as Parameters<typeof buildTransaction>[0]) as unknown as Transaction;
  const { effects } = await node.commit(transaction);
  expect(effects.results.map(({ code }) => code)).toEqual(['ok']);
}

const hiddenOf = (id: TransactionId) => readValue(node.chain.state, stateKey.hidden(id)) as HiddenRead;

describe('a holder of a share', () => {
  test('gives it to an officer who tells what she sealed, and has kept that on its disk before', async () => {
    const { transaction, disclosure } = await committed();
    expect(await ask(0, transaction.id, disclosure)).toMatchObject({ type: 'given', shares: [{ index: 1 }] });
    expect(kept[0]?.get(transaction.id)).toEqual(disclosure);
    const again = await openKept(0);
    expect(again.get(transaction.id)).toEqual(disclosure);
    expect(kept[1]?.transactions()).toEqual([]);
  });

  test.each<[string, (told: HiddenDisclosure) => HiddenDisclosure]>([
    ['another record', (told) => ({ ...told, details: { ...told.details, record: 'ab'.repeat(20) as RecordId } })],
    ['other sections', (told) => ({ ...told, details: { ...told.details, sections: ['grounds'] } })],
    ['another purpose', (told) => ({ ...told, details: { ...told.details, purpose: 'administration' } })],
    ['another version', (told) => ({ ...told, version: 2 })],
    ['another seed', (told) => ({ ...told, seed: secretOf('other') })],
  ])('gives nothing to one who seals one thing and tells another: %s', async (_, change) => {
    const { transaction, disclosure } = await committed();
    expect(await ask(0, transaction.id, change(disclosure))).toEqual({ type: 'refused', code: 'hidden.mismatch' });
    expect(kept[0]?.transactions()).toEqual([]);
  });

  test('gives nothing to one who tells nothing, before the reveal date', async () => {
    const { transaction } = await committed();
    expect(await ask(0, transaction.id, null)).toEqual({ type: 'refused', code: 'hidden.too-early' });
  });

  test('gives nothing for what the record does not have, nor when the lease is over', async () => {
    const wrong = await committed({ sections: ['dental'] });
    expect(await ask(0, wrong.transaction.id, wrong.disclosure)).toEqual({
      type: 'refused',
      code: 'access.no-section',
    });
    const { transaction, disclosure } = await committed();
    node.nowMs += 700_000;
    expect(await ask(0, transaction.id, disclosure)).toEqual({ type: 'refused', code: 'release.lease-ended' });
  });

  test('what it keeps says nothing to whoever finds the disk, and survives a cut', async () => {
    const { transaction, disclosure } = await committed();
    await ask(0, transaction.id, disclosure);
    const [name] = readdirSync(keptIn(0)) as [string];
    const bytes = bytesToHex(readFileSync(join(keptIn(0), name)));
    for (const secret of [record, bytesToHex(disclosure.seed), bytesToHex(new TextEncoder().encode('decision'))]) {
      expect(bytes).not.toContain(secret);
    }
    writeFileSync(join(keptIn(0), `${'ab'.repeat(32)}.part`), 'cut');
    const again = await openKept(0);
    expect(again.transactions()).toEqual([transaction.id]);
    expect((await openKept(0, 'another node')).transactions()).toEqual([]);
    expect(readdirSync(keptIn(0))).toEqual([name]);
  });
});

describe('at the reveal date', () => {
  /** The duties of the validator of one holder. */
  function revealsOf(position: number, only?: TransactionId) {
    const parts = { store: node.services.store, gathering: (holders[position] as Holder).gathering };
    const attempts: { readonly id: TransactionId; readonly atMs: number; isOver: boolean }[] = [];
    const open: typeof openPackage = async (...asked) => {
      // What other tests have left is none of this one's.
      if (only !== undefined && asked[1] !== only) throw new AnnalsError('hidden.malformed', 'left by another test');
      const attempt = { id: asked[1], atMs: node.nowMs, isOver: false };
      attempts.push(attempt);
      return openPackage(...asked).finally(() => {
        attempt.isOver = true;
      });
    };
    const reveals = new Reveals({
      chain: node.chain,
      store: node.services.store,
      kept: kept[position] as KeptDisclosures,
      open: (...asked) => open(parts, ...asked),
      log: silentLog,
    });
    const now = () => ({
      wallMs: node.nowMs,
      nowMs: node.nowMs,
      height: node.chain.head.height,
      timeMs: node.chain.head.timeMs,
    });
    const due = (name: string) =>
      reveals
        .duties()
        .find((duty) => duty.name === name)
        ?.due(now()) ?? [];
    return { reveals, due, attempts };
  }

  /** Lets what was begun in the background come to its end. */
  async function until(isDone: () => boolean): Promise<void> {
    for (let turn = 0; turn < 200 && !isDone(); turn++) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  async function later(ms: number): Promise<void> {
    node.nowMs += ms;
    await node.commit();
  }

  const forThis = (id: TransactionId) => (item: { readonly body: object }) =>
    (item.body as { readonly transaction?: TransactionId }).transaction === id;

  test('a holder that was told discloses it, and forgets it once it is disclosed', async () => {
    const { transaction, disclosure } = await committed();
    await ask(0, transaction.id, disclosure);
    const { reveals, due } = revealsOf(0);
    reveals.start();
    expect(due('reveal').filter(forThis(transaction.id))).toEqual([]);
    await later(HOUR_MS);
    const [reveal] = due('reveal').filter(forThis(transaction.id));
    expect(reveal).toMatchObject({ kind: 'access.reveal', body: { transaction: transaction.id, disclosure } });
    await carryOut(reveal as DutyTransaction);
    expect(hiddenOf(transaction.id)).toMatchObject({ status: 'disclosed' });
    await until(() => kept[0]?.transactions().length === 0);
    expect(readdirSync(keptIn(0))).toEqual([]);
    expect(due('reveal').filter(forThis(transaction.id))).toEqual([]);
    await reveals.stop();
    const head = readValue(node.chain.state, stateKey.accessLog(subjectOf('ada', 'welfare')));
    const log = `access/${subjectOf('ada', 'welfare')}` as const;
    const [entry] = await node.services.store.logEntries(log, (head?.size ?? 0) - 1, head?.size ?? 0);
    expect(decodeAccessEntry(entry as Uint8Array)).toMatchObject({ mode: 'hidden', transaction: transaction.id });
  });

  test('what nobody was told is opened together, with one holder down', async () => {
    const { transaction, disclosure } = await committed();
    const { reveals, due } = revealsOf(0);
    (holders[2] as Holder).meddle = isDown;
    await later(HOUR_MS);
    expect(due('reveal').filter(forThis(transaction.id))).toEqual([]);
    await later(6_000);
    await until(() => due('reveal').some(forThis(transaction.id)));
    expect(due('reveal').filter(forThis(transaction.id))).toMatchObject([{ body: { disclosure } }]);
    await reveals.stop();
  });

  test('what was committed before the key was shared anew is opened by those who hold it now', async () => {
    const { transaction, disclosure } = await committed();
    const { store, sidecars } = node.services;
    const opening = hiddenReadOpening({ store, sidecars, kept: kept[0] as KeptDisclosures });
    holders = makeHolders(node, 5, 1, () => [opening]);
    await later(HOUR_MS);
    const parts = { store, gathering: (holders[4] as Holder).gathering };
    const signal = new AbortController().signal;
    expect(await openPackage(parts, transaction.id, hiddenOf(transaction.id), signal)).toEqual(disclosure);
  });

  test('two of four cannot open it: it is marked as overdue, until somebody can', async () => {
    const { transaction, disclosure } = await committed();
    const { reveals, due } = revealsOf(0);
    for (const position of [2, 3]) (holders[position] as Holder).meddle = isDown;
    await later(HOUR_MS + 6_000);
    due('reveal');
    expect(due('overdue').filter(forThis(transaction.id))).toEqual([]);
    await later(DAY_MS);
    expect(due('reveal').filter(forThis(transaction.id))).toEqual([]);
    const [overdue] = due('overdue').filter(forThis(transaction.id));
    await carryOut(overdue as DutyTransaction);
    expect(hiddenOf(transaction.id)).toMatchObject({ status: 'overdue' });
    expect(due('overdue').filter(forThis(transaction.id))).toEqual([]);
    await kept[0]?.keep(transaction.id, disclosure);
    expect(due('reveal').filter(forThis(transaction.id))).toMatchObject([{ body: { disclosure } }]);
    await reveals.stop();
  });

  test('ATTACK tried-once: what is overdue is tried on, ever more seldom, until it is disclosed; also by a node that has started since', async () => {
    const { transaction, disclosure } = await committed();
    const { reveals, due } = revealsOf(0, transaction.id);
    reveals.start();
    for (const position of [2, 3]) (holders[position] as Holder).meddle = isDown;
    await later(HOUR_MS + DAY_MS + 6_000);
    const [overdue] = due('overdue').filter(forThis(transaction.id));
    await carryOut(overdue as DutyTransaction);
    expect(hiddenOf(transaction.id)).toMatchObject({ status: 'overdue' });
    const again = revealsOf(1, transaction.id);
    again.reveals.start();
    const isDue = (look: typeof due) => look('reveal').some(forThis(transaction.id));
    for (let look = 0; look < 64; look++) {
      node.nowMs += 10_000;
      again.due('reveal');
      await new Promise(setImmediate);
      await until(() => again.attempts.every(({ isOver }) => isOver));
    }
    const times = again.attempts.filter(({ id }) => id === transaction.id).map(({ atMs }) => atMs);
    // Between its first attempt and the second, what other tests have left had its turn.
    const [, ...pauses] = times.slice(1).map((atMs, i) => atMs - (times[i] as number));
    expect(pauses.length).toBeGreaterThan(2);
    expect(pauses.every((pauseMs, i) => i === 0 || pauseMs > (pauses[i - 1] as number))).toBe(true);
    for (const position of [2, 3]) (holders[position] as Holder).meddle = (answer) => answer();
    for (const look of [due, again.due]) {
      node.nowMs += HOUR_MS;
      for (let times = 0; times < 50 && !isDue(look); times++) {
        node.nowMs += 60_000;
        await until(() => isDue(look));
      }
      expect(look('reveal').filter(forThis(transaction.id))).toMatchObject([{ body: { disclosure } }]);
    }
    await carryOut(due('reveal').find(forThis(transaction.id)) as DutyTransaction);
    expect(hiddenOf(transaction.id)).toMatchObject({ status: 'disclosed' });
    for (const look of [due, again.due]) expect(isDue(look)).toBe(false);
    await reveals.stop();
    await again.reveals.stop();
  });

  test('ATTACK wrong-share-of-one-epoch: a wrong share of the epoch in force keeps no package closed that shares which stand by open', async () => {
    const { transaction, disclosure } = await committed();
    const { store } = node.services;
    const made = testNetworkKey(4, 9);
    const inForce = readValue(store.state, stateKey.networkKey) as NetworkKeyInForce;
    const seats = inForce.holders.map(({ agency }) => agency);
    const standby = { key: made.key, holders: inForce.holders, sinceHeight: 9, seats, confirmed: [1, 2, 3, 4] };
    store.state.decoded?.set(stateKey.networkKeyStandby, standby, 0);
    for (const [i, holder] of holders.entries()) holder.standby = { key: made.key, share: made.shares[i] as KeyShare };
    const [first, second] = holders as readonly Holder[] as [Holder, Holder];
    first.held = undefined;
    const { key, share } = second.held as NonNullable<Holder['held']>;
    second.held = { key, share: { ...share, secret: secretOf('another') } };
    await later(HOUR_MS);
    const parts = { store, gathering: first.gathering };
    const { signal } = new AbortController();
    expect(await openPackage(parts, transaction.id, hiddenOf(transaction.id), signal)).toEqual(disclosure);
    store.state.decoded?.set(stateKey.networkKeyStandby, undefined, 0);
  });
});
