/** Arbitrary well-formed messages for property tests. */
import { encodeHeader, type Header, MAX_BLOCK_TRANSACTIONS } from '@annals/ledger/block';
import { type BlockHash, bytesToHex, concatBytes, shape } from '@annals/ledger/codec';
import { sha256 } from '@annals/ledger/crypto';
import { rootOfEntries } from '@annals/ledger/merkle';
import fc from 'fast-check';
import type { ConsensusMessage } from './messages.ts';
import { type Proposal, proposalOf } from './proposal.ts';

const signature = fc.uint8Array({ minLength: 64, maxLength: 64 });
const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
const block = hash.map((bytes) => bytesToHex(bytes) as BlockHash);
const height = fc.oneof(fc.integer({ min: 1, max: 4 }), fc.maxSafeNat());
const view = fc.oneof(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 2 ** 31 - 1 }));
const signer = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 99 }));
const signatures = fc.array(fc.record({ index: signer, signature }), { maxLength: 6 });
const certificate = fc.record({
  height,
  view,
  block,
  signatures: fc.array(fc.record({ index: signer, signature }), { minLength: 1, maxLength: 6 }),
});
const prepared = fc.option(fc.record({ view, block }), { nil: null });

/** A proposal with this many transactions, whose ids fit its header. */
export function madeProposal(
  count: number,
  change: Partial<Header> = {},
  parentCertificate: Proposal['parentCertificate'] = null,
): Proposal {
  const ids = Array.from({ length: count }, (_, i) => sha256(Uint8Array.of(i & 255, i >> 8)));
  const zero = new Uint8Array(32);
  const header: Header = {
    chain: zero,
    height: 1,
    timeMs: 1_000,
    clockMs: 1_000,
    parent: '00'.repeat(32) as BlockHash,
    transactionsRoot: rootOfEntries(ids),
    resultsRoot: zero,
    stateRoot: zero,
    validatorsHash: zero,
    nextValidatorsHash: zero,
    proposer: new Uint8Array(33),
    count,
    ...change,
  };
  return proposalOf(encodeHeader(header), concatBytes(...ids), parentCertificate);
}

const proposal = fc
  .record({
    count: fc.integer({ min: 0, max: 3 }),
    height,
    timeMs: fc.nat(),
    parentCertificate: fc.option(certificate, { nil: null }),
  })
  .map(({ count, height: at, timeMs, parentCertificate }) =>
    madeProposal(count, { height: Math.max(1, at), timeMs }, parentCertificate),
  );

export function anyMessage(): fc.Arbitrary<ConsensusMessage> {
  return fc.oneof(
    fc.record({
      type: fc.constant('pre-prepare' as const),
      height,
      view,
      proposal,
      justification: fc.option(
        fc.record({
          viewChanges: fc.array(fc.record({ signer, prepared, signature }), { maxLength: 5 }),
          prepares: fc.option(signatures, { nil: null }),
        }),
        { nil: null },
      ),
      signer,
      signature,
    }),
    fc.record({
      type: fc.constant('vote' as const),
      vote: fc.record({
        step: fc.constantFrom('prepare' as const, 'commit' as const),
        height,
        view,
        block,
        signer,
        signature,
      }),
    }),
    fc.record({
      type: fc.constant('view-change' as const),
      height,
      view,
      prepared,
      certificate: fc.option(fc.record({ view, proposal, prepares: signatures }), { nil: null }),
      signer,
      signature,
    }),
    fc.record({
      type: fc.constant('status' as const),
      height: fc.oneof(fc.nat(4), fc.maxSafeNat()),
      view,
      hasProposal: fc.boolean(),
      serial: fc.maxSafeNat(),
      signature,
    }),
    fc.record({ type: fc.constant('decision' as const), certificate }),
  );
}

/** The largest message that the protocol allows: all validators, a full block, nothing left out. */
export function largestMessage(validators: number): ConsensusMessage {
  const all = Array.from({ length: validators }, (_, index) => ({ index, signature: new Uint8Array(64).fill(index) }));
  const hashText = 'ff'.repeat(32) as BlockHash;
  const far = 2 ** 31 - 2;
  return {
    type: 'pre-prepare',
    height: Number.MAX_SAFE_INTEGER,
    view: far + 1,
    proposal: madeProposal(
      MAX_BLOCK_TRANSACTIONS,
      { height: Number.MAX_SAFE_INTEGER, timeMs: shape.MAX_TIME_MS },
      {
        height: Number.MAX_SAFE_INTEGER,
        view: far,
        block: hashText,
        signatures: all,
      },
    ),
    justification: {
      viewChanges: all.map(({ index, signature: bytes }) => ({
        signer: index,
        prepared: { view: far, block: hashText },
        signature: bytes,
      })),
      prepares: all,
    },
    signer: validators - 1,
    signature: new Uint8Array(64),
  };
}
