/** What a ceremony notes of who did not do their part. */
import { type CeremonyFault, type KeyCeremony, MAX_CEREMONY_FAULTS } from '../../block/index.ts';

/** With more faults, as far as there is room. */
export function withFaults(ceremony: KeyCeremony, faults: readonly CeremonyFault[]): KeyCeremony {
  return { ...ceremony, faults: [...ceremony.faults, ...faults].slice(0, MAX_CEREMONY_FAULTS) };
}

/** Whether a fault of this type has been noted of an agency. */
export function hasFault(
  { faults }: KeyCeremony,
  type: CeremonyFault['type'],
  agency: CeremonyFault['agency'],
): boolean {
  return faults.some((fault) => fault.type === type && fault.agency === agency);
}
