/** Makes a presentation: picks the fields of an opened record that are to be shown, and signs them for somebody. */
import type { RecordId } from '../codec/index.ts';
import { type FieldDisclosure, type SecretKey, sign } from '../crypto/index.ts';
import { AnnalsError } from '../errors/index.ts';
import type { ChainId } from '../transaction/index.ts';
import { type Presentable, type Presentation, presentationDigest, type UnsignedPresentation } from './format.ts';

/** What is shown, to whom, and for how long. */
export interface PresentationRequest {
  readonly chain: ChainId;
  readonly record: RecordId;
  /** The proofs of record, type and subject, as a node gives them. */
  readonly presentable: Presentable;
  /** The fields of the sections that were opened: `fields` of `openSection`. */
  readonly opened: readonly FieldDisclosure[];
  /** Which of them: JSON pointers of fields, or of parts whose fields are all shown; at least a section. */
  readonly paths: readonly string[];
  readonly audience: string;
  readonly nonce: string | null;
  readonly madeMs: number;
  readonly untilMs: number;
  /** The secret of the key that the subject has now. */
  readonly secret: SecretKey;
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Does not look whether the proofs hold: verify what was made before it is handed on.
 * @throws AnnalsError `presentation.field` when a path names no field that was opened.
 */
export function makePresentation(request: PresentationRequest): Presentation {
  const chosen = chooseFields(request.opened, request.paths);
  const unsigned: UnsignedPresentation = {
    format: 'annals-presentation',
    version: 1,
    id: request.record,
    ...request.presentable,
    digests: chosen[0].digests,
    fields: chosen.map(({ path, value, salt }) => ({ path, value: decoder.decode(value), salt })),
    audience: request.audience,
    nonce: request.nonce,
    madeMs: request.madeMs,
    untilMs: request.untilMs,
  };
  return { ...unsigned, signature: sign(presentationDigest(request.chain, unsigned), request.secret) };
}

type AtLeastOne<T> = readonly [T, ...T[]];

function chooseFields(opened: readonly FieldDisclosure[], paths: readonly string[]): AtLeastOne<FieldDisclosure> {
  const chosen = new Map<string, FieldDisclosure>();
  for (const wanted of paths) {
    const found = opened.filter(({ path }) => path === wanted || path.startsWith(`${wanted}/`));
    // The empty pointer would be the whole record: that is rather a name that was forgotten than a wish.
    if (found.length === 0 || wanted === '')
      throw new AnnalsError('presentation.field', `${wanted} is no field of what was opened`);
    for (const field of found) chosen.set(field.path, field);
  }
  const [first, ...rest] = [...chosen.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  if (!first) throw new AnnalsError('presentation.field', 'no field was chosen');
  return [first, ...rest];
}
