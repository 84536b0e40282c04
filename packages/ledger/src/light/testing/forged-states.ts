/** Forgeries of state values: another value, another key, absence where there is something, another root. */

import { type Record, recordShape, stateKey } from '../../block/index.ts';
import { encodeShape } from '../../codec/index.ts';
import type { ErrorCode } from '../../errors/index.ts';
import type { ProvenValue, StateProof } from '../index.ts';
import type { CaseOf, NamedCase } from './proof-case.ts';
import type { Story } from './story.ts';
import type { ValidProofs } from './valid-proofs.ts';

export function forgedStates(
  { chain, letterToAda, letterToBob, earlier }: Story,
  valid: ValidProofs,
): readonly NamedCase[] {
  const { proof } = valid.record;
  const forged = (
    name: string,
    about: string,
    state: Partial<StateProof>,
    of: CaseOf<'record'> = valid.record,
  ): NamedCase => ({
    name,
    case: {
      ...of,
      expect: 'proof.membership' satisfies ErrorCode,
      about,
      proof: { ...of.proof, state: { ...of.proof.state, ...state } } satisfies ProvenValue,
    },
  });
  const record = chain.state.read(stateKey.record(letterToAda)) as Record;
  const { membership } = proof.state;
  const ofBob = chain.proveValue(stateKey.record(letterToBob));
  return [
    forged('value-altered', 'The record is shown in another state of its lifecycle.', {
      value: encodeShape(recordShape, { ...record, state: 'revoked' }),
    }),
    forged('value-of-another-key', "Another record's proven value.", ofBob.state),
    forged('value-under-a-wrong-key', "Another record's value and proof, under the key that was asked for.", {
      ...ofBob.state,
      key: proof.state.key,
    }),
    forged('presence-denied', 'The record is said not to exist.', { value: null }),
    forged('absence-of-another', 'The record is said not to exist, by the proof that another does not.', {
      ...valid.absentRecord.proof.state,
      key: proof.state.key,
    }),
    forged(
      'presence-claimed',
      'A record that does not exist is shown with the value of one that does.',
      { value: proof.state.value },
      valid.absentRecord,
    ),
    forged('membership-cut-short', 'The last hash of the proof is missing.', {
      membership: { ...membership, siblings: membership.siblings.slice(0, -1) },
    }),
    forged('membership-with-a-hash-more', 'The proof has a hash too many.', {
      membership: { ...membership, siblings: [...membership.siblings, new Uint8Array(32).fill(1)] },
    }),
    {
      name: 'stale-root',
      case: {
        ...valid.trail,
        expect: 'proof.membership',
        about: 'The log as it was at block 6, under the header of block 10.',
        proof: { ...earlier, proof: valid.trail.proof.proof },
      },
    },
  ];
}
