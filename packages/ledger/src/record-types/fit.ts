/**
 * Whether content that somebody has opened is what its type says that it must be. The ledger sees hashes only: an issuer
 * can seal anything. Whoever opens it holds it to the schema, shows it, and says where it does not fit (ATTACK empty-content).
 */
import type { JsonValue } from '../codec/index.ts';
import type { RecordType } from '../transaction/index.ts';
import { type SectionContents, sectionProblem } from './content.ts';

/** A place where content does not fit, by a JSON pointer whose first step is the section, and why. */
export interface Misfit {
  readonly path: string;
  readonly message: string;
}

export type Fit = { readonly fits: true } | { readonly fits: false; readonly reasons: readonly Misfit[] };

/** Holds one opened section to the declaration by which it was made. */
export function fitOfSection(type: RecordType, name: string, content: JsonValue): Fit {
  return fitOf(misfitsOfSection(type, name, content));
}

/**
 * Holds all sections of a record to it: also that none is missing.
 * @param closed sections that are there and were not opened.
 */
export function fitOfRecord(type: RecordType, sections: SectionContents, closed: readonly string[] = []): Fit {
  const missing = type.sections.filter(
    ({ name, optional }) => !optional && !Object.hasOwn(sections, name) && !closed.includes(name),
  );
  return fitOf([
    ...missing.map(({ name }) => ({ path: `/${name}`, message: `the section ${name} is missing` })),
    ...Object.entries(sections).flatMap(([name, content]) => misfitsOfSection(type, name, content)),
  ]);
}

function misfitsOfSection(type: RecordType, name: string, content: JsonValue): readonly Misfit[] {
  const section = type.sections.find((each) => each.name === name);
  if (!section) return [{ path: `/${name}`, message: `${type.name} has no section ${name}` }];
  const problem = sectionProblem(section, content);
  return problem ? [{ path: problem.path, message: problem.message }] : [];
}

function fitOf(reasons: readonly Misfit[]): Fit {
  return reasons.length === 0 ? { fits: true } : { fits: false, reasons };
}
