/** What the documents that people hand over say about a record, once they have been verified by themselves. */
import type { JsonValue, RecordId } from '../codec/index.ts';
import type { VerifiedReceipt, VerifiedRecord } from '../light/index.ts';
import type { VerifiedPresentation } from '../presentation/index.ts';
import { parseCanonicalJson, type ValidityDates, validityDates } from '../record-types/index.ts';
import { newObjectId, type Transaction } from '../transaction/index.ts';
import type { Claim, Standing } from './judge.ts';

/** Of a presentation: this content, of this holder, signed with her key. */
export function claimOfPresentation({ id, header, record, type, subject, dates }: VerifiedPresentation): Claim {
  return {
    id,
    at: header,
    standing: { header, record, type, subject },
    version: record.version,
    subject: record.subject,
    signedBy: subject.key,
    dates,
  };
}

/** Of a saved history: the record as it was. It holds neither type nor subject, so by itself it says little. */
export function claimOfHistory(id: RecordId, { header, record }: VerifiedRecord): Claim {
  const { version, subject } = record;
  return { id, at: header, standing: null, version, subject, signedBy: null, dates: null };
}

/** Of a receipt by which a record came to be what it was; null for one that is about no record, or was refused. */
export function claimOfReceipt({ header, transaction, result }: VerifiedReceipt): Claim | null {
  if (result.code !== 'ok') return null;
  const made = recordMadeBy(transaction);
  return made && { ...made, at: header, standing: null, signedBy: null, dates: null };
}

function recordMadeBy({ payload }: Transaction): Pick<Claim, 'id' | 'version' | 'subject'> | null {
  switch (payload.kind) {
    case 'record.issue':
      return { id: newObjectId('record', payload.signer, payload.salt), version: 1, subject: payload.body.subject };
    case 'record.amend':
      return { id: payload.body.record, version: payload.body.version + 1, subject: null };
    case 'record.transition':
      return { id: payload.body.record, version: null, subject: null };
    case 'record.transfer':
      return { id: payload.body.record, version: null, subject: payload.body.to };
    default:
      return null;
  }
}

/** The dates of a record whose content stands in clear; null for sealed content, of which only who opens it knows. */
export function datesInClear({ record, type }: Pick<Standing, 'record' | 'type'>): ValidityDates | null {
  if (record.content.type !== 'public') return null;
  const content = parseCanonicalJson(record.content.text);
  return validityDates(type, (path) => valueAt(content, path)) ?? null;
}

function valueAt(content: JsonValue, path: string): JsonValue | undefined {
  return path
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<JsonValue | undefined>(
      (value, step) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, step)
          ? (value as { readonly [name: string]: JsonValue })[step]
          : undefined,
      content,
    );
}
