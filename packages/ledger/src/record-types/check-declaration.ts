/**
 * Whether a declaration of a record type is consistent: every name that it refers to is declared in it, every state
 * can be reached, every schema is in the profile. Checked at genesis and when a declaration is proposed.
 */
import { AnnalsError } from '../errors/index.ts';
import { MAX_SCHEMA_BYTES, type RecordSection, type RecordType } from '../transaction/index.ts';
import { parseCanonicalJson } from './canonical-json.ts';
import { schemaProblem } from './schema-profile.ts';
import { VALIDITY_MARKS, validityPaths, validityProblem } from './validity-dates.ts';

export type DeclarationVerdict =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: 'type.invalid'; readonly message: string };

/**
 * Verdicts by declaration. A node decodes a transaction once and never changes it, so that what is found when it comes
 * in holds when its block is proposed and executed. What is decoded no longer is forgotten (ATTACK costly-declaration).
 */
const verdicts = new WeakMap<RecordType, DeclarationVerdict>();

/** Checks a declaration by itself, once. */
export function checkDeclaration(type: RecordType): DeclarationVerdict {
  let known = verdicts.get(type);
  if (!known) {
    known = check(type);
    verdicts.set(type, known);
  }
  return known;
}

function check(type: RecordType): DeclarationVerdict {
  return verdict(
    sectionsProblem(type) ??
      validityProblem(type) ??
      lifecycleProblem(type) ??
      listsProblem(type) ??
      exceptionsProblem(type),
  );
}

/**
 * Checks a declaration that replaces one in force. What a record of the type already may hold stays declared, so that
 * no record is left without rules: sections and states can be added, not removed.
 */
export function checkRevision(before: RecordType, after: RecordType): DeclarationVerdict {
  const itself = checkDeclaration(after);
  return itself.ok ? verdict(revisionProblem(before, after)) : itself;
}

function verdict(problem: string | undefined): DeclarationVerdict {
  return problem === undefined ? { ok: true } : { ok: false, code: 'type.invalid', message: problem };
}

function repeated(names: readonly string[]): string | undefined {
  const seen = new Set<string>();
  // Readers name hundreds of pairs: each is looked up rather than held against the others.
  return names.find((name) => seen.size === seen.add(name).size);
}

function sectionsProblem({ sections, visibility }: RecordType): string | undefined {
  const twice = repeated(sections.map(({ name }) => name));
  if (twice !== undefined) return `sections: ${twice} is declared twice`;
  const sizeBytes = sections.reduce((total, { schema }) => total + new TextEncoder().encode(schema).length, 0);
  if (sizeBytes > MAX_SCHEMA_BYTES)
    return `sections: their schemas have ${sizeBytes} bytes where ${MAX_SCHEMA_BYTES} are allowed`;
  for (const section of sections) {
    const problem = readersProblem(section, visibility) ?? contentProblem(section);
    if (problem !== undefined) return `sections.${section.name}.${problem}`;
  }
  return undefined;
}

function readersProblem({ readers }: RecordSection, visibility: RecordType['visibility']): string | undefined {
  if (visibility === 'public') {
    return readers.length > 0 ? 'readers: a public type has none, everybody can read it' : undefined;
  }
  if (readers.length === 0) return 'readers: a sealed section needs at least one';
  // A role may have several rules, since only some of its purposes may need consent or outlive the person.
  const twice = repeated(readers.flatMap(({ role, purposes }) => purposes.map((purpose) => `${role} for ${purpose}`)));
  return twice === undefined ? undefined : `readers: ${twice} stands twice; one rule says whether it needs consent`;
}

function contentProblem({ schema }: RecordSection): string | undefined {
  try {
    const problem = schemaProblem(parseCanonicalJson(schema));
    return problem === null ? undefined : `schema: ${problem}`;
  } catch (error) {
    if (error instanceof AnnalsError) return `schema: ${error.message}`;
    throw error;
  }
}

function lifecycleProblem({ lifecycle: { initial, states, transitions } }: RecordType): string | undefined {
  const names = states.map(({ name }) => name);
  const twice = repeated(names);
  if (twice !== undefined) return `lifecycle.states: ${twice} is declared twice`;
  if (!names.includes(initial)) return `lifecycle.initial: there is no state ${initial}`;
  if (!states.some(({ name, live }) => name === initial && live)) return `lifecycle.initial: ${initial} must be live`;
  const taken = new Set<string>();
  for (const { action, from, to } of transitions) {
    const unknown = [...from, to].find((name) => !names.includes(name));
    if (unknown !== undefined) return `lifecycle.transitions.${action}: there is no state ${unknown}`;
    for (const state of from) {
      if (state === to) return `lifecycle.transitions.${action}: leads from ${state} to itself`;
      if (taken.has(`${action} ${state}`)) return `lifecycle.transitions.${action}: is declared twice from ${state}`;
      taken.add(`${action} ${state}`);
    }
  }
  const unreached = unreachedState(initial, names, transitions);
  return unreached === undefined ? undefined : `lifecycle.states: ${unreached} cannot be reached`;
}

function unreachedState(
  initial: string,
  names: readonly string[],
  transitions: RecordType['lifecycle']['transitions'],
): string | undefined {
  const reached = new Set([initial]);
  // Each round reaches at least one more state or is the last.
  for (let before = 0; before < reached.size; ) {
    before = reached.size;
    for (const { from, to } of transitions) if (from.some((name) => reached.has(name))) reached.add(to);
  }
  return names.find((name) => !reached.has(name));
}

function listsProblem({ issuers, readAgencies, visibility, notices }: RecordType): string | undefined {
  const issuer = repeated(issuers.map(({ agency }) => agency ?? 'any'));
  if (issuer !== undefined) return `issuers: ${issuer} stands twice; list all of its roles together`;
  if (readAgencies && repeated(readAgencies) !== undefined) return 'readAgencies: an agency stands twice';
  if (readAgencies && visibility === 'public') return 'readAgencies: everybody can read a public type';
  const notice = repeated(notices.map(({ on }) => on));
  return notice === undefined ? undefined : `notices: ${notice} stands twice`;
}

function exceptionsProblem({ visibility, emergency, hidden, holds, transferable }: RecordType): string | undefined {
  if (visibility === 'public') {
    if (emergency) return 'emergency: a public type has none, everybody can read it';
    if (hidden) return 'hidden: a public type has none, everybody can read it';
  }
  // When it is disclosed the ledger tells whoever holds the record then.
  if (hidden && transferable) return 'hidden: a transferable type has none, another person would be told';
  const court = hidden && repeated(hidden.courts);
  if (court) return `hidden.courts: ${court} stands twice`;
  const holder = holds.agencies && repeated(holds.agencies);
  return holder ? `holds.agencies: ${holder} stands twice` : undefined;
}

/** Whether a declaration says of a field that it tells from or until when content is valid, and the one before did not. */
function marksMore(before: RecordType, after: RecordType): boolean {
  const [earlier, later] = [validityPaths(before), validityPaths(after)];
  return VALIDITY_MARKS.some((mark) => later[mark] !== null && later[mark] !== earlier[mark]);
}

function revisionProblem(before: RecordType, after: RecordType): string | undefined {
  if (after.name !== before.name) return `name: a revision keeps the name ${before.name}`;
  if (after.version !== before.version + 1) return `version: the next one is ${before.version + 1}`;
  if (after.sector !== before.sector) return `sector: a revision keeps the sector ${before.sector}`;
  if (after.visibility !== before.visibility) return `visibility: a revision keeps it ${before.visibility}`;
  // Hidden reads are told to the holder of the day: no holder may come or have gone where they are allowed once.
  if (after.visibility === 'sealed' && after.transferable !== before.transferable) {
    return `transferable: a revision of a sealed type keeps it ${before.transferable}`;
  }
  // Content that was made before has no such field, and could not be presented any more.
  if (after.visibility === 'sealed' && marksMore(before, after)) {
    return 'sections: records may not have the field that x-validity marks now';
  }
  if (after.unique && !before.unique) return 'unique: subjects may hold several already';
  const section = before.sections.find(({ name }) => !after.sections.some((kept) => kept.name === name));
  if (section) return `sections: records may hold ${section.name}, so it must stay`;
  const state = before.lifecycle.states.find(
    ({ name, live }) => !after.lifecycle.states.some((kept) => kept.name === name && kept.live === live),
  );
  return state ? `lifecycle.states: records may be ${state.name}, so it must stay, live or not as it is` : undefined;
}
