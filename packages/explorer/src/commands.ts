/**
 * The commands that the page prints where something has to be written, which it cannot do itself: whole, so that they
 * run as they stand once the name of the wallet is filled in. test/house/printed-commands.test.ts parses each.
 */
import { formatId, type MandateId, type RecordId, type SubjectId } from '@annals/ledger/codec';

/** What a page cannot know, as it is printed: in angle brackets, with what is to be put there. */
export function placeholder(what: string): string {
  return `<${what}>`;
}

/** @param wallet the name of the wallet that signs, or a {@link placeholder}; so in all of them. */
export function objectCommand(wallet: string, sector: string): string {
  return `annals person object ${wallet} --sector ${sector}`;
}

export function acceptCommand(wallet: string, sector: string, mandate: MandateId): string {
  return `annals mandate accept ${formatId('mandate', mandate)} --person ${wallet} --sector ${sector}`;
}

/** @param represented for whom it is done; null: for herself. */
export function restrictCommand(
  wallet: string,
  sector: string,
  record: RecordId,
  represented: SubjectId | null,
): string {
  const whose = represented === null ? '' : ` --for ${formatId('subject', represented)}`;
  return `annals access restrict --person ${wallet} --sector ${sector}${whose} --record ${formatId('record', record)}`;
}

/**
 * As her representative, who sees that it was she.
 * @param sections those that a record of its type can have; one of several is hers to choose.
 */
export function readCommand(wallet: string, record: RecordId, sections: readonly string[]): string {
  const [only = '', ...others] = sections;
  const section = others.length === 0 && only !== '' ? only : placeholder(sections.join(' | '));
  return `annals record read ${formatId('record', record)} --person ${wallet} --section ${section} --purpose own-access --basis mandate`;
}
