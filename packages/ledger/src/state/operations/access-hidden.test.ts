import { describe, expect, test } from '@jest/globals';
import { decodeAccessEntry, MAX_PENDING_HIDDEN_READS_OF_AGENCY, stateKey } from '../../block/index.ts';
import { bytesToHex, type RecordId } from '../../codec/index.ts';
import { sign } from '../../crypto/index.ts';
import { courtOrderDigest } from '../../hidden/index.ts';
import { proveReaderKey } from '../../threshold/index.ts';
import { type BodyOf, hiddenReaderDigest, officerIdOf } from '../../transaction/index.ts';
import { hiddenReading, orderFor, REVEAL_AFTER_MS } from '../hidden-read.fixture.ts';
import { officer, RecordChain, sampleType, subjectOf } from '../record-chain.fixture.ts';
import { agencyOf, asAgency, keyOf, type Signer, secretOf } from '../sample-chain.fixture.ts';

const ada = subjectOf('ada', 'welfare');
const caseWorker = officer('case-worker');
const validator: Signer = { key: 'education/validator', agency: null };
const welfare = agencyOf('welfare');

function withRecord(chain = new RecordChain()) {
  const record = chain.issue(caseWorker, 'welfare-decision', ada);
  const entries = () => (chain.state.logs.get(`access/${ada}`) ?? []).map(decodeAccessEntry);
  const counts = () => chain.state.read(stateKey.accessCounts(welfare));
  return { chain, record, entries, counts };
}

/** A hidden read that is committed. */
function committed(chain: RecordChain, record: RecordId, options: { salt?: string; version?: number } = {}) {
  const made = hiddenReading(chain, orderFor(chain, record), caseWorker, {}, options);
  expect(chain.run(made.transaction)).toEqual({ code: 'ok', items: [] });
  const hidden = () => chain.state.read(stateKey.hidden(made.transaction.id));
  return { ...made, hidden, timeMs: chain.timeMs, height: chain.height };
}

const reveal = ({ transaction, disclosure }: ReturnType<typeof hiddenReading>): BodyOf<'access.reveal'> => ({
  transaction: transaction.id,
  disclosure,
});

describe('access.read-hidden', () => {
  test('the person sees nothing of it yet, everybody sees that the agency reads under which court', () => {
    const { chain, record, entries, counts } = withRecord();
    const { hidden, transaction } = committed(chain, record);
    expect(entries()).toEqual([]);
    expect(counts()).toMatchObject({ reads: 1, hidden: 1, hiddenUndisclosed: 1 });
    expect(hidden()).toMatchObject({
      agency: welfare,
      officer: officerIdOf(welfare, keyOf('case-worker')),
      court: agencyOf('registry'),
      type: 'welfare-decision',
      status: 'sealed',
      disclosed: null,
    });
    expect(chain.state.read(stateKey.hiddenPending)).toEqual([
      { transaction: transaction.id, agency: welfare, revealMs: hidden()?.revealMs },
    ]);
  });

  test('what it hides stands nowhere in what is committed', () => {
    const { chain, record } = withRecord();
    const { transaction, disclosure } = committed(chain, record);
    const kept = chain.state.get(stateKey.hidden(transaction.id)) as Uint8Array;
    const secrets = [record, bytesToHex(new TextEncoder().encode('4-kls-17/31')), bytesToHex(disclosure.seed)];
    for (const secret of secrets) {
      expect(bytesToHex(transaction.bytes)).not.toContain(secret);
      expect(bytesToHex(kept)).not.toContain(secret);
    }
  });

  test.each<[string, string, (chain: RecordChain, record: RecordId) => ReturnType<typeof hiddenReading>]>([
    [
      'hidden.not-allowed',
      'an officer without the role',
      (chain, record) => hiddenReading(chain, orderFor(chain, record), officer('treasurer')),
    ],
    [
      'hidden.not-allowed',
      'a type that allows none',
      (chain, record) => hiddenReading(chain, orderFor(chain, record, { type: 'diploma' }), caseWorker),
    ],
    [
      'type.unknown',
      'no such type',
      (chain, record) => hiddenReading(chain, orderFor(chain, record, { type: 'none' }), caseWorker),
    ],
    [
      'hidden.court',
      'an agency that is no court of the type',
      (chain, record) => hiddenReading(chain, orderFor(chain, record, { court: agencyOf('health') }), caseWorker),
    ],
    [
      'hidden.order',
      'an order for another agency',
      (chain, record) => hiddenReading(chain, orderFor(chain, record, { agency: agencyOf('health') }), caseWorker),
    ],
    [
      'hidden.order',
      'another date than the court signed',
      (chain, record) => {
        const order = orderFor(chain, record);
        return hiddenReading(chain, { ...order, revealMs: order.revealMs + 1 }, caseWorker);
      },
    ],
    [
      'hidden.order',
      'other details than the court signed',
      (chain, record) => {
        const order = orderFor(chain, record);
        return hiddenReading(chain, { ...order, details: { ...order.details, sections: ['grounds'] } }, caseWorker);
      },
    ],
    [
      'hidden.reveal-date',
      'a date that is past',
      (chain, record) => hiddenReading(chain, orderFor(chain, record, { revealMs: chain.timeMs }), caseWorker),
    ],
    [
      'hidden.reveal-date',
      'a date further ahead than the type allows',
      (chain, record) =>
        hiddenReading(chain, orderFor(chain, record, { revealMs: chain.timeMs + 181 * 86_400_000 }), caseWorker),
    ],
    [
      'access.reader-key',
      'a reader key proven for another request',
      (chain, record) =>
        hiddenReading(chain, orderFor(chain, record), caseWorker, {
          readerProof: proveReaderKey(
            secretOf('reader'),
            hiddenReaderDigest(
              chain.state.chain,
              keyOf('case-worker'),
              keyOf('x').subarray(0, 16),
              keyOf('x').subarray(1),
            ),
          ),
        }),
    ],
  ])('%s: %s', (code, _, make) => {
    const { chain, record } = withRecord();
    const { transaction } = make(chain, record);
    expect(chain.run(transaction)).toEqual({ code, items: [] });
    expect(chain.state.read(stateKey.hidden(transaction.id))).toBeUndefined();
    expect(chain.state.read(stateKey.accessCounts(welfare))).toBeUndefined();
  });

  test("hidden.seal: a package of another officer's transaction is not taken", () => {
    const { chain, record } = withRecord();
    const order = orderFor(chain, record);
    const other = hiddenReading(chain, order, caseWorker, {}, { salt: 'other' }).transaction.payload
      .body as BodyOf<'access.read-hidden'>;
    expect(chain.run(hiddenReading(chain, order, caseWorker, { package: other.package }).transaction).code).toBe(
      'hidden.seal',
    );
  });

  test('hidden.court: nobody is her own court', () => {
    const own = sampleType('welfare-decision', {
      name: 'own-court',
      hidden: { courts: [welfare], roles: ['case-worker'], maxMs: REVEAL_AFTER_MS * 2 },
    });
    const { chain, record } = withRecord(new RecordChain([own]));
    const order = orderFor(chain, record, { court: welfare, type: 'own-court' });
    const { transaction } = hiddenReading(chain, order, caseWorker);
    const { package: sealed } = transaction.payload.body as BodyOf<'access.read-hidden'>;
    const digest = courtOrderDigest({ ...order, commitment: sealed.commitment });
    const signed = { ...order, signature: sign(digest, secretOf('welfare')) };
    expect(chain.run(hiddenReading(chain, signed, caseWorker).transaction).code).toBe('hidden.court');
  });

  test('hidden.full: no agency takes the room of all', () => {
    const { chain, record } = withRecord();
    const wait = { transaction: 'ab'.repeat(32) as never, agency: welfare, revealMs: 1 };
    chain.install(stateKey.hiddenPending, new Array(MAX_PENDING_HIDDEN_READS_OF_AGENCY).fill(wait));
    expect(chain.run(hiddenReading(chain, orderFor(chain, record), caseWorker).transaction).code).toBe('hidden.full');
  });

  test('ATTACK dear-refusals: without room, what is dear to check is not looked at', () => {
    const { chain, record } = withRecord();
    const order = orderFor(chain, record);
    const wrong = hiddenReading(chain, { ...order, revealMs: order.revealMs + 1 }, caseWorker).transaction;
    expect(chain.run(wrong).code).toBe('hidden.order');
    const wait = { transaction: 'ab'.repeat(32) as never, agency: welfare, revealMs: 1 };
    chain.install(stateKey.hiddenPending, new Array(MAX_PENDING_HIDDEN_READS_OF_AGENCY).fill(wait));
    const again = hiddenReading(chain, { ...order, revealMs: order.revealMs + 2 }, caseWorker).transaction;
    expect(chain.run(again).code).toBe('hidden.full');
  });
});

describe('access.reveal', () => {
  test('at the date the read stands in her log, with its own time and that of the disclosure', () => {
    const { chain, record, entries, counts } = withRecord();
    const made = committed(chain, record);
    chain.block([], REVEAL_AFTER_MS);
    const transaction = chain.signed('access.reveal', validator, reveal(made));
    expect(chain.run(transaction)).toEqual({ code: 'ok', items: [{ code: 'ok', logIndex: 0 }] });
    const disclosed = { transaction: transaction.id, timeMs: chain.timeMs, height: chain.height };
    expect(entries()).toEqual([
      {
        record,
        type: 'welfare-decision',
        version: 1,
        sections: ['decision'],
        agency: welfare,
        officer: officerIdOf(welfare, keyOf('case-worker')),
        representative: null,
        purpose: 'investigation',
        basis: 'criminal-procedure/94',
        mode: 'hidden',
        reason: null,
        outcome: 'granted',
        code: 'ok',
        timeMs: made.timeMs,
        height: made.height,
        transaction: made.transaction.id,
        disclosed,
      },
    ]);
    expect(made.hidden()).toMatchObject({ status: 'disclosed', disclosed: { ...disclosed, code: 'ok' } });
    expect(counts()).toMatchObject({ hidden: 1, hiddenUndisclosed: 0 });
    expect(chain.state.read(stateKey.hiddenPending)).toEqual([]);
    chain.refuse('hidden.disclosed', 'access.reveal', validator, reveal(made));
  });

  test('not before its date, not by others than validators, not with other details', () => {
    const { chain, record } = withRecord();
    const made = committed(chain, record);
    chain.refuse('hidden.too-early', 'access.reveal', validator, reveal(made));
    chain.block([], REVEAL_AFTER_MS);
    chain.refuse('tx.not-authorised', 'access.reveal', asAgency('welfare'), reveal(made));
    const { disclosure } = made;
    const others = [
      { ...disclosure, version: 2 },
      { ...disclosure, seed: keyOf('x').subarray(1) },
      { ...disclosure, details: { ...disclosure.details, purpose: 'treatment' } },
    ];
    for (const other of others) {
      chain.refuse('hidden.mismatch', 'access.reveal', validator, { ...reveal(made), disclosure: other });
    }
    chain.refuse('hidden.unknown', 'access.reveal', validator, {
      ...reveal(made),
      transaction: 'ab'.repeat(32) as never,
    });
  });

  test('what could not have been opened is entered as refused; a record that never was has nobody to tell', () => {
    const { chain, record, entries } = withRecord();
    const wrong = committed(chain, record, { salt: 'wrong', version: 2 });
    const nothing = committed(chain, 'ab'.repeat(20) as RecordId, { salt: 'nothing' });
    chain.block([], REVEAL_AFTER_MS);
    expect(chain.run(chain.signed('access.reveal', validator, reveal(wrong))).items).toEqual([
      { code: 'record.wrong-version', logIndex: 0 },
    ]);
    expect(entries()).toEqual([expect.objectContaining({ outcome: 'refused', code: 'record.wrong-version' })]);
    expect(chain.run(chain.signed('access.reveal', validator, reveal(nothing))).items).toEqual([
      { code: 'record.unknown', logIndex: null },
    ]);
    expect(nothing.hidden()).toMatchObject({ status: 'disclosed', disclosed: { code: 'record.unknown' } });
  });
});

describe('access.overdue', () => {
  test('marks what nobody has disclosed in time, which stays counted and can still be disclosed', () => {
    const { chain, record, entries, counts } = withRecord();
    const made = committed(chain, record);
    const body = { transaction: made.transaction.id };
    chain.block([], REVEAL_AFTER_MS);
    chain.refuse('hidden.too-early', 'access.overdue', validator, body);
    chain.block([], 86_400_000);
    chain.carry('access.overdue', validator, body);
    expect(made.hidden()).toMatchObject({ status: 'overdue' });
    expect(counts()).toMatchObject({ hidden: 1, hiddenUndisclosed: 1 });
    expect(chain.state.read(stateKey.hiddenPending)).toEqual([]);
    chain.refuse('hidden.disclosed', 'access.overdue', validator, body);
    expect(chain.run(chain.signed('access.reveal', validator, reveal(made))).code).toBe('ok');
    expect(counts()).toMatchObject({ hidden: 1, hiddenUndisclosed: 0 });
    expect(entries()).toHaveLength(1);
  });
});
