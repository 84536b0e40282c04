/**
 * What it costs to hold content to a schema, counted in steps before it is done. Subschemas multiply with the items,
 * members and characters that they are held against, and everybody's block waits for it; so a section has as many
 * steps as its size allows, the same in clients, at intake and in a block (LAW 5, LAW 7, PROTOCOL content-steps, ATTACK costly-type).
 */
import type { JsonValue } from '../codec/index.ts';
import { isJsonMap } from './canonical-json.ts';
import { patternSteps } from './pattern.ts';

/** What even the smallest section may take, some tenths of a millisecond: a schema of some dozens of fields. */
const BASE_STEPS = 512;
/** A field of ten characters or more is held to a subschema or two, each with its bounds and perhaps a pattern. */
const STEPS_PER_CHARACTER = 1;

/** Levels between a subschema and the root for which an error that is passed up costs one step more. */
const LEVELS_PER_STEP = 4;
/** What is gone through for one step: characters of text or of a list of values, members that are looked up. */
const CHARACTERS_PER_STEP = 32;
const MEMBERS_PER_STEP = 4;
/** Each name that is required and missing makes an error. */
const REQUIRED_CHARACTERS_PER_STEP = 8;
/** Whether a number is a multiple of another is found with integers of up to 2,000 bits. */
const MULTIPLE_STEPS = 32;
const PATTERN_STEPS_PER_STEP = 32;
/** From this length on a text counts as endless: tables are short, and bounds of repetitions are 256. */
const ENDLESS_TEXT = 257;

/** The steps that a section of so many characters of canonical JSON may take. */
export function allowedSteps(characters: number): number {
  return BASE_STEPS + STEPS_PER_CHARACTER * characters;
}

type Schema = { readonly [keyword: string]: JsonValue };

/** What is known of a subschema before anything is held against it. */
interface Counted {
  /** What it takes by its own size. */
  readonly fixed: number;
  /** The subschemas that the same value is held to. */
  readonly inPlace: readonly Counted[];
  readonly firstItems: readonly Counted[];
  readonly items: Counted | undefined;
  readonly properties: ReadonlyMap<string, Counted>;
  readonly additional: Counted | undefined;
  readonly names: Counted | undefined;
  /** Whether members are looked at one by one. */
  readonly hasMembers: boolean;
  /** Whether a text is gone through for its length or format. */
  readonly measures: boolean;
  readonly pattern: string | undefined;
}

/** Counts for one schema of the profile; what it knows of the subschemas serves for all content. */
export class StepCounter {
  readonly #root: Counted;
  readonly #patterns = new Map<string, number[]>();
  #left = 0;

  constructor(schema: JsonValue) {
    this.#root = new SchemaReader(schema).read(schema);
  }

  /** Whether a value takes no more than so many steps. It takes no more to find out. */
  allows(value: JsonValue, most: number): boolean {
    return this.steps(value, most) <= most;
  }

  /** The steps that a value takes; where they are more than `most`, some number above it. */
  steps(value: JsonValue, most = Number.MAX_SAFE_INTEGER): number {
    this.#left = most;
    this.#count(this.#root, value, 0);
    return most - this.#left;
  }

  /** Every subschema counts that the value could be held to, whatever comes of the others. */
  #count(schema: Counted, value: JsonValue, depth: number): void {
    this.#left -= 1 + Math.floor(depth / LEVELS_PER_STEP) + schema.fixed;
    if (Array.isArray(value)) this.#countItems(schema, value as readonly JsonValue[], depth + 1);
    else if (isJsonMap(value)) this.#countMembers(schema, value, depth + 1);
    else if (typeof value === 'string') this.#countText(schema, value);
    for (const each of schema.inPlace) {
      if (this.#left < 0) return;
      this.#count(each, value, depth + 1);
    }
  }

  #countItems({ firstItems, items }: Counted, value: readonly JsonValue[], depth: number): void {
    this.#left -= Math.ceil(value.length / MEMBERS_PER_STEP);
    const end = items ? value.length : Math.min(firstItems.length, value.length);
    for (let index = 0; index < end && this.#left >= 0; index++) {
      this.#count((firstItems[index] ?? items) as Counted, value[index] as JsonValue, depth);
    }
  }

  #countMembers({ properties, additional, names, hasMembers }: Counted, value: Schema, depth: number): void {
    const members = Object.keys(value);
    this.#left -= Math.ceil(members.length / MEMBERS_PER_STEP);
    if (!hasMembers) return;
    for (const name of members) {
      if (this.#left < 0) return;
      this.#left -= Math.floor(name.length / CHARACTERS_PER_STEP);
      if (names) this.#count(names, name, depth);
      const held = properties.get(name) ?? additional;
      if (held) this.#count(held, value[name] as JsonValue, depth);
    }
  }

  #countText({ measures, pattern }: Counted, text: string): void {
    if (measures) this.#left -= Math.ceil(text.length / CHARACTERS_PER_STEP);
    if (pattern !== undefined) this.#left -= this.#patternSteps(pattern, text.length);
  }

  #patternSteps(pattern: string, textLength: number): number {
    const length = Math.min(textLength, ENDLESS_TEXT);
    let known = this.#patterns.get(pattern);
    if (!known) {
      known = [];
      this.#patterns.set(pattern, known);
    }
    known[length] ??=
      Math.ceil(pattern.length / CHARACTERS_PER_STEP) +
      Math.ceil(
        patternSteps(pattern, length === ENDLESS_TEXT ? Number.POSITIVE_INFINITY : length) / PATTERN_STEPS_PER_STEP,
      );
    return known[length];
  }
}

/** Reads a schema once; a definition that is used many times is read once too. */
class SchemaReader {
  readonly #definitions: Schema;
  readonly #read = new Map<string, Counted>();

  constructor(root: JsonValue) {
    this.#definitions = mapOf(isJsonMap(root) ? root.$defs : undefined);
  }

  read(schema: JsonValue): Counted {
    const of = mapOf(schema);
    const { properties, additionalProperties, propertyNames, prefixItems, items } = of;
    const { not, if: condition, then, else: otherwise } = of;
    const one = (each: JsonValue | undefined) => (each === undefined ? undefined : this.read(each));
    const all = (list: JsonValue | undefined) => listOf(list).map((each) => this.read(each));
    const named = mapOf(properties);
    return {
      fixed: fixedSteps(of),
      inPlace: [
        ...(typeof of.$ref === 'string' ? [this.#definition(of.$ref.slice('#/$defs/'.length))] : []),
        ...[not, condition, then, otherwise].flatMap((each) => one(each) ?? []),
        ...[of.anyOf, of.oneOf, of.allOf].flatMap(all),
      ],
      firstItems: all(prefixItems),
      items: one(items),
      properties: new Map(Object.entries(named).map(([name, each]) => [name, this.read(each)])),
      additional: one(additionalProperties),
      names: one(propertyNames),
      hasMembers: [properties, additionalProperties, propertyNames].some((each) => each !== undefined),
      measures: [of.minLength, of.maxLength, of.format].some((each) => each !== undefined),
      pattern: typeof of.pattern === 'string' ? of.pattern : undefined,
    };
  }

  #definition(name: string): Counted {
    let known = this.#read.get(name);
    if (!known) {
      known = this.read(this.#definitions[name] as JsonValue);
      this.#read.set(name, known);
    }
    return known;
  }
}

/** What a subschema takes by its own size, whatever it is held against. */
function fixedSteps(schema: Schema): number {
  return (
    Math.floor(sizeOf(schema.enum, schema.const, schema.type) / CHARACTERS_PER_STEP) +
    Math.floor(sizeOf(schema.required, schema.dependentRequired) / REQUIRED_CHARACTERS_PER_STEP) +
    Math.floor(Object.keys(mapOf(schema.properties)).length / MEMBERS_PER_STEP) +
    (schema.multipleOf === undefined ? 0 : MULTIPLE_STEPS)
  );
}

/** The characters of values as JSON. */
function sizeOf(...values: readonly (JsonValue | undefined)[]): number {
  return values.reduce<number>((total, value) => total + (JSON.stringify(value)?.length ?? 0), 0);
}

const mapOf = (value: JsonValue | undefined): Schema => (isJsonMap(value) ? value : {});
const listOf = (value: JsonValue | undefined): readonly JsonValue[] =>
  Array.isArray(value) ? (value as readonly JsonValue[]) : [];
