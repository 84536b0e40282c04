/** An order of a court and the place of a package, always the same, for the tests of hidden reads. */
import type { AgencyId, RecordId } from '../codec/index.ts';
import { publicKeyOf, sha256 } from '../crypto/index.ts';
import type { HiddenDetails } from '../transaction/index.ts';
import { hiddenCommitment } from './index.ts';

export const named = (name: string): Uint8Array => sha256(new TextEncoder().encode(name));

export const details: HiddenDetails = {
  record: 'ab'.repeat(20) as RecordId,
  sections: ['general', 'sensitive'],
  purpose: 'investigation',
  basis: 'criminal-procedure/94',
  reference: '4-kls-17/31',
};

export const seed = named('seed');

export const place = {
  chain: named('chain'),
  signer: publicKeyOf(named('officer')),
  salt: named('salt').subarray(0, 16),
  agency: '01'.repeat(20) as AgencyId,
  court: '02'.repeat(20) as AgencyId,
  type: 'medical-record',
  revealMs: 1_900_000_000_000,
  commitment: hiddenCommitment(details, seed),
};
