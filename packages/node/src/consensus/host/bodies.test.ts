import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PARAMETERS } from '@annals/ledger/block';
import { concatBytes, idToBytes } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { sealRecord } from '@annals/ledger/sidecar';
import { testNetworkKey } from '@annals/ledger/threshold/testing';
import { buildTransaction, newObjectId, type Transaction, transactionIdOf } from '@annals/ledger/transaction';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Chain } from '../../chain/index.ts';
import { silentLog } from '../../log.ts';
import { Dissemination, encodeBatch, Mempool, type RawTransaction, TransactionIntake } from '../../mempool/index.ts';
import { type Network, RequestError } from '../../network/network.ts';
import { FREE_ACCOUNT } from '../../network/peer-account.ts';
import { LevelStore } from '../../store/index.ts';
import type { NamedSidecar, Sidecar, SidecarStore } from '../../store/store.ts';
import { agency, genesisOf, keyOf, StoreChain, secretOf, subjectOf } from '../../store/testing/store-chain.ts';
import { verifyInline } from '../../verify/index.ts';
import { type Proposal, proposalOf } from '../core/index.ts';
import { BlockBodies, type Execution } from './bodies.ts';

const PRIMARY = 'primary';

/** A backup whose only peer is the primary, and a primary that proposes whatever it likes. */
describe('the bodies of proposed blocks', () => {
  let folder: string;
  let store: LevelStore;
  let chain: Chain;
  let primary: Chain;
  let make: StoreChain;
  let served: RawTransaction[];
  let put: Sidecar[];
  let discarded: Uint8Array[];
  let isFull: boolean;
  let bodies: BlockBodies;
  let mempool: Mempool;
  let intake: TransactionIntake;
  let release: (() => void) | undefined;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'annals-bodies-'));
    const genesis = genesisOf();
    const parameters = { ...genesis.parameters, agencySidecarBytes: PARAMETERS.agencySidecarBytes.min };
    store = await LevelStore.open(folder, { ...genesis, parameters });
    make = new StoreChain(store);
    await make.begin('ada');
    chain = new Chain(store, () => 0);
    primary = new Chain(store, () => 0);
    served = [];
    put = [];
    discarded = [];
    isFull = false;
    release = undefined;
    mempool = new Mempool();
    const network = {
      onMessage: () => undefined,
      onRequest: () => undefined,
      account: () => FREE_ACCOUNT,
      peers: () => [{ peer: PRIMARY, connected: true }],
      request: async () => {
        if (served.length === 0) throw new RequestError('failed', 'has nothing');
        return encodeBatch(served);
      },
    } as unknown as Network;
    intake = new TransactionIntake({
      chain,
      mempool,
      verifySignatures: verifyInline,
      wallMs: () => 0,
      onNew: () => undefined,
      sidecarRoomBytes: () => (isFull ? 0 : 1_000_000),
    });
    const dissemination = new Dissemination({
      network,
      mempool,
      intake,
      log: silentLog,
      committed: async () => undefined,
      later: () => () => undefined,
      nowMs: () => 0,
    });
    const sidecars = {
      has: () => false,
      status: () => 'unknown',
      discard: async ({ hash }: NamedSidecar) => void discarded.push(hash),
      put: async (sidecars: readonly Sidecar[]) => {
        if (isFull) throw new AnnalsError('store.full', 'no room');
        put.push(...sidecars);
        if (release) await new Promise<void>((resolve) => (release = resolve));
      },
    } as unknown as SidecarStore;
    bodies = new BlockBodies({
      chain,
      mempool,
      dissemination,
      sidecars,
      certificateOf: (height) => store.certificate(height),
      proposer: keyOf('validator'),
      wallMs: () => 0,
      maxTransactions: 100,
      baseTimeoutMs: 1_000,
      nowMs: () => 0,
    });
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What a backup finds of a proposal. */
  async function execute(proposal: Proposal, from: string | null): Promise<Execution> {
    const entries = await bodies.gather(proposal, from);
    return entries ? bodies.execute(proposal, entries) : 'not-available';
  }

  /** What a primary proposes that finds all of these valid, whatever they are. */
  function proposed(transactions: readonly Transaction[]) {
    const { headerBytes } = primary.build(primary.head.timeMs + 1_000, keyOf('validator'), transactions);
    return proposalOf(
      headerBytes,
      concatBytes(...transactions.map(({ id }) => idToBytes(id))),
      store.certificate(1) ?? null,
    );
  }
  const serve = (...transactions: readonly Transaction[]) => {
    served = transactions.map(({ bytes }) => ({ bytes, sidecar: null }));
  };

  function sealed(salted = 9, degree = 'MA'): { readonly transaction: Transaction; readonly sidecar: Uint8Array } {
    const salt = new Uint8Array(16).fill(salted);
    const record = newObjectId('record', keyOf('officer'), salt);
    const made = sealRecord({
      chain: store.chain,
      record,
      version: 1,
      sections: { diploma: { degree } },
      subjectKey: keyOf('ada'),
      networkKey: testNetworkKey().key.publicKey,
    });
    const body = { type: 'diploma', subject: subjectOf('ada'), content: made.content };
    const built = buildTransaction<'record.issue'>({
      chain: store.chain,
      kind: 'record.issue',
      body,
      agency,
      lastValid: 100,
      salt,
      signerSecret: secretOf('officer'),
    });
    return { transaction: built as unknown as Transaction, sidecar: made.bytes };
  }

  test('what is missing is fetched from whoever proposed it, and executed', async () => {
    const transaction = make.appointment('new officer');
    serve(transaction);
    expect(await execute(proposed([transaction]), PRIMARY)).toEqual({ ok: true });
    expect(mempool.has(transaction.id)).toBe(true);
  });

  test('a block whose bodies nobody has is not voted for', async () => {
    expect(await execute(proposed([make.appointment('x')]), PRIMARY)).toBe('not-available');
  });

  describe('a hostile primary finds no vote for a block with a transaction that', () => {
    test('is wrongly signed', async () => {
      const { transaction, sidecar } = sealed();
      const signature = transaction.signature.with(-1, (transaction.signature.at(-1) as number) ^ 1);
      const bytes = concatBytes(transaction.bytes.subarray(0, -64), signature);
      const forged = { ...transaction, bytes, signature, id: transactionIdOf(bytes) };
      served = [{ bytes, sidecar }];
      expect(await execute(proposed([forged]), PRIMARY)).toBe('not-available');
    });

    test('comes with the wrong sealed content, or without any', async () => {
      const { transaction, sidecar } = sealed();
      for (const wrong of [null, sidecar.with(-1, (sidecar.at(-1) as number) ^ 1)]) {
        served = [{ bytes: transaction.bytes, sidecar: wrong }];
        expect(await execute(proposed([transaction]), PRIMARY)).toBe('not-available');
      }
      expect(put).toEqual([]);
      served = [{ bytes: transaction.bytes, sidecar }];
      expect(await execute(proposed([transaction]), PRIMARY)).toEqual({ ok: true });
      expect(put).toHaveLength(1);
    });

    test('is for another chain, has expired, is valid for too long, or was committed before', async () => {
      const dismissal = (changes: object): Transaction =>
        buildTransaction<'officer.dismiss'>({
          chain: store.chain,
          kind: 'officer.dismiss',
          body: { officer: '00'.repeat(20) as never },
          agency,
          lastValid: 100,
          salt: new Uint8Array(16),
          signerSecret: secretOf('agency'),
          ...changes,
        }) as unknown as Transaction;
      const committed = make.appointment('committed');
      await make.commit(committed);
      for (const transaction of [
        dismissal({ chain: new Uint8Array(32) }),
        dismissal({ lastValid: 1 }),
        dismissal({ lastValid: 1_000_000 }),
        committed,
      ]) {
        serve(transaction);
        expect(await execute(proposed([transaction]), PRIMARY)).toBe('not-available');
      }
    });

    test('it calls successful although the ledger refuses it', async () => {
      // Unauthorised: an officer who is not appointed. The honest block holds it with its refusal.
      const transaction = make.issue('ada', 'stranger');
      const honest = primary.build(primary.head.timeMs + 1_000, keyOf('validator'), [transaction]);
      expect(honest.effects.results[0]?.code).toBe('tx.signer-unknown');
      const other = primary.build(primary.head.timeMs + 1_000, keyOf('validator'), [make.appointment('somebody')]);
      const lying = { ...honest.header, resultsRoot: other.header.resultsRoot };
      const verdict = chain.execute({
        header: lying,
        headerBytes: honest.headerBytes,
        hash: 'ab'.repeat(32) as never,
        transactions: [transaction],
      });
      expect(verdict).toEqual({ ok: false, reason: 'its results root differs' });
    });
  });

  test('a block with more sealed content of one agency beside it than it may have finds no vote', async () => {
    const large = [1, 2].map((salt) => sealed(salt, 'x'.repeat(600_000)));
    served = large.map(({ transaction, sidecar }) => ({ bytes: transaction.bytes, sidecar }));
    const [first, second] = large.map(({ transaction }) => transaction) as [Transaction, Transaction];
    expect(await execute(proposed([first, second]), PRIMARY)).toBe('not-available');
    expect(put).toEqual([]);
    expect(await execute(proposed([second]), PRIMARY)).toEqual({ ok: true });
  });

  test('a block is not found valid before its sealed content is on the disk, also when it is asked again (LAW 6)', async () => {
    const { transaction, sidecar } = sealed();
    served = [{ bytes: transaction.bytes, sidecar }];
    release = () => undefined;
    const proposal = proposed([transaction]);
    const answered: string[] = [];
    const first = execute(proposal, PRIMARY).then(() => answered.push('first'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(put).toHaveLength(1);
    const second = execute(proposal, PRIMARY).then(() => answered.push('second'));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(answered).toEqual([]);
    release();
    await Promise.all([first, second]);
    expect(answered).toHaveLength(2);
  });

  test('without room for its sealed content a block is not voted for, and nothing halts', async () => {
    const { transaction, sidecar } = sealed();
    served = [{ bytes: transaction.bytes, sidecar }];
    isFull = true;
    const proposal = proposed([transaction]);
    expect(await execute(proposal, PRIMARY)).toBe('not-available');
    expect(await execute(proposal, PRIMARY)).toBe('not-available');
    expect(await bodies.claim(proposal, PRIMARY)).toBeUndefined();
    mempool.removeExpired(101);
    expect(await intake.offer(served, 'client')).toMatchObject([{ ok: false, code: 'store.full' }]);
    isFull = false;
    expect(await intake.offer(served, 'client')).toMatchObject([{ ok: true }]);
  });

  test('what proposals brought that lost does not stay on the disk once nobody waits for it', async () => {
    const { transaction, sidecar } = sealed();
    served = [{ bytes: transaction.bytes, sidecar }];
    const lost = proposed([transaction]);
    const apply = async (...transactions: readonly Transaction[]) => {
      const batch = make.next(transactions);
      await chain.apply(batch, batch.certificate);
      await new Promise(setImmediate);
    };
    expect(await execute(lost, PRIMARY)).toEqual({ ok: true });
    await apply();
    expect(discarded).toEqual([]); // It still waits in the mempool.
    mempool.removeExpired(101);
    await apply();
    expect(discarded).toEqual([put[0]?.hash]);
  });

  test('what a block has committed is never taken for such', async () => {
    const { transaction, sidecar } = sealed();
    served = [{ bytes: transaction.bytes, sidecar }];
    expect(await execute(proposed([transaction]), PRIMARY)).toEqual({ ok: true });
    const batch = make.next([transaction]);
    await chain.apply(batch, batch.certificate);
    mempool.removeCommitted([transaction.id]);
    const next = make.next([]);
    await chain.apply(next, next.certificate);
    await new Promise(setImmediate);
    expect([put.length, discarded]).toEqual([1, []]);
  });

  test("this validator's own block is proposed while its sealed content is being written, and prepared after that", async () => {
    const { transaction, sidecar } = sealed();
    mempool.add({ transaction, sidecar });
    release = () => undefined;
    const proposal = await bodies.candidate({
      type: 'request-candidate',
      height: 2,
      view: 0,
      parent: chain.head.hash,
      allowEmpty: false,
    });
    if (!proposal) throw new Error('there is something to propose');
    expect(put).toHaveLength(1);
    let isValid = false;
    const executed = execute(proposal, null).then(() => (isValid = true));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(isValid).toBe(false);
    release();
    await executed;
  });
});
