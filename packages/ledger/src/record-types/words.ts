/**
 * The roles and purposes that a declaration names. The members have to know each of them: a name that nobody was given
 * would bar everybody, and one that is made up later would let in whoever makes it up.
 */
import type { RecordType } from '../transaction/index.ts';

/** What kind of word it is. */
export type WordKind = 'role' | 'purpose';

/** The first role, else the first purpose of a declaration that is not known; undefined when all are. */
export function unknownWord(
  type: RecordType,
  isKnown: (kind: WordKind, name: string) => boolean,
): { readonly kind: WordKind; readonly name: string } | undefined {
  // Each is looked up once, however often a declaration names it.
  const role = [...new Set(rolesNamed(type))].find((name) => !isKnown('role', name));
  if (role !== undefined) return { kind: 'role', name: role };
  const purpose = [...new Set(purposesNamed(type))].find((name) => !isKnown('purpose', name));
  return purpose === undefined ? undefined : { kind: 'purpose', name: purpose };
}

/** Every role that a rule of the declaration names. */
function rolesNamed({ sections, issuers, emergency, hidden, erasure, holds, lifecycle }: RecordType): string[] {
  return [
    ...sections.flatMap(({ readers }) => readers.map(({ role }) => role)),
    ...issuers.flatMap(({ roles }) => roles),
    ...(emergency ? [...emergency.roles, ...emergency.reviewRoles] : []),
    ...(hidden?.roles ?? []),
    ...erasure.roles,
    ...holds.roles,
    ...lifecycle.transitions.flatMap(({ roles }) => roles),
  ];
}

function purposesNamed({ sections }: RecordType): string[] {
  return sections.flatMap(({ readers }) => readers.flatMap(({ purposes }) => purposes));
}
