/**
 * Verifies a header from what is trusted: walks the epochs, checking each certificate against the set of its height,
 * then the header's own (PROTOCOL light-header, FAILURES 22).
 *
 * Why it is sound while at most f of each set are faulty: a quorum of a set holds a correct validator, who signs only a
 * header that names the set which really decides its height. So each step leads from a real set to the real next one,
 * and an epoch that is left out can only make what follows fail.
 */
import {
  blockHashOf,
  type ConsensusValidator,
  decodeHeader,
  type Header,
  validatorsHash,
  verifyCommitCertificate,
} from '../block/index.ts';
import { type BlockHash, equalBytes } from '../codec/index.ts';
import type { Epoch, HeaderProof } from './proofs.ts';
import type { Trusted } from './trusted.ts';
import { readUntrusted, refused, type Verdict } from './verdict.ts';

/** A header that a quorum of its height's validators has signed. */
export interface VerifiedHeader {
  readonly header: Header;
  readonly hash: BlockHash;
}

/** Options of verification. */
export interface VerifyOptions {
  /** Refuse a header lower than what is trusted already, with `proof.stale`. Off for receipts of the past. */
  readonly refuseStale?: boolean;
}

/** A set and the first height that it is known to decide. */
type KnownSet = Pick<Trusted, 'validators' | 'sinceHeight'>;

/** Checks a header proof; gives the header and what is trusted from then on. Never throws on hostile input. */
export function verifyHeader(
  trusted: Trusted,
  proof: HeaderProof,
  options: VerifyOptions = {},
): Verdict<{ readonly verified: VerifiedHeader; readonly trusted: Trusted }> {
  const final = readSigned(trusted, proof.header);
  if (!final.ok) return final;
  const { header, hash } = final.value;
  if (options.refuseStale && header.height < trusted.latestHeight) {
    return refused('proof.stale', `the proof is of block ${header.height}, but block ${trusted.latestHeight} is known`);
  }
  const walked = walkEpochs(trusted, startFor(trusted, header.height), proof.epochs, header.height);
  if (!walked.ok) return walked;
  const signed = checkSigned(trusted, walked.known.validators, final.value, proof.certificate);
  if (!signed.ok) return signed;
  if (header.height === trusted.latestHeight && trusted.latestHash !== null && hash !== trusted.latestHash) {
    return refused('proof.fork', `block ${header.height} is certified as ${hash}, and before as ${trusted.latestHash}`);
  }
  return { ok: true, verified: final.value, trusted: advance(trusted, walked.known, final.value) };
}

/** Where the walk begins: at the latest set that is known, or at genesis for what lies before it. */
function startFor({ validators, sinceHeight, genesisValidators }: Trusted, height: number): KnownSet {
  return height >= sinceHeight ? { validators, sinceHeight } : { validators: genesisValidators, sinceHeight: 1 };
}

function walkEpochs(
  trusted: Trusted,
  start: KnownSet,
  epochs: readonly Epoch[],
  height: number,
): Verdict<{ readonly known: KnownSet }> {
  let known = start;
  let previousHeight = 0;
  for (const epoch of epochs) {
    const read = readSigned(trusted, epoch.header);
    if (!read.ok) return read;
    const { header } = read.value;
    if (header.height <= previousHeight) return refused('proof.epoch', 'the epochs do not ascend');
    if (header.height >= height) return refused('proof.epoch', 'an epoch lies at or after the header to verify');
    previousHeight = header.height;
    // What it leads to is known already.
    if (header.height < known.sinceHeight) continue;
    const signed = checkSigned(trusted, known.validators, read.value, epoch.certificate);
    if (!signed.ok) return signed;
    if (!equalBytes(validatorsHash(epoch.nextValidators), header.nextValidatorsHash)) {
      return refused('proof.epoch', `the validator set after block ${header.height} is not the one that was agreed`);
    }
    if (sameSet(epoch.nextValidators, header)) {
      return refused('proof.epoch', `the validator set does not change at block ${header.height}`);
    }
    known = { validators: epoch.nextValidators, sinceHeight: header.height + 1 };
  }
  return { ok: true, known };
}

/** What is trusted once a header has been verified; one of the past teaches nothing about the present. */
function advance(trusted: Trusted, known: KnownSet, { header, hash }: VerifiedHeader): Trusted {
  const isLater = header.height > trusted.latestHeight;
  return {
    ...trusted,
    ...(known.sinceHeight > trusted.sinceHeight ? known : {}),
    ...(isLater ? { latestHeight: header.height, latestHash: hash } : {}),
  };
}

function readSigned(trusted: Trusted, bytes: Uint8Array): Verdict<{ readonly value: VerifiedHeader }> {
  const read = readUntrusted('proof.malformed', () => ({ header: decodeHeader(bytes), hash: blockHashOf(bytes) }));
  if (!read.ok) return read;
  if (!equalBytes(read.value.header.chain, trusted.chain)) {
    return refused('proof.wrong-chain', 'the header is of another chain than the genesis document');
  }
  return read;
}

function sameSet(validators: readonly ConsensusValidator[], header: Header): boolean {
  return equalBytes(validatorsHash(validators), header.validatorsHash);
}

function checkSigned(
  trusted: Trusted,
  validators: readonly ConsensusValidator[],
  { header, hash }: VerifiedHeader,
  certificate: HeaderProof['certificate'],
): Verdict<object> {
  if (!sameSet(validators, header)) {
    return refused('proof.epoch', `block ${header.height} names another validator set than the one that is known`);
  }
  if (certificate.height !== header.height || certificate.block !== hash) {
    return refused('proof.certificate', 'the certificate is for another block');
  }
  const checked = verifyCommitCertificate(certificate, { chain: trusted.chain, validators });
  return checked.ok ? { ok: true } : refused('proof.certificate', checked.reason);
}
