/** Forgeries of what every proof stands on: headers, certificates, and the walk through the epochs. */
import {
  assembleBlock,
  type CommitCertificate,
  consensusSetOf,
  decodeHeader,
  encodeHeader,
  validatorsHash,
} from '../../block/index.ts';
import { bytesToHex, concatBytes, hexToBytes } from '../../codec/index.ts';
import type { ErrorCode } from '../../errors/index.ts';
import type { Epoch, HeaderProof } from '../index.ts';
import { CertifiedChain, certify, firstPlaces } from './certified-chain.ts';
import type { NamedCase } from './proof-case.ts';
import { type Story, tellStory } from './story.ts';
import type { ValidProofs } from './valid-proofs.ts';

type SeatSignature = CommitCertificate['signatures'][number];

/** The order of the group of secp256k1: s and n - s both satisfy the equation, and only the lower one counts. */
const GROUP_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

function withHighS({ index, signature }: SeatSignature): SeatSignature {
  const s = GROUP_ORDER - BigInt(`0x${bytesToHex(signature.subarray(32))}`);
  return { index, signature: concatBytes(signature.subarray(0, 32), hexToBytes(s.toString(16).padStart(64, '0'))) };
}

/** The receipt of the story's end with another header proof. */
function receiptWith(
  { receipt }: ValidProofs,
  expect: ErrorCode,
  about: string,
  proof: HeaderProof,
): NamedCase['case'] {
  return { ...receipt, expect, about, proof: { ...receipt.proof, proof } };
}

/** Receipts whose certificate does not hold. */
export function forgedCertificates({ chain }: Story, valid: ValidProofs): readonly NamedCase[] {
  const { proof } = valid.receipt.proof;
  const { certificate } = proof;
  const [one, two, three] = certificate.signatures as readonly [SeatSignature, SeatSignature, SeatSignature];
  const { hash } = chain.header(9);
  const validators = chain.validatorsOf(9);
  const signed = (name: string, about: string, changed: Partial<CommitCertificate>): NamedCase => ({
    name,
    case: receiptWith(valid, 'proof.certificate', about, { ...proof, certificate: { ...certificate, ...changed } }),
  });
  const id = chain.state.chain;
  return [
    signed('signer-counted-twice', 'One validator signs twice, so that two look like three.', {
      signatures: [one, one, two],
    }),
    signed('signers-out-of-order', 'The signers do not ascend.', { signatures: [two, one, three] }),
    signed('quorum-one-short', 'Two signatures, where three of four are a quorum.', { signatures: [one, two] }),
    signed('signer-outside-the-set', 'A signer has the place 4 in a set of four.', {
      signatures: [one, two, { ...three, index: 4 }],
    }),
    signed('signatures-exchanged', 'Two signatures stand each at the place of the other.', {
      signatures: [{ ...one, signature: two.signature }, { ...two, signature: one.signature }, three],
    }),
    signed('signature-of-high-s', 'The third signature has the higher s, which satisfies the equation as well.', {
      signatures: [one, two, withHighS(three)],
    }),
    signed('prepare-votes', 'The votes are those of the step before: prepared is not yet final.', {
      signatures: certify(id, { height: 9, hash }, validators, firstPlaces(3), 'prepare').signatures,
    }),
    signed('certificate-of-another-view', 'The votes were cast in view 0, the certificate says 1.', { view: 1 }),
    signed(
      'certificate-of-another-block',
      'A true certificate, of the block after.',
      chain.proveHeader(10).certificate,
    ),
    signed('votes-of-another-chain', 'The same validators have signed, for another chain id.', {
      signatures: certify(new Uint8Array(32).fill(7), { height: 9, hash }, validators).signatures,
    }),
  ];
}

/** Receipts whose header is not one of this chain. */
export function forgedHeaders({ chain }: Story, valid: ValidProofs): readonly NamedCase[] {
  const { proof } = valid.receipt.proof;
  const header = decodeHeader(proof.header);
  const id = chain.state.chain;
  const oldSet = consensusSetOf(chain.genesis.validators);
  const forged = (name: string, expect: ErrorCode, about: string, changed: Partial<HeaderProof>): NamedCase => ({
    name,
    case: receiptWith(valid, expect, about, { ...proof, ...changed }),
  });
  const ofOldSet = assembleBlock({ ...header, validatorsHash: validatorsHash(oldSet) }, [], null);
  const named = assembleBlock({ ...header, timeMs: header.timeMs + 1 }, [], null);
  const elsewhere = tellStory('treatment', new CertifiedChain({ validityWindow: 9_999 })).chain;
  return [
    forged('header-altered', 'proof.certificate', 'The time in the header has been changed.', {
      header: encodeHeader({ ...header, timeMs: header.timeMs + 1 }),
    }),
    forged('header-with-a-byte-more', 'proof.malformed', 'A byte follows the header.', {
      header: concatBytes(proof.header, new Uint8Array(1)),
    }),
    forged('header-cut-short', 'proof.malformed', 'The header ends early.', { header: proof.header.subarray(0, -1) }),
    forged('replaced-set', 'proof.epoch', 'Made and signed by validators whose keys were replaced in block 8.', {
      header: ofOldSet.headerBytes,
      certificate: certify(id, { height: 9, hash: ofOldSet.hash }, oldSet),
    }),
    forged(
      'replaced-set-names-the-present',
      'proof.certificate',
      'The header names the present set; the old one signed.',
      {
        header: named.headerBytes,
        certificate: certify(id, { height: 9, hash: named.hash }, oldSet),
      },
    ),
    {
      name: 'other-chain',
      case: {
        ...valid.receipt,
        expect: 'proof.wrong-chain',
        about: 'A true receipt of another chain, which has the same validators and other parameters.',
        proof: elsewhere.receipt(9, 0),
      },
    },
  ];
}

/** Receipts whose epochs do not lead from genesis to the header. */
export function forgedEpochs({ chain }: Story, valid: ValidProofs): readonly NamedCase[] {
  const { proof } = valid.receipt.proof;
  const [first, second] = proof.epochs as readonly [Epoch, Epoch];
  const forged = (
    name: string,
    about: string,
    epochs: readonly Epoch[],
    expect: ErrorCode = 'proof.epoch',
  ): NamedCase => ({
    name,
    case: receiptWith(valid, expect, about, { ...proof, epochs }),
  });
  const epochAt = (height: number): Epoch => {
    const { header, certificate } = chain.proveHeader(height);
    return { header, certificate, nextValidators: [...chain.validatorsOf(height + 1)] };
  };
  const short = { ...first.certificate, signatures: first.certificate.signatures.slice(1) };
  return [
    forged('epochs-left-out', 'No epoch is shown: the header names a set that genesis does not.', []),
    forged('first-epoch-left-out', 'The first of two changes is not shown.', [second]),
    forged('last-epoch-left-out', 'The second of two changes is not shown.', [first]),
    forged('epochs-out-of-order', 'The second change stands before the first.', [second, first]),
    forged('epoch-twice', 'The first change is shown twice.', [first, first, second]),
    forged('epoch-without-change', 'Block 6 is shown as an epoch, though the set stays as it is.', [
      first,
      epochAt(6),
      second,
    ]),
    forged('epoch-at-the-header', 'The header itself is shown as an epoch before it.', [first, second, epochAt(9)]),
    forged('epoch-with-another-set', 'The set that follows block 5 is not the one that its header names.', [
      { ...first, nextValidators: second.nextValidators },
      second,
    ]),
    forged(
      'epoch-quorum-short',
      'The certificate of block 5 has two signatures.',
      [{ ...first, certificate: short }, second],
      'proof.certificate',
    ),
  ];
}
