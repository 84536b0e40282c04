/**
 * Checks a document that somebody was handed: a receipt, a saved access log, a presentation of a record, the proof of
 * an erasure, or the proof that a section was not sealed as it had to be. Everything happens here, from the genesis
 * document alone. Whether what it says still holds is asked elsewhere, by what it claims of a record.
 */
import { type Erasure, type RecordType, unconfirmedHolders } from '@annals/ledger/block';
import type { AgencyId, OfficerId, RecordId, SubjectId, TransactionId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import {
  erasureCertificateShape,
  LogReading,
  type Receipt,
  readLogFile,
  receiptShape,
  type Trusted,
  trailFileShape,
  type Verdict,
  verifyErasureCertificate,
  verifyReceipt,
  verifyTakenTrail,
} from '@annals/ledger/light';
import { type PresentedField, presentationShape, verifyPresentation } from '@annals/ledger/presentation';
import type { Fit } from '@annals/ledger/record-types';
import { type Claim, claimOfPresentation, claimOfReceipt } from '@annals/ledger/validity';
import { type SectionFault, verifyWrong, wrongShape } from '@annals/ledger/wrong';

/** Up to which block what a document says is proven. */
interface AsOf {
  readonly height: number;
  readonly timeMs: number;
}

export type CheckedDocument =
  | (AsOf & {
      readonly type: 'receipt';
      readonly transaction: TransactionId;
      readonly kind: string;
      readonly code: string;
    })
  | { readonly type: 'trails'; readonly trails: readonly CheckedTrail[] }
  | (AsOf & {
      readonly type: 'presentation';
      readonly record: RecordId;
      readonly issuer: AgencyId;
      readonly recordType: RecordType;
      readonly state: string;
      readonly fields: readonly PresentedField[];
      readonly fit: Fit | null;
      readonly audience: string;
      readonly untilMs: number;
    })
  | (AsOf & {
      readonly type: 'erasure';
      readonly record: RecordId;
      readonly erasure: Erasure;
      /** Who has not confirmed yet that the content is gone. */
      readonly waiting: readonly AgencyId[];
    })
  | (AsOf & {
      readonly type: 'wrong';
      readonly record: RecordId;
      readonly section: string;
      readonly fault: SectionFault;
      readonly issuer: AgencyId;
      readonly officer: OfficerId;
    });

export interface CheckedTrail extends AsOf {
  readonly subject: SubjectId;
  readonly sector: string;
  /** Entries, all verified. */
  readonly size: number;
}

/** A document that is genuine. */
export interface GenuineDocument {
  readonly document: CheckedDocument;
  /** What it says of a record that can change; null where it is about none. */
  readonly claim: Claim | null;
  /** With what its proof has taught: an answer that forks from it is noticed. */
  readonly trusted: Trusted;
}

/**
 * Checks what the file says that it is.
 * @param pieces of its text, in their order.
 * @throws AnnalsError `proof.malformed` for what is no such document, and the code of what does not hold.
 */
export async function checkDocument(
  trusted: Trusted,
  pieces: AsyncIterable<string> | Iterable<string>,
  nowMs: number,
): Promise<GenuineDocument> {
  const readings: LogReading[] = [];
  const { value, logs } = await readLogFile(pieces, (log, entries) => {
    while (readings.length <= log) readings.push(new LogReading());
    readings[log]?.take(entries);
  });
  if (typeof value !== 'object' || value === null) {
    throw new AnnalsError('proof.malformed', 'the file is none of the documents that can be checked');
  }
  if ('trails' in value) return checkTrails(trusted, value, { readings, logs });
  if ('format' in value && value.format === 'annals-presentation') return checkPresentation(trusted, value, nowMs);
  if ('format' in value && value.format === 'annals-erasure') return checkErasure(trusted, value);
  if ('format' in value && value.format === 'annals-wrong') return checkWrong(trusted, value);
  return checkReceipt(trusted, value);
}

function checkReceipt(trusted: Trusted, value: object): GenuineDocument {
  const receipt: Receipt = read(() => receiptShape.fromJson(value));
  const verified = holds(verifyReceipt(trusted, receipt));
  const { transaction, result, header } = verified;
  const { kind } = transaction.payload;
  const document = { type: 'receipt', transaction: transaction.id, kind, code: result.code, ...asOf(header) } as const;
  return { document, claim: claimOfReceipt(verified), trusted: verified.trusted };
}

/** The logs of a file, whose entries have been taken in as they came. */
function checkTrails(
  trusted: Trusted,
  value: object,
  { readings, logs }: { readonly readings: readonly LogReading[]; readonly logs: number },
): GenuineDocument {
  const { trails } = read(() => trailFileShape.fromJson(value));
  if (logs !== trails.length) throw new AnnalsError('proof.malformed', `the file has ${logs} logs of ${trails.length}`);
  const checked = trails.map(({ subject, sector, proven }, log): CheckedTrail => {
    const { head, header } = holds(verifyTakenTrail(trusted, subject, proven, readings[log] ?? new LogReading()));
    return { subject, sector, size: head.size, ...asOf(header) };
  });
  return { document: { type: 'trails', trails: checked }, claim: null, trusted };
}

/** One that does not hold any more, or whose proof is old, is shown: whether it is valid is said beside it. */
function checkPresentation(trusted: Trusted, value: object, nowMs: number): GenuineDocument {
  const presentation = read(() => presentationShape.fromJson(value));
  const verified = holds(verifyPresentation(trusted, presentation, { nowMs, acceptNotInForce: true, maxAgeMs: null }));
  const { id, record, type, fields, fit, header } = verified;
  const document: CheckedDocument = {
    type: 'presentation',
    record: id,
    issuer: record.agency,
    recordType: type,
    state: record.state,
    fields,
    fit,
    audience: presentation.audience,
    untilMs: presentation.untilMs,
    ...asOf(header),
  };
  return { document, claim: claimOfPresentation(verified), trusted: verified.trusted };
}

function checkErasure(trusted: Trusted, value: object): GenuineDocument {
  const certificate = read(() => erasureCertificateShape.fromJson(value));
  const { record, erasure, header, trusted: learned } = holds(verifyErasureCertificate(trusted, certificate));
  const waiting = unconfirmedHolders(erasure);
  return { document: { type: 'erasure', record, erasure, waiting, ...asOf(header) }, claim: null, trusted: learned };
}

function checkWrong(trusted: Trusted, value: object): GenuineDocument {
  const {
    record,
    section,
    fault,
    agency,
    officer,
    header,
    trusted: learned,
  } = holds(
    verifyWrong(
      trusted,
      read(() => wrongShape.fromJson(value)),
    ),
  );
  const document = { type: 'wrong', record, section, fault, issuer: agency, officer, ...asOf(header) } as const;
  return { document, claim: null, trusted: learned };
}

function asOf({ height, timeMs }: AsOf): AsOf {
  return { height, timeMs };
}

function read<T>(reader: () => T): T {
  try {
    return reader();
  } catch (cause) {
    throw new AnnalsError('proof.malformed', `the file cannot be read: ${(cause as Error).message}`, { cause });
  }
}

function holds<T>(verdict: Verdict<T>): T {
  if (!verdict.ok) throw new AnnalsError(verdict.code, verdict.reason);
  return verdict;
}
