import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MAX_BLOCK_ITEMS_OF_PERSON, stateKey } from '../block/index.ts';
import { bytesToHex } from '../codec/index.ts';
import { proveKey, treeKeyHash, verifyMembership } from '../merkle/index.ts';
import { inEveryOffice, sampleRecordTypes } from '../sample/index.ts';
import { type RecordType, subjectIdOf, type Transaction } from '../transaction/index.ts';
import {
  accountOf,
  checkTransaction,
  executeBlock,
  genesisState,
  MemoryState,
  validateBlockTransactions,
} from './index.ts';
import { agencyOf, asAgency, GENESIS_TIME_MS, keyOf, SampleChain, sampleGenesis } from './sample-chain.fixture.ts';

const untilMs = GENESIS_TIME_MS + 3_600_000;

/** A chain with officers, and transactions of which some are good and some are refused. */
function mixed(): { chain: SampleChain; transactions: Transaction[] } {
  const chain = new SampleChain(['ada', 'bea', 'cyd']);
  chain.block([
    chain.transaction('officer.appoint', asAgency('ada'), {
      key: keyOf('rita'),
      roles: ['registrar'],
      untilMs,
    }) as unknown as Transaction,
  ]);
  const rita = { key: 'rita', agency: 'ada' };
  const transactions = [
    chain.transaction('person.enrol', rita, chain.enrolment('p1', 'civil', 'ada')),
    chain.transaction('person.enrol', rita, chain.enrolment('p2', 'civil', 'bea')),
    chain.transaction('officer.appoint', asAgency('bea'), { key: keyOf('omar'), roles: ['case-worker'], untilMs }),
    chain.transaction('officer.appoint', asAgency('bea'), { key: keyOf('olga'), roles: ['case-worker'], untilMs: 1 }),
    chain.transaction('proposal.create', asAgency('cyd'), {
      action: { type: 'agency.suspend', agency: agencyOf('bea') },
    }),
    chain.transaction('proposal.create', rita, { action: { type: 'agency.suspend', agency: agencyOf('bea') } }),
    chain.transaction('officer.dismiss', asAgency('bea'), { officer: 'ab'.repeat(20) as never }),
  ] as unknown as Transaction[];
  return { chain, transactions };
}

describe('executing a block', () => {
  test('LAW 7: gives the same roots each time, from a fresh state too', () => {
    const { chain, transactions } = mixed();
    const first = chain.execute(transactions);
    const again = chain.execute(transactions);
    expect(again).toEqual(first);
    // Without caches: a source that decodes every value anew.
    const bare = { get: chain.state.get.bind(chain.state), hasTransaction: () => false, tree: chain.state.tree };
    const block = chain.heading();
    const withCaches = executeBlock(chain.state, block, transactions);
    expect(executeBlock(bare, block, transactions).stateRoot).toEqual(withCaches.stateRoot);
  });

  test('LAW 7: transactions that do not touch each other give one state in any order', () => {
    const { chain, transactions } = mixed();
    const root = chain.execute(transactions).stateRoot;
    fc.assert(
      fc.property(fc.shuffledSubarray(transactions, { minLength: transactions.length }), (shuffled) => {
        expect(chain.execute(shuffled).stateRoot).toEqual(root);
      }),
      { numRuns: 3 },
    );
  });

  test('LAW 9: a refused transaction leaves the state as it was', () => {
    const { chain, transactions } = mixed();
    const codes = chain.execute(transactions).results.map(({ code }) => code);
    expect(codes).toEqual([
      'ok',
      'person.bad-proof',
      'ok',
      'officer.bad-term',
      'ok',
      'tx.not-authorised',
      'officer.unknown',
    ]);
    const good = transactions.filter((_, i) => codes[i] === 'ok');
    expect(chain.execute(good).stateRoot).toEqual(chain.execute(transactions).stateRoot);
    for (const [i, transaction] of transactions.entries()) {
      const effects = chain.execute([transaction]);
      expect(bytesToHex(effects.stateRoot) === bytesToHex(chain.execute([]).stateRoot)).toBe(codes[i] !== 'ok');
      expect([...effects.state.keys()].every((key) => key === stateKey.clock)).toBe(codes[i] !== 'ok');
    }
  });

  test('FAILURES 26: leaves no trace in the source', () => {
    const { chain, transactions } = mixed();
    const before = chain.state.stateRoot;
    chain.execute(transactions);
    expect(chain.state.stateRoot).toEqual(before);
    expect(chain.state.read(stateKey.agency(agencyOf('bea')))?.status).toBe('active');
    expect(chain.block(transactions).stateRoot).toEqual(chain.state.stateRoot);
  });

  test('every value it writes is provable under its state root, and so is what it does not', () => {
    const { chain, transactions } = mixed();
    const effects = chain.block(transactions);
    const prove = (key: string, value: Uint8Array | null) =>
      verifyMembership(effects.stateRoot, key, value, proveKey(chain.state.tree, treeKeyHash(key)));
    for (const [key, value] of effects.state) expect(prove(key, value)).toBe(true);
    expect(prove(`subject/${'ab'.repeat(20)}`, null)).toBe(true);
    expect(prove('parameters', new Uint8Array(1))).toBe(false);
  });

  test('an empty block changes what the clocks say, and nothing else', () => {
    const chain = new SampleChain(['ada']);
    const effects = chain.execute([]);
    expect([...effects.state.keys()]).toEqual([stateKey.clock]);
    expect(effects.logs).toEqual([]);
  });

  test('a damaged store halts the replica instead of giving a result', () => {
    const { chain, transactions } = mixed();
    const damaged = { get: () => Uint8Array.of(0xff), hasTransaction: () => false, tree: chain.state.tree };
    const block = chain.heading();
    expect(() => executeBlock(damaged, block, transactions)).toThrow(
      expect.objectContaining({ name: 'InvariantError' }),
    );
  });
});

describe('checkTransaction', () => {
  test('says what execution would, and why, without effects', () => {
    const { chain, transactions } = mixed();
    const block = { chain: chain.state.chain, height: chain.height + 1, timeMs: chain.timeMs + 1_000 };
    const before = chain.state.stateRoot;
    const checks = transactions.map((transaction) => checkTransaction(chain.state, transaction, block));
    expect(checks.map(({ code }) => code)).toEqual(chain.execute(transactions).results.map(({ code }) => code));
    expect(checks[1]?.message).toContain('not signed with the key');
    expect(chain.state.stateRoot).toEqual(before);
    expect(checkTransaction(chain.state, transactions[0] as Transaction, { ...block, height: 1_000 }).code).toBe(
      'tx.expired',
    );
  });
});

describe('validity of a block', () => {
  const at = (chain: SampleChain) => ({ chain: chain.state.chain, height: chain.height + 1 });

  test('holds for what may stand in it', () => {
    const { chain, transactions } = mixed();
    expect(validateBlockTransactions(chain.state, at(chain), transactions)).toEqual({ ok: true });
  });

  test('ends with the window, at both sides', () => {
    const { chain, transactions } = mixed();
    const [one] = transactions as [Transaction];
    const { lastValid } = one.payload;
    const verdict = (height: number) =>
      validateBlockTransactions(chain.state, { chain: chain.state.chain, height }, [one]);
    expect(verdict(lastValid)).toEqual({ ok: true });
    expect(verdict(lastValid + 1)).toEqual({ ok: false, code: 'tx.expired', index: 0 });
    const narrow = new SampleChain(['ada', 'bea', 'cyd'], { parameters: { validityWindow: 100 } });
    const far = { ...one, payload: { ...one.payload, chain: narrow.state.chain, lastValid: 102 } } as Transaction;
    expect(validateBlockTransactions(narrow.state, { chain: narrow.state.chain, height: 1 }, [far])).toMatchObject({
      code: 'tx.too-far',
    });
    expect(validateBlockTransactions(narrow.state, { chain: narrow.state.chain, height: 2 }, [far])).toEqual({
      ok: true,
    });
  });

  test('fails for another chain, a replay, and a repetition', () => {
    const { chain, transactions } = mixed();
    const other = new SampleChain(['ada']);
    expect(validateBlockTransactions(other.state, at(other), transactions)).toMatchObject({
      code: 'tx.wrong-chain',
      index: 0,
    });
    const [a, b] = transactions as [Transaction, Transaction];
    expect(validateBlockTransactions(chain.state, at(chain), [a, b, a])).toEqual({
      ok: false,
      code: 'tx.replayed',
      index: 2,
    });
    chain.block([b]);
    expect(validateBlockTransactions(chain.state, at(chain), [a, b])).toEqual({
      ok: false,
      code: 'tx.replayed',
      index: 1,
    });
  });

  test('fails beyond a quota: of an agency, of all persons, of a stranger, of a seat', () => {
    const chain = new SampleChain(['ada', 'bea'], { parameters: { agencyQuota: 2, personQuota: 1 } });
    const many = (signer: { key: string; agency: string | null }, count: number) =>
      Array.from(
        { length: count },
        () =>
          chain.transaction('proposal.vote', signer, {
            proposal: 'ab'.repeat(20) as never,
            approve: true,
          }) as unknown as Transaction,
      );
    const verdict = (...groups: Transaction[][]) => validateBlockTransactions(chain.state, at(chain), groups.flat());
    expect(verdict(many(asAgency('ada'), 2), many(asAgency('bea'), 2), many({ key: 'p', agency: null }, 1))).toEqual({
      ok: true,
    });
    expect(verdict(many(asAgency('bea'), 1), many(asAgency('ada'), 3))).toEqual({
      ok: false,
      code: 'tx.quota',
      index: 3,
    });
    expect(verdict(many({ key: 'p', agency: null }, 1), many({ key: 'q', agency: null }, 1))).toMatchObject({
      code: 'tx.quota',
      index: 1,
    });
    expect(verdict(many(asAgency('zoe'), 1))).toMatchObject({ code: 'tx.quota', index: 0 });
    // However many persons there are, what each validator owes the ledger has its place.
    const seat = (name: string) => ({ key: `${name}/validator`, agency: null });
    expect(verdict(many({ key: 'p', agency: null }, 1), many(seat('ada'), 1), many(seat('bea'), 1))).toEqual({
      ok: true,
    });
    expect(verdict(many(seat('ada'), 2))).toMatchObject({ code: 'tx.quota', index: 1 });
  });

  test('a validator that has lost its seat is counted as one for what it still owes, and as nobody else', () => {
    const chain = new SampleChain(['ada', 'bea']);
    const member = chain.state.read(stateKey.agency(agencyOf('ada')));
    if (!member) throw new Error('ada is a member');
    chain.install(stateKey.agency(agencyOf('ada')), { ...member, validatorKeys: [keyOf('latest'), keyOf('older')] });
    const of = (key: string, agency = agencyOf('ada')) => {
      const signer = { key, agency: null };
      return accountOf(chain.state, chain.transaction('ceremony.request', signer, { agency }) as unknown as Transaction)
        .of;
    };
    expect(of('latest')).toBe('validator');
    expect([of('older'), of('latest', agencyOf('bea'))]).toEqual(['stranger', 'stranger']);
  });

  test('fails beyond the quota of one person, whatever her keys, and of all keys that nobody knows', () => {
    const chain = new SampleChain(['ada']);
    const { results } = chain.block(
      ['p', 'q'].map((name) =>
        chain.transaction('person.enrol', asAgency('ada'), chain.enrolment(name, 'civil', 'ada')),
      ) as unknown as Transaction[],
    );
    expect(results.map(({ code }) => code)).toEqual(['ok', 'ok']);
    const openings = (count: number, subject: string, key = subject) =>
      Array.from(
        { length: count },
        () =>
          chain.transaction(
            'access.restrict',
            { key, agency: null },
            {
              subject: subjectIdOf('civil', keyOf(subject)),
              represented: null,
              scope: { of: 'type', type: 'birth-certificate' },
              on: false,
            },
          ) as unknown as Transaction,
      );
    const verdict = (...groups: Transaction[][]) => validateBlockTransactions(chain.state, at(chain), groups.flat());
    const most = MAX_BLOCK_ITEMS_OF_PERSON;
    expect(verdict(openings(most, 'p'), openings(most, 'q'), openings(most, 'r'))).toEqual({ ok: true });
    expect(verdict(openings(most + 1, 'p'))).toEqual({ ok: false, code: 'tx.quota', index: most });
    // A key that is not hers in the state before the block takes none of her room, and gets none of its own.
    expect(verdict(openings(most, 'p', 'r'), openings(most, 'p'))).toEqual({ ok: true });
    expect(verdict(openings(most, 'p', 'r'), openings(1, 'p', 's'))).toMatchObject({ code: 'tx.quota' });
  });
});

describe('genesis', () => {
  test('is a function of the document', () => {
    const genesis = sampleGenesis(['ada', 'bea']);
    expect(genesisState(genesis)).toEqual(genesisState(genesis));
    expect(new MemoryState(genesis).stateRoot).toEqual(genesisState(genesis).stateRoot);
    expect(genesisState(sampleGenesis(['bea', 'ada'])).chain).not.toEqual(genesisState(genesis).chain);
  });

  test('is refused with a record type that is not consistent', () => {
    const ada = agencyOf('ada');
    const [type] = sampleRecordTypes(inEveryOffice(ada)) as [RecordType];
    const lifecycle = { ...type.lifecycle, initial: 'nowhere' };
    expect(genesisState(sampleGenesis(['ada'], { recordTypes: [type] })).state.has(stateKey.type(type.name))).toBe(
      true,
    );
    expect(() => genesisState(sampleGenesis(['ada'], { recordTypes: [{ ...type, lifecycle }] }))).toThrow(
      expect.objectContaining({ code: 'genesis.invalid', message: expect.stringContaining(type.name) }),
    );
  });
});
