/**
 * Whether content fits its record type: the sections it must and may have, each valid under its JSON Schema. Clients
 * ask before they seal; the state machine asks for public types, whose content it can see.
 */
import { type Schema, Validator } from '@cfworker/json-schema';
import type { JsonValue } from '../codec/index.ts';
import { AnnalsError } from '../errors/index.ts';
import type { RecordSection, RecordType } from '../transaction/index.ts';
import { canonicalJson, isJsonMap, parseCanonicalJson } from './canonical-json.ts';
import { allowedSteps, StepCounter } from './check-steps.ts';
import { withoutAnnotations } from './schema-profile.ts';

/** Content of a record: each section's by its name. */
export type SectionContents = { readonly [section: string]: JsonValue };

type ContentCode = 'record.content' | 'record.sections' | 'record.too-complex';

export type ContentVerdict =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly code: ContentCode;
      /** JSON pointer into the content; its first step is the section. */
      readonly path: string;
      readonly message: string;
    };

type Refused = Extract<ContentVerdict, { ok: false }>;

/** Schemas are made ready once for each declaration that is held in memory. */
const readySchemas = new WeakMap<RecordSection, ReadySchema>();

interface ReadySchema {
  readonly counter: StepCounter;
  readonly validator: Validator;
}

function readySchemaOf(section: RecordSection): ReadySchema {
  let ready = readySchemas.get(section);
  if (!ready) {
    const schema = withoutAnnotations(JSON.parse(section.schema) as JsonValue);
    // The library notes in a schema where it stands, so it has one of its own.
    ready = {
      counter: new StepCounter(structuredClone(schema)),
      validator: new Validator(schema as Schema, '2020-12'),
    };
    readySchemas.set(section, ready);
  }
  return ready;
}

/** Checks content against a declaration that `checkDeclaration` has found consistent. */
export function validateContent(type: RecordType, content: SectionContents): ContentVerdict {
  const names = Object.keys(content);
  const unknown = names.find((name) => !type.sections.some((section) => section.name === name));
  if (unknown !== undefined) {
    return refused('record.sections', `/${unknown}`, `${type.name} has no section ${unknown}`);
  }
  if (names.length === 0) return refused('record.sections', '', 'a record has at least one section');
  for (const section of type.sections) {
    if (!Object.hasOwn(content, section.name)) {
      if (section.optional) continue;
      return refused('record.sections', `/${section.name}`, `the section ${section.name} is missing`);
    }
    const verdict = validateSection(section, content[section.name] as JsonValue);
    if (!verdict.ok) return verdict;
  }
  return { ok: true };
}

function validateSection(section: RecordSection, value: JsonValue): ContentVerdict {
  const problem = sectionProblem(section, value);
  return problem ? refused(problem.code, problem.path, problem.message) : { ok: true };
}

/** Where the content of a section does not fit its schema, or why nobody finds out. */
export function sectionProblem(section: RecordSection, value: JsonValue): Refused | undefined {
  const path = `/${section.name}`;
  let characters: number;
  try {
    // Bounds the depth and refuses what is no JSON before anything recurses into it.
    characters = canonicalJson(value).length;
  } catch (error) {
    if (!(error instanceof AnnalsError)) throw error;
    return refused('record.content', path, error.message);
  }
  const { counter, validator } = readySchemaOf(section);
  if (!counter.allows(value, allowedSteps(characters))) {
    const message = `takes more than ${allowedSteps(characters)} steps to check, which is what its size allows`;
    return refused('record.too-complex', path, message);
  }
  const { valid, errors } = validator.validate(value);
  if (valid) return undefined;
  // The library lists what encloses an error before the error itself.
  const error = errors.at(-1);
  return refused('record.content', path + (error?.instanceLocation.slice(1) ?? ''), error?.error ?? 'does not match');
}

/** Checks the text that a public record carries in clear. */
export function validatePublicText(type: RecordType, text: string): ContentVerdict {
  let content: JsonValue;
  try {
    content = parseCanonicalJson(text);
  } catch (error) {
    if (!(error instanceof AnnalsError)) throw error;
    return refused('record.content', '', error.message);
  }
  if (!isJsonMap(content)) return refused('record.content', '', 'expected a map from section to content');
  return validateContent(type, content);
}

function refused(code: ContentCode, path: string, message: string): Refused {
  return { ok: false, code, path, message };
}
