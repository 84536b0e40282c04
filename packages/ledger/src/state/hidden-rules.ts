/**
 * What the hidden details of a read have to fit, once they are known: to a holder of shares before it gives one, and
 * to everybody when they are disclosed. Policy and consent do not count here: the court's order stands in their place.
 */
import type { HiddenRead, Record, RecordType, ResultCode } from '../block/index.ts';
import type { HiddenDisclosure } from '../transaction/index.ts';

/** `ok`, or why nothing is opened for these details. */
export function decideHidden(
  hidden: Pick<HiddenRead, 'type'>,
  { details, version }: Omit<HiddenDisclosure, 'seed'>,
  record: Pick<Record, 'type' | 'version'> | undefined,
  type: Pick<RecordType, 'sections'> | undefined,
): ResultCode {
  if (!record || !type) return 'record.unknown';
  // The court allowed the one type that its order names.
  if (record.type !== hidden.type) return 'hidden.not-allowed';
  if (version < 1 || version > record.version) return 'record.wrong-version';
  const names = type.sections.map(({ name }) => name);
  return details.sections.every((name) => names.includes(name)) ? 'ok' : 'access.no-section';
}
