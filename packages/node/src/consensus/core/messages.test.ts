import { encodeHeader, MAX_BLOCK_TRANSACTIONS, MAX_VALIDATORS } from '@annals/ledger/block';
import { type CborValue, concatBytes, decode, encode, hexToBytes } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MAX_MESSAGE_BYTES, MAX_VOTE_RECORD_BYTES } from './limits.ts';
import { anyMessage, largestMessage, madeProposal } from './messages.fixture.ts';
import { decodeMessage, encodeMessage, type PrePrepareMessage } from './messages.ts';
import { proposalOf } from './proposal.ts';
import { decodeVoteRecord, encodeVoteRecord, type VoteRecord } from './vote-record.ts';

const STATUS = { type: 'status', height: 1, view: 0, hasProposal: false, serial: 1, signature: new Uint8Array(64) };

describe('messages', () => {
  test('read as they were written', () => {
    fc.assert(
      fc.property(anyMessage(), (message) => expect(decodeMessage(encodeMessage(message))).toEqual(message)),
      {
        numRuns: 200,
      },
    );
  });

  test('any other bytes are refused with a code, and never with anything else (FAILURES 19)', () => {
    const refuses = (bytes: Uint8Array) => {
      try {
        decodeMessage(bytes);
      } catch (error) {
        if (!(error instanceof AnnalsError)) throw error;
      }
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), refuses));
    fc.assert(
      fc.property(anyMessage(), fc.nat(), fc.integer({ min: 1, max: 255 }), (message, at, flip) => {
        const bytes = encodeMessage(message);
        const position = at % bytes.length;
        bytes[position] = (bytes[position] as number) ^ flip;
        refuses(bytes);
      }),
      { numRuns: 300 },
    );
  });

  test.each<[string, { readonly [key: string]: CborValue }]>([
    ['an unknown type', { type: 'commit-all' }],
    ['a field too many', { ...STATUS, more: 1 }],
    ['a field too few', { type: 'status', height: 1, view: 0, hasProposal: false }],
    ['a negative view', { ...STATUS, view: -1 }],
    ['a view beyond its bound', { ...STATUS, view: 2 ** 31 }],
    [
      'a certificate of nobody',
      { type: 'decision', certificate: { height: 1, view: 0, block: new Uint8Array(32), signatures: [] } },
    ],
  ])('%s is refused', (_, value) => {
    expect(() => decodeMessage(encode(value))).toThrow(AnnalsError);
  });

  test('a list of signers longer than any set is refused', () => {
    const message = largestMessage(MAX_VALIDATORS) as PrePrepareMessage;
    const value = decode(encodeMessage(message), MAX_MESSAGE_BYTES) as {
      proposal: { parentCertificate: { signatures: CborValue[] } };
    };
    value.proposal.parentCertificate.signatures.push(value.proposal.parentCertificate.signatures[0] as CborValue);
    expect(() => decodeMessage(encode(value as unknown as CborValue))).toThrow('100 items');
  });

  test('the largest message and the largest record fit their bounds', () => {
    const message = largestMessage(MAX_VALIDATORS) as PrePrepareMessage;
    const bytes = encodeMessage(message);
    expect(bytes.length).toBeLessThan(MAX_MESSAGE_BYTES);
    expect(decodeMessage(bytes)).toEqual(message);
    const { height, view, proposal, justification } = message;
    const record: VoteRecord = { type: 'pre-prepare', height, view, proposal, justification };
    expect(encodeVoteRecord(record).length).toBeLessThan(MAX_VOTE_RECORD_BYTES);
    expect(() => decodeMessage(new Uint8Array(MAX_MESSAGE_BYTES + 1))).toThrow('at most');
  });
});

describe('a proposal', () => {
  const { headerBytes, transactionIds, header } = madeProposal(5);
  const ids = transactionIds.map((id) => hexToBytes(id));

  test('is read with its hash and its ids', () => {
    expect(proposalOf(headerBytes, concatBytes(...ids), null)).toEqual(madeProposal(5));
    expect(madeProposal(MAX_BLOCK_TRANSACTIONS).transactionIds).toHaveLength(MAX_BLOCK_TRANSACTIONS);
  });

  // Else a faulty primary could make one replica believe that a good block is invalid, and halt (FAILURES 27).
  test('whose ids are not those of its header is refused, whatever the hash', () => {
    expect(() => proposalOf(headerBytes, concatBytes(...ids.toReversed()), null)).toThrow('commits to');
    expect(() => proposalOf(headerBytes, concatBytes(...ids.slice(1)), null)).toThrow('expected 5');
    expect(() => proposalOf(headerBytes, concatBytes(...ids).subarray(1), null)).toThrow('expected 5');
    expect(() => proposalOf(encodeHeader({ ...header, count: 4 }), concatBytes(...ids), null)).toThrow('expected 4');
  });
});

describe('vote records', () => {
  const proposal = madeProposal(2);
  const prepares = [0, 1, 3].map((index) => ({ index, signature: new Uint8Array(64).fill(index) }));
  test.each<VoteRecord>([
    { type: 'vote', vote: { step: 'commit', height: 3, view: 1, block: proposal.hash } },
    { type: 'view-change', height: 3, view: 1, prepared: null },
    { type: 'view-change', height: 3, view: 2, prepared: { view: 1, block: proposal.hash } },
    { type: 'pre-prepare', height: 1, view: 0, proposal, justification: null },
    { type: 'prepared', height: 1, certificate: { view: 0, proposal, prepares } },
  ])('$type reads as it was written', (record) => {
    expect(decodeVoteRecord(encodeVoteRecord(record))).toEqual(record);
  });
});
