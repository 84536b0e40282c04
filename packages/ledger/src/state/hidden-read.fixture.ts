/** Hidden reads of a welfare decision on the chain of records, for tests: the registry stands in for the court. */
import type { RecordId } from '../codec/index.ts';
import { sha256 } from '../crypto/index.ts';
import { type CourtOrder, makeCourtOrder, makeHiddenRequest } from '../hidden/index.ts';
import { testNetworkKey } from '../threshold/testing/index.ts';
import { type BodyOf, buildTransaction, type HiddenDisclosure, type Transaction } from '../transaction/index.ts';
import type { RecordChain } from './record-chain.fixture.ts';
import { agencyOf, keyOf, type Signer, secretOf } from './sample-chain.fixture.ts';

const named = (name: string): Uint8Array => sha256(new TextEncoder().encode(name));

/** An hour after now. */
export const REVEAL_AFTER_MS = 3_600_000;

/** The order of the registry that lets the welfare agency read the record. */
export function orderFor(chain: RecordChain, record: RecordId, changes: Partial<CourtOrder> = {}): CourtOrder {
  const terms = {
    chain: chain.state.chain,
    court: agencyOf('registry'),
    agency: agencyOf('welfare'),
    type: 'welfare-decision',
    details: {
      record,
      sections: ['decision'],
      purpose: 'investigation',
      basis: 'criminal-procedure/94',
      reference: '4-kls-17/31',
    },
    revealMs: chain.timeMs + REVEAL_AFTER_MS,
    ...changes,
  };
  return makeCourtOrder(terms, secretOf('registry'), (size) => named('seed of the court').subarray(0, size));
}

/** A hidden read under an order, with what it hides. */
export function hiddenReading(
  chain: RecordChain,
  order: CourtOrder,
  signer: Signer,
  changes: Partial<BodyOf<'access.read-hidden'>> = {},
  { salt = 'hidden', version = 1 } = {},
): { readonly transaction: Transaction; readonly disclosure: HiddenDisclosure } {
  const bytes = named(salt).subarray(0, 16);
  const { body, disclosure } = makeHiddenRequest({
    order,
    version,
    networkKey: testNetworkKey(4).key.publicKey,
    signer: keyOf(signer.key),
    salt: bytes,
    readerSecret: secretOf('reader'),
  });
  const transaction = buildTransaction({
    chain: chain.state.chain,
    kind: 'access.read-hidden',
    body: { ...body, ...changes },
    agency: signer.agency === null ? null : agencyOf(signer.agency),
    lastValid: chain.height + 100,
    salt: bytes,
    signerSecret: secretOf(signer.key),
  }) as unknown as Transaction;
  return { transaction, disclosure };
}
