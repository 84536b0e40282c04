/**
 * Verifies a state value: after this block, under this key, the state held exactly this value, or nothing
 * (PROTOCOL state-proof). A record's current status is such a value.
 */
import {
  type Header,
  kindOfKey,
  MAX_VALUE_BYTES,
  type StateKey,
  type ValueKind,
  type ValueOf,
  valueShape,
} from '../block/index.ts';
import { decodeShape } from '../codec/index.ts';
import { verifyMembership } from '../merkle/index.ts';
import type { HeaderProof, ProvenValue, StateProof } from './proofs.ts';
import type { Proven } from './proven.ts';
import type { Trusted } from './trusted.ts';
import { readUntrusted, refused, type Verdict } from './verdict.ts';
import { type VerifyOptions, verifyHeader } from './verify-header.ts';

/** What the state held under a key; `value` is undefined where it held nothing. */
export interface VerifiedValue<K extends ValueKind> {
  readonly header: Header;
  readonly value: Proven<ValueOf<K>> | undefined;
  readonly trusted: Trusted;
}

/** Checks that `proven` says what the state held under `key`. Never throws on hostile input. */
export function verifyValue<K extends ValueKind>(
  trusted: Trusted,
  key: StateKey<K>,
  proven: ProvenValue,
  options: VerifyOptions = {},
): Verdict<VerifiedValue<K>> {
  return verifyStateProof(trusted, key, proven.proof, proven.state, options);
}

/** The same for a state proof that travels with something else, such as the entries of a log. */
export function verifyStateProof<K extends ValueKind>(
  trusted: Trusted,
  key: StateKey<K>,
  proof: HeaderProof,
  state: StateProof,
  options: VerifyOptions,
): Verdict<VerifiedValue<K>> {
  if (state.key !== key) return refused('proof.membership', `the proof is about ${state.key}, not about ${key}`);
  const header = verifyHeader(trusted, proof, options);
  if (!header.ok) return header;
  const held = verifyStateAt(header.verified.header, key, state);
  return held.ok ? { ...held, header: header.verified.header, trusted: header.trusted } : held;
}

/** The same where the header has been verified already: several values of one block have one header. */
export function verifyStateAt<K extends ValueKind>(
  { stateRoot }: Header,
  key: StateKey<K>,
  state: StateProof,
): Verdict<{ readonly value: Proven<ValueOf<K>> | undefined }> {
  if (state.key !== key) return refused('proof.membership', `the proof is about ${state.key}, not about ${key}`);
  if (!verifyMembership(stateRoot, key, state.value, state.membership)) {
    return refused('proof.membership', `the proof of ${key} does not lead to the state root`);
  }
  if (state.value === null) return { ok: true, value: undefined };
  const bytes = state.value;
  return readUntrusted(
    'proof.malformed',
    () => decodeShape(valueShape(kindOfKey(key)), bytes, MAX_VALUE_BYTES) as Proven<ValueOf<K>>,
  );
}
