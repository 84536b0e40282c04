/**
 * Verifies a presentation from the genesis document alone: the fields are what the issuer committed to, the record is
 * in force at a certified block, and the person whom it is about has signed for this audience (PROTOCOL presentation).
 */
import type { Record, RecordType } from '../block/index.ts';
import type { JsonValue, RecordId } from '../codec/index.ts';
import { verifyFields, verifySignature } from '../crypto/index.ts';
import {
  readUntrusted,
  refused,
  type Trusted,
  type Verdict,
  type VerifiedStates,
  type VerifyOptions,
  verifyStates,
} from '../light/index.ts';
import { type Fit, fitOfFields, parseCanonicalJson, type ValidityDates, validityDates } from '../record-types/index.ts';
import { type Presentation, presentationDigest } from './format.ts';

/** What the verifier expects. */
export interface PresentationOptions extends VerifyOptions {
  /** For whom it must have been made; without it, it may be for anybody. */
  readonly audience?: string;
  /** The challenge that it must answer. */
  readonly nonce?: string;
  /** The present time; without it neither dates nor age are looked at. */
  readonly nowMs?: number;
  /**
   * How old its proof may be, so that whoever shows it cannot choose a day on which it still held; a day if nothing is
   * said. Null: whoever asks judges it by the present state (room `validity`).
   */
  readonly maxAgeMs?: number | null;
  /** Also take a record that is suspended or revoked; `isInForce` says so. */
  readonly acceptNotInForce?: boolean;
}

export interface PresentedField {
  readonly path: string;
  readonly value: JsonValue;
}

/** What a presentation shows, as it stood after the block of `header`. */
export interface VerifiedPresentation extends VerifiedStates {
  readonly id: RecordId;
  readonly fields: readonly PresentedField[];
  /** Whether the fields are what the type says; null where it was revised after the content was made, and is not told. */
  readonly fit: Fit | null;
  /** Whether the record could be relied on at that block; false for one that was suspended or revoked. */
  readonly isInForce: boolean;
  /** From and until when the content says itself to be valid. */
  readonly dates: ValidityDates;
}

/** How old a proof may be that nobody has asked a node about. */
export const MAX_PROOF_AGE_MS = 24 * 3_600_000;

/** The clock of whoever made it may be ahead of the verifier's by so much. */
const CLOCK_SKEW_MS = 300_000;
const encoder = new TextEncoder();

/** Checks a presentation. Never throws on hostile input. */
export function verifyPresentation(
  trusted: Trusted,
  presentation: Presentation,
  options: PresentationOptions = {},
): Verdict<VerifiedPresentation> {
  const states = verifyStates(trusted, presentation.id, presentation, options);
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
  const dates = shownDates(type, fields.value);
  if (!dates) return refused('presentation.validity', 'it does not show from or until when it is valid');
  const tooOld = checkAge(states.header.timeMs, options);
  if (tooOld) return tooOld;
  const isInForce = inForce(type, record.state);
  if (!isInForce && !options.acceptNotInForce) {
    return refused('presentation.not-in-force', `the record is ${record.state}`);
  }
  const fit = type.version === record.typeVersion ? fitOfFields(type, fields.value) : null;
  return { ...states, id: presentation.id, fields: fields.value, fit, isInForce, dates };
}

/**
 * Whether a record in this state can be relied on: it is live, and where records of the type begin or can still be
 * changed. One that is suspended still counts as the only one of its subject, but is neither.
 */
export function inForce({ lifecycle: { initial, states } }: RecordType, state: string): boolean {
  return states.some(({ name, live, changeable }) => name === state && live && (name === initial || changeable));
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

function shownDates(type: RecordType, fields: readonly PresentedField[]): ValidityDates | undefined {
  return validityDates(type, (path) => fields.find((field) => field.path === path)?.value);
}

/** Whether its proof is of a time that is long enough gone for anything to have happened since (ATTACK stale-document). */
function checkAge(
  timeMs: number,
  { nowMs, maxAgeMs = MAX_PROOF_AGE_MS }: PresentationOptions,
): ReturnType<typeof refused> | undefined {
  if (nowMs === undefined || maxAgeMs === null || nowMs - timeMs <= maxAgeMs) return undefined;
  return refused('presentation.too-old', `its proof is ${Math.floor((nowMs - timeMs) / 3_600_000)} hours old`);
}
