/**
 * Patterns that may stand in a declared schema: anchored regular expressions in which every repetition has a bound and
 * the number of ways to match is small. Validators run them on content that anybody may submit, so no pattern can be
 * allowed to backtrack for long, nor to depend on the Unicode version of a release (LAW 5, LAW 7).
 */

const MAX_PATTERN_LENGTH = 256;
const MAX_REPETITIONS = 256;
/** A match costs at most about this many steps times the length of the text. */
const MAX_WAYS = 10_000;

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
    // A top-level alternative would leave one side unanchored, so the body is read up to the final $.
    const reader = new PatternReader([...pattern.slice(1, -1)]);
    const ways = reader.sequence();
    if (!reader.atEnd()) return reader.next() === '|' ? 'has an alternative outside of a group' : 'is not understood';
    return ways > MAX_WAYS ? `can match in more than ${MAX_WAYS} ways; make its repetitions shorter` : null;
  } catch (problem) {
    if (problem instanceof Unsuitable) return problem.message;
    throw problem;
  }
}

/** Reads a pattern by recursive descent and counts the ways in which it can match. */
class PatternReader {
  readonly #characters: readonly string[];
  #position = 0;

  constructor(characters: readonly string[]) {
    this.#characters = characters;
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

  #alternatives(): number {
    let ways = this.sequence();
    while (this.next() === '|') {
      this.#take();
      ways += this.sequence();
    }
    return ways;
  }

  /** Ways of a sequence: each part's ways multiply. */
  sequence(): number {
    let ways = 1;
    while (!this.atEnd() && this.next() !== '|' && this.next() !== ')') ways *= this.#repeated(this.#atom());
    return ways;
  }

  #atom(): number {
    const character = this.#take();
    if (character === '(') return this.#group();
    if (character === '[') return this.#characterClass();
    if (character === '\\') return this.#escape();
    if (SPECIAL.test(character)) throw new Unsuitable(`has ${character} where it is not allowed`);
    return 1;
  }

  #group(): number {
    if (this.next() === '?') {
      this.#take();
      if (this.#take() !== ':') throw new Unsuitable('looks ahead or behind, or names a group');
    }
    const ways = this.#alternatives();
    this.#take();
    return ways;
  }

  #characterClass(): number {
    if (this.next() === '^') this.#take();
    for (let character = this.#take(); character !== ']'; character = this.#take()) {
      if (character === '\\') this.#escape();
    }
    return 1;
  }

  #escape(): number {
    const escaped = this.#take();
    if (!ESCAPES.test(escaped)) throw new Unsuitable(`has the escape \\${escaped}, which is not allowed`);
    return 1;
  }

  #repeated(ways: number): number {
    const mark = this.next();
    if (mark === '*' || mark === '+') throw new Unsuitable(`repeats with ${mark}; give a bound as in {0,64}`);
    if (mark !== '?' && mark !== '{') return ways;
    const [least, most] = this.#bounds();
    if (this.next() === '?') throw new Unsuitable('has a lazy repetition');
    let total = 0;
    for (let times = least; times <= most && total <= MAX_WAYS; times++) total += ways ** times;
    return total;
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
