import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  DEFAULT_PARAMETERS,
  MAX_BLOCK_BYTES_OF_PERSONS,
  MAX_BLOCK_ITEMS,
  MAX_BLOCK_ITEMS_OF_PERSON,
  MAX_BLOCK_PROTECTIVE_OF_PERSON,
  MAX_BLOCK_SIDECAR_BYTES,
  MAX_BLOCK_TRANSACTION_BYTES,
  type Parameters,
  PROPOSAL_BYTES_PER_ITEM,
  VALUE_BYTES_PER_ITEM,
} from '../block/index.ts';
import type { AgencyId } from '../codec/index.ts';
import type { Transaction } from '../transaction/index.ts';
import { QuotaCounter, SidecarQuotaCounter, type StateSource } from './index.ts';

const HOSTILE = 'hostile' as AgencyId;
const OTHER = 'other' as AgencyId;
const key = (text: string) => new TextEncoder().encode(text);
const LONGEST = new Uint8Array(16_384);

/**
 * A state of two agencies, one validator, and as many persons as anybody asks for: `<agency>/<name>`.
 * @param lengths how long other values are.
 */
function stateWith(
  parameters: Partial<Parameters> = {},
  lengths: ReadonlyMap<string, number> = new Map(),
): StateSource {
  const encoded = (name: string) => (lengths.has(name) ? new Uint8Array(lengths.get(name) as number) : undefined);
  const values = (name: string): unknown => {
    const [kind, id = '', person] = name.split('/');
    if (name === 'parameters') return { ...DEFAULT_PARAMETERS, ...parameters };
    if (name === 'validators') return { current: [{ key: key('validator') }], next: [] };
    if (kind === 'agency') return { quota: 100_000, validatorKeys: [] };
    return kind === 'subject' ? { agency: id, key: key(`${id}/${person}`) } : undefined;
  };
  return { decoded: { get: values, set: () => undefined }, get: encoded } as unknown as StateSource;
}

interface Sent {
  readonly kind?: string;
  readonly items?: number;
  readonly size?: number;
  readonly on?: boolean;
}

function sent(signer: string, agency: AgencyId | null, subject: string | null, options: Sent = {}): Transaction {
  const { kind = 'access.read', items = 1, size = 300, on = true } = options;
  const list = Array.from({ length: items }, () => ({}));
  const body = { subject, items: list, records: list, on, scope: { of: 'type' } };
  return {
    bytes: LONGEST.subarray(0, size),
    payload: { kind, agency, signer: key(signer), salt: key('salt'), body },
  } as unknown as Transaction;
}
const byAgency = (agency: AgencyId, options?: Sent) => sent('officer', agency, null, options);
const byPerson = (name: string, options?: Sent) => sent(name, null, name, options);
const byValidator = (options?: Sent) => sent('validator', null, null, options);
const byStranger = (options?: Sent) => sent('nobody', null, null, options);

/** How many of them are admitted, one after the other. */
function admitted(state: StateSource, transactions: readonly Transaction[], counter = new QuotaCounter(state)): number {
  return transactions.filter((transaction) => counter.admit(transaction)).length;
}
const many = (count: number, make: (i: number) => Transaction) => Array.from({ length: count }, (_, i) => make(i));

describe('the quotas of a block', () => {
  test('count a transaction as often as its list has items, the longest aside', () => {
    const state = stateWith({ agencyQuota: 100, personQuota: 100 });
    expect(
      admitted(
        state,
        many(200, () => byAgency(HOSTILE)),
      ),
    ).toBe(100);
    // Four times 32 would be 128: the first three are 96, and the fourth is left aside.
    expect(
      admitted(
        state,
        many(10, () => byAgency(HOSTILE, { items: 32 })),
      ),
    ).toBe(4);
    const confirmations = many(10, () => byValidator({ kind: 'erasure.confirm', items: 128 }));
    expect(admitted(state, confirmations)).toBe(1);
    expect(
      admitted(
        state,
        many(100, (i) => byPerson('hostile/eva', { items: i === 3 ? 32 : 1 })),
      ),
    ).toBe(MAX_BLOCK_ITEMS_OF_PERSON);
  });

  test('count a proposal by its bytes, so that no agency fills a block with declarations (ATTACK costly-declaration)', () => {
    const longest = byAgency(HOSTILE, { kind: 'proposal.create', size: 16_384 });
    const items = longest.bytes.length / PROPOSAL_BYTES_PER_ITEM;
    const most = Math.ceil(DEFAULT_PARAMETERS.agencyQuota / items) + 1;
    const counter = new QuotaCounter(stateWith());
    const count = admitted(
      stateWith(),
      many(1_000, () => longest),
      counter,
    );
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThanOrEqual(most);
    expect(counter.admit(byAgency(OTHER, { kind: 'proposal.create', size: 16_384 }))).toBe(true);
    // A short one counts as little, and with a low quota the longest has its place still.
    const low = stateWith({ agencyQuota: 20 });
    const short = byAgency(HOSTILE, { kind: 'proposal.create', size: PROPOSAL_BYTES_PER_ITEM });
    expect(admitted(low, [longest, ...many(30, () => short)])).toBe(20);
  });

  test('count the values that a transaction leads to, 4 KiB for each item (ATTACK swollen-values)', () => {
    const lengths = new Map([
      ['proposal/long', 15_000],
      ['proposal/usual', VALUE_BYTES_PER_ITEM],
      ['mandates/hostile/ada', 3 * VALUE_BYTES_PER_ITEM],
      ['mandate-offers/bea', VALUE_BYTES_PER_ITEM],
      ['consents/hostile/ada', 2 * VALUE_BYTES_PER_ITEM],
    ]);
    const state = stateWith({ agencyQuota: 100, personQuota: 100 }, lengths);
    const vote = (proposal: string) => {
      const { payload, ...rest } = byAgency(HOSTILE, { kind: 'proposal.vote' });
      return { ...rest, payload: { ...payload, body: { proposal } } } as unknown as Transaction;
    };
    const count = (make: () => Transaction) => admitted(state, many(200, make));
    expect(count(() => vote('usual'))).toBe(100);
    // Each counts four; the last, which is left aside, finds room beside 24 of them.
    expect(count(() => vote('long'))).toBe(25);
    const byAda = (kind: string, body: object) => {
      const { payload, ...rest } = byPerson('hostile/ada', { kind });
      return { ...rest, payload: { ...payload, body: { ...payload.body, ...body } } } as unknown as Transaction;
    };
    expect(count(() => byAda('mandate.grant', { representative: 'bea' }))).toBe(2);
    const scope = { records: null };
    expect(count(() => byAda('consent.grant', { represented: null, scope }))).toBe(MAX_BLOCK_ITEMS_OF_PERSON / 2);
    // What protects her has all the room there is for it, whatever others have written into her lists.
    expect(count(() => byAda('mandate.revoke', { represented: null }))).toBe(MAX_BLOCK_PROTECTIVE_OF_PERSON);
  });

  test('give everybody a place, however low they are', () => {
    const state = stateWith({ agencyQuota: 1, personQuota: 1 });
    for (const transaction of [
      byAgency(HOSTILE, { items: 32 }),
      byPerson('other/eva', { items: 32 }),
      byValidator({ kind: 'erasure.confirm', items: 128 }),
    ]) {
      expect(admitted(state, [transaction, transaction])).toBe(1);
    }
  });

  test('leave half of the bytes of a block to others', () => {
    const state = stateWith();
    const count = admitted(
      state,
      many(1_000, () => byAgency(HOSTILE, { size: 16_384 })),
    );
    expect(count * 16_384).toBe(DEFAULT_PARAMETERS.agencyBytes);
    const persons = admitted(
      state,
      many(1_000, (i) => byPerson(`hostile/p${i}`, { size: 16_384 })),
    );
    expect(persons * 16_384).toBe(MAX_BLOCK_BYTES_OF_PERSONS);
  });

  test('count persons for the agency that enrolled them, and what protects them apart (ATTACK puppets)', () => {
    const state = stateWith({ personQuota: 20 });
    const counter = new QuotaCounter(state);
    expect(
      admitted(
        state,
        many(50, (i) => byPerson(`hostile/p${i}`)),
        counter,
      ),
    ).toBe(20);
    const protect = (name: string) => byPerson(name, { kind: 'consent.withdraw' });
    expect(
      admitted(
        state,
        many(50, (i) => protect(`hostile/p${i}`)),
        counter,
      ),
    ).toBe(20);
    expect(
      admitted(
        state,
        many(50, () => byPerson('other/ada')),
        counter,
      ),
    ).toBe(MAX_BLOCK_ITEMS_OF_PERSON);
    expect(
      admitted(
        state,
        many(50, () => protect('other/ada')),
        counter,
      ),
    ).toBe(MAX_BLOCK_PROTECTIVE_OF_PERSON);
    // What opens a record again, and what somebody says whose key the state does not know, protects nobody.
    const opens = many(50, () => byPerson('other/bea', { kind: 'access.restrict', on: false }));
    expect(admitted(state, opens, counter)).toBe(MAX_BLOCK_ITEMS_OF_PERSON);
    const strangers = many(50, () => byStranger({ kind: 'recovery.object' }));
    expect(admitted(state, strangers, counter)).toBe(MAX_BLOCK_ITEMS_OF_PERSON);
  });

  test('leave room for others in a block that one member fills with all that it has (ATTACK block-filled)', () => {
    const state = stateWith();
    const counter = new QuotaCounter(state);
    const longest = { size: 16_384 };
    admitted(
      state,
      many(3_000, () => byAgency(HOSTILE, longest)),
      counter,
    );
    admitted(
      state,
      many(1_000, (i) => byPerson(`hostile/p${i}`, longest)),
      counter,
    );
    admitted(
      state,
      many(1_000, (i) => byPerson(`hostile/p${i}`, { ...longest, kind: 'mandate.revoke' })),
      counter,
    );
    admitted(
      state,
      many(1_000, () => byValidator(longest)),
      counter,
    );
    expect(
      admitted(
        state,
        many(32, () => byAgency(OTHER, longest)),
        counter,
      ),
    ).toBe(32);

    const short = new QuotaCounter(state);
    admitted(
      state,
      many(3_000, () => byAgency(HOSTILE, { size: 100 })),
      short,
    );
    admitted(
      state,
      many(1_000, (i) => byPerson(`hostile/p${i}`, { size: 100 })),
      short,
    );
    admitted(
      state,
      many(1_000, (i) => byPerson(`hostile/p${i}`, { size: 100, kind: 'mandate.revoke' })),
      short,
    );
    admitted(
      state,
      many(1_000, () => byValidator({ size: 100 })),
      short,
    );
    expect(
      admitted(
        state,
        many(500, () => byAgency(OTHER)),
        short,
      ),
    ).toBe(500);
  });

  test('bound the whole block by items and by bytes', () => {
    const agencies = many(9, (i) => byAgency(`a${i}` as AgencyId));
    const state = stateWith();
    const counted = agencies.flatMap((one) => many(1_000, () => one));
    expect(admitted(state, counted)).toBe(MAX_BLOCK_ITEMS);
    const long = agencies.map((one) => ({ ...one, bytes: LONGEST }));
    const count = admitted(
      state,
      long.flatMap((one) => many(100, () => one)),
    );
    expect(count * LONGEST.length).toBe(MAX_BLOCK_TRANSACTION_BYTES);
  });

  test('admit in every order what they admit in one', () => {
    const names = fc.constantFrom('hostile/p1', 'hostile/p2', 'other/q1');
    const kinds = fc.constantFrom('access.read', 'erasure.confirm', 'consent.withdraw');
    const options = fc.record({
      kind: kinds,
      items: fc.integer({ min: 1, max: 8 }),
      size: fc.integer({ min: 1, max: 16_384 }),
    });
    const anySent = fc.oneof(
      fc.tuple(fc.constantFrom(HOSTILE, OTHER), options).map(([agency, how]) => byAgency(agency, how)),
      fc.tuple(names, options).map(([name, how]) => byPerson(name, how)),
      options.map(byValidator),
      options.map(byStranger),
    );
    const state = stateWith({ agencyQuota: 12, personQuota: 9, agencyBytes: 65_536 });
    fc.assert(
      fc.property(fc.array(anySent, { maxLength: 80 }), fc.infiniteStream(fc.nat()), (transactions, keys) => {
        const counter = new QuotaCounter(state);
        const block = transactions.filter((transaction) => counter.admit(transaction));
        const shuffled = block
          .map((transaction) => ({ transaction, place: keys.next().value as number }))
          .sort((a, b) => a.place - b.place)
          .map(({ transaction }) => transaction);
        expect(admitted(state, shuffled)).toBe(block.length);
      }),
      { numRuns: 200 },
    );
  });
});

test('sealed content beside a block has a bound, and one agency half of it', () => {
  const counter = new SidecarQuotaCounter(stateWith());
  const size = 512 * 1024;
  const count = (agency: AgencyId) => many(50, () => byAgency(agency)).filter((one) => counter.admit(one, size)).length;
  expect(count(HOSTILE) * size).toBe(DEFAULT_PARAMETERS.agencySidecarBytes);
  expect(count(OTHER) * size).toBe(MAX_BLOCK_SIDECAR_BYTES - DEFAULT_PARAMETERS.agencySidecarBytes);
  expect(count('third' as AgencyId)).toBe(0);
  expect(counter.admit(byAgency(HOSTILE), 0)).toBe(true);
});
