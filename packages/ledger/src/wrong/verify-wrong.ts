/** Verifies such a proof offline: who issued what does not open, and in which block. */
import type { Header } from '../block/index.ts';
import { type AgencyId, equalBytes, type OfficerId, type RecordId } from '../codec/index.ts';
import { invariant } from '../errors/index.ts';
import { readUntrusted, refused, type Trusted, type Verdict, verifyReceipt } from '../light/index.ts';
import {
  type CommittedSection,
  decodeSidecar,
  expectedSidecar,
  sealedContentOf,
  sidecarHash,
} from '../sidecar/index.ts';
import { officerIdOf, type SealedContent, type Transaction } from '../transaction/index.ts';
import type { Wrong } from './format.ts';
import { judgeSection, type SectionFault } from './judge-section.ts';

/** What the proof shows. */
export interface VerifiedWrong {
  readonly header: Header;
  readonly record: RecordId;
  readonly version: number;
  readonly section: string;
  /** The agency for which it was signed, and the officer that its key would be; the agency's own key is none. */
  readonly agency: AgencyId;
  readonly officer: OfficerId;
  readonly fault: SectionFault;
  readonly trusted: Trusted;
}

/** Where a section of a transaction's content belongs, and what it was committed to. */
export function placeOf(transaction: Transaction, section: string, { commitment }: SealedContent): CommittedSection {
  const expected = expectedSidecar(transaction);
  invariant(expected, 'a transaction that brings sealed content names a sidecar');
  const { chain, record, version } = expected;
  return { chain, record, version, section, commitment };
}

/** Checks the proof. Never throws on hostile input. @returns `wrong.none` when the section opens as it should. */
export function verifyWrong(trusted: Trusted, wrong: Wrong): Verdict<VerifiedWrong> {
  const receipt = verifyReceipt(trusted, wrong.receipt);
  if (!receipt.ok) return receipt;
  const { header, transaction, result } = receipt;
  const content = sealedContentOf(transaction);
  const { agency, signer } = transaction.payload;
  if (!content || agency === null) return refused('wrong.malformed', 'the transaction brings no sealed content');
  if (result.code !== 'ok') return refused('wrong.malformed', 'the ledger has refused the transaction');
  if (!equalBytes(sidecarHash(wrong.sidecar), content.sidecar)) {
    return refused('sidecar.mismatch', 'the sealed content is not the one that the transaction names');
  }
  const place = placeOf(transaction, wrong.section, content);
  const judged = readUntrusted('wrong.malformed', () =>
    judgeSection(decodeSidecar(wrong.sidecar), place, content.sealedTo, wrong.disclosure),
  );
  if (!judged.ok) return judged;
  const { value: fault } = judged;
  if (fault === 'undisclosed') return refused('wrong.disclosure', 'what the seal gives is not shown, or not rightly');
  if (fault === 'right') return refused('wrong.none', `the section ${wrong.section} opens as it should`);
  const { record, version } = place;
  const officer = officerIdOf(agency, signer);
  return {
    ok: true,
    header,
    record,
    version,
    section: wrong.section,
    agency,
    officer,
    fault,
    trusted: receipt.trusted,
  };
}
