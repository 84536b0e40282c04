/** The published vectors of presentations: what holds, and what a verifier must refuse. The same every time. */
import { type Infer, type JsonValue, type Shape, shape } from '../../codec/index.ts';
import { sha256, sign } from '../../crypto/index.ts';
import type { ErrorCode } from '../../errors/index.ts';
import type { Trusted, Verdict } from '../../light/index.ts';
import { secretOf } from '../../state/sample-chain.fixture.ts';
import { presentationDigest } from '../format.ts';
import { type Presentation, presentationShape, verifyPresentation } from '../index.ts';
import { MADE_MS, present, presentableAt, presentedRecord, UNTIL_MS } from './presented-record.ts';

const caseShape = shape.struct({
  /** Why it holds or does not, in words. */
  about: shape.text(400),
  expect: shape.text(48) as Shape<string> as unknown as Shape<'ok' | ErrorCode>,
  /** What the verifier asks for; null where it does not look. */
  audience: shape.nullable(shape.text(200)),
  nonce: shape.nullable(shape.text(128)),
  nowMs: shape.nullable(shape.time),
  presentation: presentationShape,
});
const corpusShape = shape.struct({ cases: shape.list(caseShape, 100) });

export type PresentationCase = Infer<typeof caseShape>;

/** The text of the file. */
export function formatCorpus(cases: readonly PresentationCase[]): string {
  const value: JsonValue = corpusShape.toJson({ cases });
  return `${JSON.stringify(value, null, 2)}\n`;
}

export function readCorpus(text: string): readonly PresentationCase[] {
  return corpusShape.fromJson(JSON.parse(text)).cases;
}

/** Verifies a case as its fields say. */
export function verifyCase(
  trusted: Trusted,
  { audience, nonce, nowMs, presentation }: PresentationCase,
): Verdict<object> {
  return verifyPresentation(trusted, presentation, {
    ...(audience !== null && { audience }),
    ...(nonce !== null && { nonce }),
    ...(nowMs !== null && { nowMs }),
  });
}

export function presentationCorpus(): readonly PresentationCase[] {
  const presented = presentedRecord();
  const valid = present(presented);
  const [field, ...others] = presented.opened;
  if (!field) throw new Error('the letter has fields');
  const asked = { audience: valid.audience, nonce: valid.nonce, nowMs: MADE_MS };
  const signed = (changes: Partial<Presentation>): Presentation => {
    const unsigned = { ...valid, ...changes };
    return { ...unsigned, signature: sign(presentationDigest(presented.chain.state.chain, unsigned), secretOf('ada')) };
  };
  const own = presentableAt(presented);
  const refused = (
    expect: PresentationCase['expect'],
    about: string,
    presentation: Presentation,
    changes: Partial<PresentationCase> = {},
  ): PresentationCase => ({ about, expect, ...asked, presentation, ...changes });
  const another = (value: Partial<typeof field>) =>
    present(presented, { opened: [{ ...field, ...value }, ...others], paths: ['/body'] });
  return [
    {
      about: 'Two fields of a letter, for a pharmacy that gave a challenge.',
      expect: 'ok',
      ...asked,
      presentation: valid,
    },
    {
      about: 'All fields of the letter, for anybody and without a date.',
      expect: 'ok',
      audience: null,
      nonce: null,
      nowMs: null,
      presentation: present(presented, { paths: ['/body'], nonce: null }),
    },
    refused('presentation.audience', 'It was made for somebody else.', valid, { audience: 'insurer.example' }),
    refused('presentation.audience', 'It answers another challenge.', valid, { nonce: 'challenge-2' }),
    refused('presentation.expired', 'It is past its date by no time at all.', valid, { nowMs: UNTIL_MS }),
    refused('presentation.too-old', 'Its proof is older than a day, though it was made today.', valid, {
      nowMs: UNTIL_MS - 1,
    }),
    refused('presentation.expired', 'It is dated an hour ahead.', valid, { nowMs: MADE_MS - 3_600_000 }),
    refused('presentation.signature', 'Another person has signed it.', present(presented, { secret: secretOf('bob') })),
    refused(
      'presentation.signature',
      'The audience was changed after it was signed.',
      {
        ...valid,
        audience: 'insurer.example',
      },
      { audience: 'insurer.example' },
    ),
    refused('presentation.signature', 'A field was taken out after it was signed.', {
      ...valid,
      fields: valid.fields.slice(1),
    }),
    refused(
      'presentation.commitment',
      'The subject shows another value than was issued.',
      another({ value: new TextEncoder().encode('"J46"') }),
    ),
    refused('presentation.commitment', 'The subject shows a value under another path.', another({ path: '/body/a' })),
    refused(
      'presentation.commitment',
      'The salt is another one.',
      another({ salt: sha256(field.salt).subarray(0, 16) }),
    ),
    refused(
      'presentation.commitment',
      'The list of digests is another one, with a digest of the field that is shown.',
      signed({ digests: valid.digests.slice(1) }),
    ),
    refused('presentation.malformed', 'The fields are not in order.', signed({ fields: valid.fields.toReversed() })),
    refused(
      'proof.membership',
      'The proof of the subject is that of the record.',
      signed({ subject: { ...own.record, key: own.subject.key } }),
    ),
    refused(
      'proof.membership',
      'The proof of the record is about another one.',
      signed({ record: { ...own.record, key: own.record.key.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a')) } }),
    ),
  ];
}
