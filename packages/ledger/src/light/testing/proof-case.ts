/** One published vector of the light client: a proof, what a verifier knows and asks, and what it must answer. */
import { stateKey } from '../../block/index.ts';
import { type BlockHash, type Infer, type JsonValue, type Shape, shape } from '../../codec/index.ts';
import type { ErrorCode } from '../../errors/index.ts';
import { type LogHead, logHeadShape } from '../../merkle/index.ts';
import {
  provenLogShape,
  provenValueShape,
  receiptShape,
  type Trusted,
  type Verdict,
  verifyReceipt,
  verifyRecordHistory,
  verifyTrail,
  verifyValue,
} from '../index.ts';

/** What a verifier has verified before, beyond the genesis document. */
const knownShape = shape.struct({ latestHeight: shape.uint, latestHash: shape.id('block') });

const common = {
  /** Why the proof holds or does not, in words. */
  about: shape.text(400),
  expect: shape.text(48) as Shape<string> as unknown as Shape<'ok' | ErrorCode>,
  known: shape.nullable(knownShape),
};
const log = { ...common, after: shape.nullable(logHeadShape), refuseStale: shape.boolean, proof: provenLogShape };

export const proofCaseShape = shape.union('kind', {
  receipt: shape.struct({ ...common, proof: receiptShape }),
  record: shape.struct({ ...common, record: shape.id('record'), proof: provenValueShape }),
  trail: shape.struct({ ...log, subject: shape.id('subject') }),
  history: shape.struct({ ...log, record: shape.id('record') }),
});

export type ProofCase = Infer<typeof proofCaseShape>;
export type CaseOf<K extends ProofCase['kind']> = Extract<ProofCase, { readonly kind: K }>;

export interface NamedCase {
  readonly name: string;
  readonly case: ProofCase;
}

/** The text of a vector's file. */
export function caseText(proofCase: ProofCase): string {
  const value: JsonValue = proofCaseShape.toJson(proofCase);
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Verifies the proof of a case as its fields say. */
export function verifyCase(genesisTrust: Trusted, proofCase: ProofCase): Verdict<object> {
  const trusted = proofCase.known ? { ...genesisTrust, ...proofCase.known } : genesisTrust;
  switch (proofCase.kind) {
    case 'receipt':
      return verifyReceipt(trusted, proofCase.proof);
    case 'record':
      return verifyValue(trusted, stateKey.record(proofCase.record), proofCase.proof);
    case 'trail':
      return verifyTrail(trusted, proofCase.subject, proofCase.proof, logOptions(proofCase));
    case 'history':
      return verifyRecordHistory(trusted, proofCase.record, proofCase.proof, logOptions(proofCase));
  }
}

function logOptions({ after, refuseStale }: { readonly after: LogHead | null; readonly refuseStale: boolean }) {
  return { refuseStale, ...(after ? { after } : {}) };
}

/** What a case knows of a chain at a height. */
export function knownAt(at: { readonly header: { readonly height: number }; readonly hash: BlockHash }) {
  return { latestHeight: at.header.height, latestHash: at.hash };
}
