/**
 * Patterns that may stand in a declared schema: anchored regular expressions in which every repetition has a bound and
 * the number of ways to match is small. Validators run them on content that anybody may submit, so no pattern can be
 * allowed to backtrack for long, nor to depend on the Unicode version of a release (LAW 5, LAW 7).
 */

const MAX_PATTERN_LENGTH = 256;
const MAX_REPETITIONS = 256;
/** Ways to match a text; each is tried on a text that does not match. */
const MAX_WAYS = 10_000;
/** Characters that are looked at on the worst text of any length: less than a millisecond. */
const MAX_PATTERN_STEPS = 100_000;
/** Looking at a character in a class goes through its ranges. */
const CLASS_LENGTH_PER_STEP = 16;

const ESCAPES = /^[dw.\-/\\()[\]{}+*?^$|]$/;
const SPECIAL = /^[*+?{}()[\]|^$\\]$/;

/** Thrown within this file only. */
class Unsuitable extends Error {}

/** Why a pattern cannot be used, or null when it can. */
export function patternProblem(pattern: string): string | null {
  if (pattern.length > MAX_PATTERN_LENGTH) return `is longer than ${MAX_PATTERN_LENGTH} characters`;
  if (!pattern.startsWith('^') || !pattern.endsWith('$') || pattern.endsWith('\\$'))
    return 'must begin with ^ and end with $';
  try {
    new RegExp(pattern, 'u');
  } catch {
    return 'is no regular expression';
  }
  try {
    const reader = readerOf(pattern, Number.POSITIVE_INFINITY);
    const { ways, steps } = reader.sequence();
    if (!reader.atEnd()) return reader.next() === '|' ? 'has an alternative outside of a group' : 'is not understood';
    if (ways > MAX_WAYS) return `can match in more than ${MAX_WAYS} ways; make its repetitions shorter`;
    return steps > MAX_PATTERN_STEPS
      ? `can take more than ${MAX_PATTERN_STEPS} steps to match; make its repetitions shorter`
      : null;
  } catch (problem) {
    if (problem instanceof Unsuitable) return problem.message;
    throw problem;
  }
}

/**
 * How many characters a match looks at, at most, on any text of a length.
 * @param pattern one in which {@link patternProblem} finds nothing.
 */
export function patternSteps(pattern: string, textLength: number): number {
  return readerOf(pattern, textLength).sequence().steps;
}

function readerOf(pattern: string, textLength: number): PatternReader {
  // A top-level alternative would leave one side unanchored, so the body is read up to the final $.
  return new PatternReader([...pattern.slice(1, -1)], textLength);
}

/** How often a part is repeated. */
interface Repetitions {
  readonly least: number;
  readonly most: number;
}

/** What is known of a part of a pattern, on a text of a length. */
interface Part {
  /** The ways in which it can match from one place, at most. */
  readonly ways: number;
  /** The characters that are looked at for all of them. */
  readonly steps: number;
  /** The characters that it takes at least. */
  readonly least: number;
}

/**
 * A part that is repeated. It takes no more to count than the pattern has characters, however often it repeats: what
 * matches in one way is multiplied, and the powers of more ways soon exceed the bound (ATTACK costly-declaration).
 */
export function repeatedPart(part: Part, { least, most }: Repetitions, textLength: number): Part {
  const { ways: waysOnce, steps: stepsOnce, least: leastOnce } = part;
  // A text has room for so many whole times, and another is begun.
  const room = leastOnce === 0 ? most : Math.min(most, Math.floor(textLength / leastOnce));
  let [ways, steps] = [Math.max(0, room - least + 1), stepsOnce * Math.min(room + 1, most)];
  if (waysOnce > 1) {
    [ways, steps] = [0, 0];
    for (let times = 0, before = 1; times <= room && steps <= MAX_PATTERN_STEPS; times++, before *= waysOnce) {
      if (times >= least) ways += before;
      if (times < most) steps += before * stepsOnce;
    }
  }
  return { ways: Math.max(ways, 1), steps: Math.max(steps, 1), least: least * leastOnce };
}

/** Reads a pattern by recursive descent and counts the ways in which it can match, and what trying them all costs. */
class PatternReader {
  readonly #characters: readonly string[];
  readonly #textLength: number;
  #position = 0;

  constructor(characters: readonly string[], textLength: number) {
    this.#characters = characters;
    this.#textLength = textLength;
  }

  atEnd(): boolean {
    return this.#position >= this.#characters.length;
  }

  next(): string | undefined {
    return this.#characters[this.#position];
  }

  #take(): string {
    const character = this.#characters[this.#position++];
    if (character === undefined) throw new Unsuitable('ends too early');
    return character;
  }

  #alternatives(): Part {
    let { ways, steps, least } = this.sequence();
    while (this.next() === '|') {
      this.#take();
      const other = this.sequence();
      ways += other.ways;
      steps += other.steps;
      least = Math.min(least, other.least);
    }
    return { ways, steps, least };
  }

  /** Each part's ways multiply, and a part is tried after each way of what stands before it. */
  sequence(): Part {
    let [ways, steps, least] = [1, 1, 0];
    while (!this.atEnd() && this.next() !== '|' && this.next() !== ')') {
      const part = this.#repeated(this.#atom());
      steps += ways * part.steps;
      ways *= part.ways;
      least += part.least;
    }
    return { ways, steps, least };
  }

  #atom(): Part {
    const character = this.#take();
    if (character === '(') return this.#group();
    if (character === '[') return this.#characterClass();
    if (character === '\\') this.#escape();
    else if (SPECIAL.test(character)) throw new Unsuitable(`has ${character} where it is not allowed`);
    return { ways: 1, steps: 1, least: 1 };
  }

  #group(): Part {
    if (this.next() === '?') {
      this.#take();
      if (this.#take() !== ':') throw new Unsuitable('looks ahead or behind, or names a group');
    }
    const part = this.#alternatives();
    this.#take();
    return part;
  }

  #characterClass(): Part {
    const begin = this.#position;
    if (this.next() === '^') this.#take();
    for (let character = this.#take(); character !== ']'; character = this.#take()) {
      if (character === '\\') this.#escape();
    }
    const steps = 1 + Math.floor((this.#position - begin) / CLASS_LENGTH_PER_STEP);
    return { ways: 1, steps, least: 1 };
  }

  #escape(): void {
    const escaped = this.#take();
    if (!ESCAPES.test(escaped)) throw new Unsuitable(`has the escape \\${escaped}, which is not allowed`);
  }

  #repeated(part: Part): Part {
    const mark = this.next();
    if (mark === '*' || mark === '+') throw new Unsuitable(`repeats with ${mark}; give a bound as in {0,64}`);
    if (mark !== '?' && mark !== '{') return part;
    const [least, most] = this.#bounds();
    if (this.next() === '?') throw new Unsuitable('has a lazy repetition');
    return repeatedPart(part, { least, most }, this.#textLength);
  }

  #bounds(): readonly [number, number] {
    if (this.#take() === '?') return [0, 1];
    let text = '';
    for (let character = this.#take(); character !== '}'; character = this.#take()) text += character;
    const [least, most = least] = text.split(',');
    if (!most) throw new Unsuitable('has a repetition without an upper bound');
    if (Number(most) > MAX_REPETITIONS) throw new Unsuitable(`repeats more than ${MAX_REPETITIONS} times`);
    return [Number(least), Number(most)];
  }
}
