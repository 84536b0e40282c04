/**
 * Verifies a header from what is trusted: walks the epochs, checking each certificate against the set of its height,
 * then the header's own (PROTOCOL light-header, FAILURES 22).
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
import type { HeaderProof } from './proofs.ts';
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

/** Checks a header proof; gives the header and what is trusted from then on. Never throws on hostile input. */
export function verifyHeader(
  trusted: Trusted,
  proof: HeaderProof,
  options: VerifyOptions = {},
): Verdict<{ readonly verified: VerifiedHeader; readonly trusted: Trusted }> {
  const final = readSigned(trusted, proof.header);
  if (!final.ok) return final;
  const { height } = final.value.header;
  if (options.refuseStale && height < trusted.latestHeight) {
    return refused('proof.stale', `the proof is of block ${height}, but block ${trusted.latestHeight} is known`);
  }
  let validators = trusted.validators;
  let sinceHeight = trusted.sinceHeight;
  for (const epoch of proof.epochs) {
    const read = readSigned(trusted, epoch.header);
    if (!read.ok) return read;
    const { header } = read.value;
    if (header.height < sinceHeight) continue;
    if (header.height >= height) return refused('proof.epoch', 'an epoch lies at or after the header to verify');
    const signed = checkSigned(trusted, validators, read.value, epoch.certificate);
    if (!signed.ok) return signed;
    if (!equalBytes(validatorsHash(epoch.nextValidators), header.nextValidatorsHash)) {
      return refused('proof.epoch', `the validator set after block ${header.height} is not the one that was agreed`);
    }
    validators = epoch.nextValidators;
    sinceHeight = header.height + 1;
  }
  if (height < sinceHeight && !sameSet(validators, final.value.header)) {
    return refused('proof.epoch', 'the header is older than the validator set that is trusted; start from genesis');
  }
  const signed = checkSigned(trusted, validators, final.value, proof.certificate);
  if (!signed.ok) return signed;
  return {
    ok: true,
    verified: final.value,
    trusted: { ...trusted, validators, sinceHeight, latestHeight: Math.max(trusted.latestHeight, height) },
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
    return refused(
      'proof.epoch',
      `block ${header.height} was decided by another validator set than the one that is known`,
    );
  }
  if (certificate.height !== header.height || certificate.block !== hash) {
    return refused('proof.certificate', 'the certificate is for another block');
  }
  const checked = verifyCommitCertificate(certificate, { chain: trusted.chain, validators });
  return checked.ok ? { ok: true } : refused('proof.certificate', checked.reason);
}
