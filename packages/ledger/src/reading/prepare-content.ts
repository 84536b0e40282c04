/** Content on its way to the ledger: held against its type's schema, and sealed or in clear as the type says. */
import type { RecordType } from '../block/index.ts';
import type { RecordId } from '../codec/index.ts';
import type { RandomSource } from '../crypto/index.ts';
import { AnnalsError } from '../errors/index.ts';
import type { Proven } from '../light/index.ts';
import { canonicalJson, type SectionContents, validateContent } from '../record-types/index.ts';
import { sealRecord } from '../sidecar/index.ts';
import type { ChainId, RecordContent } from '../transaction/index.ts';
import type { SealingFacts } from './sealing-facts.ts';

/** Content ready for a transaction, and the sidecar that goes beside it. */
export interface PreparedContent {
  readonly content: RecordContent;
  readonly sidecar: Uint8Array | null;
}

/** The record and version that content is for. */
export interface ContentPlace {
  readonly chain: ChainId;
  readonly record: RecordId;
  /** 1 for a new record, and one more than the present version for an amended or transferred one. */
  readonly version: number;
}

/** The content, if it fits the type. @throws AnnalsError `record.content`, `record.sections`. */
export function checkedContent(type: RecordType, sections: SectionContents): SectionContents {
  const verdict = validateContent(type, sections);
  if (verdict.ok) return sections;
  throw new AnnalsError(verdict.code, `${verdict.path || '/'}: ${verdict.message}`);
}

/** Content of a public type. @throws AnnalsError as {@link checkedContent}, `record.visibility` for a sealed one. */
export function publicContent(type: Proven<RecordType>, sections: SectionContents): PreparedContent {
  if (type.visibility !== 'public') {
    throw new AnnalsError('record.visibility', `records of the type ${type.name} are sealed`);
  }
  return { content: { type: 'public', text: canonicalJson(checkedContent(type, sections)) }, sidecar: null };
}

/**
 * Seals content to its subject and to the network.
 * @throws AnnalsError as {@link checkedContent}, and as `sealRecord`; `record.visibility` for a public type.
 */
export function sealedContent(
  { type, subjectKey, networkKey }: SealingFacts,
  place: ContentPlace,
  sections: SectionContents,
  random?: RandomSource,
): PreparedContent {
  if (type.visibility !== 'sealed') {
    throw new AnnalsError('record.visibility', `records of the type ${type.name} are public`);
  }
  const toSeal = { ...place, sections: checkedContent(type, sections), subjectKey, networkKey };
  const { bytes, content } = sealRecord({ ...toSeal, ...(random && { random }) });
  return { content, sidecar: bytes };
}
