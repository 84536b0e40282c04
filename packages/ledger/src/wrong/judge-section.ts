/** Whether a section that was sealed to a subject opens, judged without her secret. */
import type { PublicKey } from '../crypto/index.ts';
import { AnnalsError } from '../errors/index.ts';
import {
  type CommittedSection,
  findSection,
  isDisclosureRight,
  isSealProven,
  openDisclosedSeal,
  openWithContentKey,
  type SealDisclosure,
  type Sidecar,
  sealContext,
} from '../sidecar/index.ts';

/**
 * `unproven`: the seal is not shown to be made by who knew its secret. `closed`: the seal does not give the key that
 * the content opens with. `uncommitted`: what it opens to is not what the ledger commits to.
 */
export type SectionFault = 'unproven' | 'closed' | 'uncommitted';

/** `right`: the section opens as it should. `undisclosed`: nothing is shown either way. */
export type SectionJudgement = SectionFault | 'right' | 'undisclosed';

/**
 * Judges a section. Never throws for a section that the sidecar has, whatever the bytes.
 * @throws AnnalsError `sidecar.mismatch`, `sidecar.no-seal` where the sidecar is of another version or has no such section.
 */
export function judgeSection(
  sidecar: Sidecar,
  place: CommittedSection,
  recipient: PublicKey,
  disclosure: SealDisclosure | null,
): SectionJudgement {
  const { toSubject } = findSection(sidecar, place);
  const context = sealContext(place);
  if (!isSealProven(recipient, toSubject, context)) return 'unproven';
  if (!disclosure || !isDisclosureRight(disclosure, recipient, toSubject, context)) return 'undisclosed';
  try {
    openWithContentKey(sidecar, place, openDisclosedSeal(disclosure.shared, recipient, toSubject, context));
    return 'right';
  } catch (error) {
    if (!(error instanceof AnnalsError)) throw error;
    return error.code === 'sidecar.mismatch' ? 'uncommitted' : 'closed';
  }
}
