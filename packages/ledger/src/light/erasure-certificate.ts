/**
 * The certificate of erasure as a file that anyone verifies offline: the proven value of `erasure/<record>`, which names
 * who held the content and who has destroyed it (PROTOCOL erasure).
 */
import { type Erasure, type Header, stateKey } from '../block/index.ts';
import { type Infer, type RecordId, shape } from '../codec/index.ts';
import { provenValueShape } from './proofs.ts';
import type { Trusted } from './trusted.ts';
import { refused, type Verdict } from './verdict.ts';
import { verifyValue } from './verify-value.ts';

/** A thousand holders, and the epochs of twenty years. */
export const MAX_ERASURE_FILE_BYTES = 16 * 1024 * 1024;

export const erasureCertificateShape = shape.struct({
  format: shape.oneOf('annals-erasure'),
  version: shape.integer(1, 1),
  record: shape.id('record'),
  proven: provenValueShape,
});

export type ErasureCertificate = Infer<typeof erasureCertificateShape>;

/** What a certificate proves. */
export interface VerifiedErasure {
  readonly header: Header;
  readonly record: RecordId;
  readonly erasure: Erasure;
  readonly trusted: Trusted;
}

/** The text of such a file. */
export function formatErasureCertificate(certificate: Pick<ErasureCertificate, 'record' | 'proven'>): string {
  const whole = { format: 'annals-erasure', version: 1, ...certificate } as const;
  return `${JSON.stringify(erasureCertificateShape.toJson(whole), null, 2)}\n`;
}

/** Checks a certificate. @returns `erasure.unknown` when it is proven that the record was not erased at its block. */
export function verifyErasureCertificate(
  trusted: Trusted,
  { record, proven }: Pick<ErasureCertificate, 'record' | 'proven'>,
): Verdict<VerifiedErasure> {
  const state = verifyValue(trusted, stateKey.erasure(record), proven);
  if (!state.ok) return state;
  if (!state.value) {
    return refused('erasure.unknown', `the record had not been erased at block ${state.header.height}`);
  }
  return { ok: true, header: state.header, record, erasure: state.value, trusted: state.trusted };
}
