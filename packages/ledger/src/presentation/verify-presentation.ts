/**
 * Verifies a presentation from the genesis document alone: the fields are what the issuer committed to, the record is
 * in force at a certified block, and the person whom it is about has signed for this audience (PROTOCOL presentation).
 */
import { type Header, type Record, type RecordType, type Subject, stateKey } from '../block/index.ts';
import type { JsonValue, RecordId } from '../codec/index.ts';
import { verifyFields, verifySignature } from '../crypto/index.ts';
import {
  readUntrusted,
  refused,
  type Trusted,
  type Verdict,
  type VerifyOptions,
  verifyHeader,
  verifyStateAt,
} from '../light/index.ts';
import { type Fit, fitOfFields, parseCanonicalJson } from '../record-types/index.ts';
import { type Presentation, presentationDigest } from './format.ts';

/** What the verifier expects. */
export interface PresentationOptions extends VerifyOptions {
  /** For whom it must have been made; without it, it may be for anybody. */
  readonly audience?: string;
  /** The challenge that it must answer. */
  readonly nonce?: string;
  /** The present time; without it the dates are not looked at. */
  readonly nowMs?: number;
  /** Also take a record that is suspended or revoked; `isInForce` says so. */
  readonly acceptNotInForce?: boolean;
}

export interface PresentedField {
  readonly path: string;
  readonly value: JsonValue;
}

/** What a presentation shows, as it stood after the block of `header`. */
export interface VerifiedPresentation {
  readonly header: Header;
  readonly id: RecordId;
  readonly record: Record;
  readonly type: RecordType;
  readonly fields: readonly PresentedField[];
  /** Whether the fields are what the type says; null where it was revised after the content was made, and is not told. */
  readonly fit: Fit | null;
  /** Whether the record could be relied on at that block; false for one that was suspended or revoked. */
  readonly isInForce: boolean;
  readonly trusted: Trusted;
}

/** The clock of whoever made it may be ahead of the verifier's by so much. */
const CLOCK_SKEW_MS = 300_000;
const encoder = new TextEncoder();

/** Checks a presentation. Never throws on hostile input. */
export function verifyPresentation(
  trusted: Trusted,
  presentation: Presentation,
  options: PresentationOptions = {},
): Verdict<VerifiedPresentation> {
  const states = verifyStates(trusted, presentation, options);
  if (!states.ok) return states;
  const { record, type, subject } = states;
  if (record.erased !== null) return refused('record.erased', `its content was erased in block ${record.erased}`);
  if (subject.status !== 'active')
    return refused('subject.closed', 'the subject is closed, and her key proves nothing');
  const digest = presentationDigest(trusted.chain, presentation);
  if (!verifySignature(digest, presentation.signature, subject.key)) {
    return refused('presentation.signature', 'it is not signed with the key of the subject');
  }
  const fields = verifyShown(record, presentation);
  if (!fields.ok) return fields;
  const unfit = checkPurpose(presentation, options);
  if (unfit) return unfit;
  const isInForce = inForce(type, record.state);
  if (!isInForce && !options.acceptNotInForce) {
    return refused('presentation.not-in-force', `the record is ${record.state}`);
  }
  const { header } = states;
  return {
    ok: true,
    header,
    id: presentation.id,
    record,
    type,
    fields: fields.value,
    fit: type.version === record.typeVersion ? fitOfFields(type, fields.value) : null,
    isInForce,
    trusted: states.trusted,
  };
}

/**
 * Whether a record in this state can be relied on: it is live, and where records of the type begin or can still be
 * changed. One that is suspended still counts as the only one of its subject, but is neither.
 */
function inForce({ lifecycle: { initial, states } }: RecordType, state: string): boolean {
  return states.some(({ name, live, changeable }) => name === state && live && (name === initial || changeable));
}

interface ProvenStates {
  readonly header: Header;
  readonly record: Record;
  readonly type: RecordType;
  readonly subject: Subject;
  readonly trusted: Trusted;
}

/** The record, its type and its subject, all at one header. */
function verifyStates(
  trusted: Trusted,
  presentation: Presentation,
  options: PresentationOptions,
): Verdict<ProvenStates> {
  const proven = verifyHeader(trusted, presentation.proof, options);
  if (!proven.ok) return proven;
  const { header } = proven.verified;
  const record = verifyStateAt(header, stateKey.record(presentation.id), presentation.record);
  if (!record.ok) return record;
  if (!record.value) return refused('record.unknown', `there is no such record at block ${header.height}`);
  const type = verifyStateAt(header, stateKey.type(record.value.type), presentation.type);
  if (!type.ok) return type;
  const subject = verifyStateAt(header, stateKey.subject(record.value.subject), presentation.subject);
  if (!subject.ok) return subject;
  if (!type.value || !subject.value)
    return refused('proof.membership', 'the state has no type or subject of the record');
  return {
    ok: true,
    header,
    record: record.value,
    type: type.value,
    subject: subject.value,
    trusted: proven.trusted,
  };
}

/** The fields that are shown, each one of those that the issuer committed to. */
function verifyShown(
  { content }: Record,
  { fields, digests }: Presentation,
): Verdict<{ readonly value: readonly PresentedField[] }> {
  if (content.type === 'public') {
    return refused('presentation.commitment', 'a public record stands in clear; there is nothing to present');
  }
  if (fields.some(({ path }, i) => i > 0 && path <= (fields[i - 1]?.path ?? ''))) {
    return refused('presentation.malformed', 'its fields are not in the order of their paths');
  }
  const shown = fields.map(({ path, value, salt }) => ({ path, value: encoder.encode(value), salt }));
  if (!verifyFields(content.commitment, digests, shown)) {
    return refused('presentation.commitment', 'a field is not what the issuer committed to');
  }
  return readUntrusted('presentation.malformed', () =>
    fields.map(({ path, value }) => ({ path, value: parseCanonicalJson(value) })),
  );
}

/** Whether it was made for the one who looks at it, and for now. */
function checkPurpose(
  { audience, nonce, madeMs, untilMs }: Presentation,
  options: PresentationOptions,
): ReturnType<typeof refused> | undefined {
  if (options.audience !== undefined && options.audience !== audience) {
    return refused('presentation.audience', `it was made for ${audience}`);
  }
  if (options.nonce !== undefined && options.nonce !== nonce) {
    return refused('presentation.audience', 'it does not answer the challenge that was given');
  }
  if (options.nowMs === undefined) return undefined;
  if (options.nowMs >= untilMs) return refused('presentation.expired', 'it is past its date');
  if (madeMs > options.nowMs + CLOCK_SKEW_MS) return refused('presentation.expired', 'it is dated in the future');
  return undefined;
}
