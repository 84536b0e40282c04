/** Whatever byte of a proof is changed, it proves nothing any more; and no bytes make a verifier throw. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeShape, encodeShape, type Shape } from '../codec/index.ts';
import { AnnalsError } from '../errors/index.ts';
import { trustGenesis } from './index.ts';
import { provenLogShape, provenValueShape, receiptShape } from './proofs.ts';
import { type ProofCase, proofCaseShape, verifyCase } from './testing/proof-case.ts';
import { tellStory } from './testing/story.ts';
import { validProofs } from './testing/valid-proofs.ts';

const story = tellStory();
const trusted = trustGenesis(story.chain.genesis);
const proofs = validProofs(story);
const MAX_BYTES = 1 << 20;

/** The verdict on a case whose proof has been read from these bytes; `unreadable` when the shape refuses them. */
function verdictOn<T>(proofCase: ProofCase, shape: Shape<T>, bytes: Uint8Array): string {
  let proof: T;
  try {
    proof = decodeShape(shape, bytes, MAX_BYTES);
  } catch (error) {
    if (error instanceof AnnalsError) return 'unreadable';
    throw error;
  }
  const verdict = verifyCase(trusted, { ...proofCase, proof } as ProofCase);
  return verdict.ok ? 'ok' : verdict.code;
}

test.each([
  ['receipt', proofs.receipt, receiptShape],
  ['record', proofs.record, provenValueShape],
  ['absent record', proofs.absentRecord, provenValueShape],
  ['trail', proofs.trail, provenLogShape],
  ['history', proofs.history, provenLogShape],
] as readonly (readonly [string, ProofCase, Shape<unknown>])[])(
  '%s: a changed byte is noticed',
  (_name, proofCase, shape) => {
    const bytes = encodeShape(shape, proofCase.proof);
    expect(verdictOn(proofCase, shape, bytes)).toBe('ok');
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (place, change) => {
        const changed = Uint8Array.from(bytes);
        changed[place] = (changed[place] as number) ^ change;
        expect(verdictOn(proofCase, shape, changed)).not.toBe('ok');
      }),
      { numRuns: 60 },
    );
  },
);

test('a case survives its JSON form', () => {
  for (const proofCase of Object.values(proofs)) {
    expect(proofCaseShape.fromJson(JSON.parse(JSON.stringify(proofCaseShape.toJson(proofCase))))).toEqual(proofCase);
  }
});
