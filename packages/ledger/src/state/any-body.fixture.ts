/**
 * Values of any shape, drawn from its JSON Schema, for tests that throw at the state machine whatever may stand in a
 * transaction. They are mostly of things that exist, so that rules behind the first refusal are met too.
 */
import { bytesToHex, formatId, IDENTIFIER_KINDS, type IdentifierKind, type Shape } from '../codec/index.ts';
import type { RandomSource } from '../crypto/index.ts';

/** A JSON Schema as the shapes write it. */
interface Schema {
  readonly type?: string;
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly properties?: { readonly [name: string]: Schema };
  readonly additionalProperties?: Schema | false;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

/** What there is to be named. */
export interface Known {
  readonly ids: (kind: IdentifierKind) => readonly string[];
  readonly words: readonly string[];
  readonly numbers: () => readonly number[];
  readonly keys: () => readonly Uint8Array[];
}

/** Draws from a stream of bytes, so that a seed gives the same again. */
export class Draw {
  readonly random: RandomSource;

  constructor(random: RandomSource) {
    this.random = random;
  }

  /** A number from 0 to below `limit`. */
  below(limit: number): number {
    const [a = 0, b = 0, c = 0] = this.random(3);
    return ((a << 16) | (b << 8) | c) % limit;
  }

  /** True so many times in a hundred. */
  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  pick<T>(from: readonly T[]): T | undefined {
    return from[this.below(Math.max(1, from.length))];
  }
}

export class AnyBody {
  readonly #draw: Draw;
  readonly #known: Known;

  constructor(draw: Draw, known: Known) {
    this.#draw = draw;
    this.#known = known;
  }

  /** A value that the shape reads. */
  of<T>(shape: Shape<T>): T {
    return shape.fromJson(this.#json(shape.jsonSchema as Schema));
  }

  #json(schema: Schema): unknown {
    const draw = this.#draw;
    if (schema.const !== undefined) return schema.const;
    if (schema.enum) return draw.pick(schema.enum);
    const among = schema.anyOf ?? schema.oneOf;
    if (among) return this.#json(draw.pick(among) as Schema);
    switch (schema.type) {
      case 'null':
        return null;
      case 'boolean':
        return draw.chance(50);
      case 'integer':
        return this.#integer(schema);
      case 'array':
        return Array.from({ length: this.#length(schema) }, () => this.#json(schema.items as Schema));
      case 'object':
        return this.#object(schema);
      default:
        return schema.format === 'hex' ? this.#hex(schema) : this.#text(schema);
    }
  }

  #integer({ minimum = 0, maximum = Number.MAX_SAFE_INTEGER }: Schema): number {
    const known = this.#draw.pick(this.#known.numbers()) as number;
    const edge = this.#draw.pick([minimum, maximum, known, known, known]) as number;
    return Math.min(maximum, Math.max(minimum, edge + this.#draw.below(3) - 1));
  }

  /** Mostly one or two; now and then as many as there may be, within what a transaction holds. */
  #length({ minItems = 0, maxItems = 0 }: Schema): number {
    const most = this.#draw.chance(4) ? Math.min(maxItems, 40) : Math.min(maxItems, 2);
    return Math.max(minItems, this.#draw.below(most + 1));
  }

  #object({ properties, additionalProperties }: Schema): unknown {
    if (properties) {
      return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, this.#json(schema)]));
    }
    return { en: this.#json(additionalProperties as Schema) };
  }

  #hex({ minLength = 0, maxLength = 0 }: Schema): string {
    const sizeBytes = minLength / 2 + this.#draw.below((maxLength - minLength) / 2 + 1);
    const key = sizeBytes === 33 && this.#draw.chance(80) ? this.#draw.pick(this.#known.keys()) : undefined;
    const filler = this.#draw.pick([0x00, 0x02, 0xff]) as number;
    const bytes =
      key ?? (this.#draw.chance(20) ? new Uint8Array(sizeBytes).fill(filler) : this.#draw.random(sizeBytes));
    return bytesToHex(bytes);
  }

  #text({ pattern, minLength = 1, maxLength = 48 }: Schema): string {
    const kind = (Object.keys(IDENTIFIER_KINDS) as IdentifierKind[]).find((each) =>
      pattern?.startsWith(`^${IDENTIFIER_KINDS[each].prefix}1[`),
    );
    if (kind) return this.#id(kind);
    const fits = (word: string) => word.length <= maxLength && (!pattern || new RegExp(pattern).test(word));
    const words = this.#known.words.filter((word) => word.length >= minLength && fits(word));
    const longest = 'x'.repeat(maxLength);
    return this.#draw.chance(2) && fits(longest) ? longest : (this.#draw.pick(words) ?? longest);
  }

  #id(kind: IdentifierKind): string {
    const known = this.#known.ids(kind);
    const id = known.length > 0 && this.#draw.chance(92) ? this.#draw.pick(known) : undefined;
    return formatId(kind, (id ?? bytesToHex(this.#draw.random(IDENTIFIER_KINDS[kind].sizeBytes))) as never);
  }
}
