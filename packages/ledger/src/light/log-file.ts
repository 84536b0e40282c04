/**
 * Reads a file with logs piece by piece. The entries of a log, `proven.entries`, are handed on as they come and not
 * kept; the rest of the JSON text is small and is read as usual. So a log of any length is read in little memory
 * (ATTACK overfull-log).
 */
import { hexToBytes } from '../codec/index.ts';
import { AnnalsError } from '../errors/index.ts';
import { MAX_LOG_ENTRY_BYTES } from './proofs.ts';

/** UTF-16 units of a file beside the entries: header proofs, of which each has its epochs. As much as one answer. */
const MAX_LOG_FILE_REST = 64 * 1024 * 1024;
/** Entries that are handed on at once. */
const ENTRIES_AT_ONCE = 1_000;
/** The nesting that proofs have is less than half of this. */
const MAX_DEPTH = 64;
const MAX_KEY_UNITS = 1_024;

/** Gets the entries of a log that follow; logs are numbered in the order in which their entries stand in the file. */
type TakeEntries = (log: number, entries: readonly Uint8Array[]) => void;

/** An object or list that is open at this place of the text. */
interface Open {
  readonly isObject: boolean;
  /** The key under which it stands, and the one of what stands in it now. */
  readonly under: string | null;
  key: string | null;
  /** The list of entries of a log. */
  readonly isEntries: boolean;
}

class LogFileReader {
  readonly #take: TakeEntries;
  readonly #rest: string[] = [];
  #restUnits = 0;
  readonly #open: Open[] = [];
  /** What has been read of a string that has not ended; null outside of strings. */
  #string: string | null = null;
  #isEscaped = false;
  /** Whether a string that comes is a key. */
  #isKeyNext = false;
  #entries: Uint8Array[] = [];
  #logs = 0;

  constructor(take: TakeEntries) {
    this.#take = take;
  }

  /** How many logs had entries, or an empty list of them. */
  get logs(): number {
    return this.#logs;
  }

  /** Takes the next piece of the text. @throws AnnalsError `proof.malformed`. */
  write(text: string): void {
    let at = 0;
    while (at < text.length) at = this.#string === null ? this.#outside(text, at) : this.#inString(text, at);
  }

  /** The JSON text of the file with empty lists in the place of entries. @throws AnnalsError `proof.malformed`. */
  end(): string {
    if (this.#string !== null || this.#open.length > 0) throw malformed('the file ends in the middle');
    return this.#rest.join('');
  }

  get #inner(): Open | undefined {
    return this.#open.at(-1);
  }

  #outside(text: string, from: number): number {
    let at = from;
    for (; at < text.length; at++) {
      const unit = text[at];
      if (unit === '"') {
        if (this.#inner?.isEntries) this.#string = '';
        else {
          this.#keep(text.slice(from, at + 1));
          this.#string = '';
        }
        return at + 1;
      }
      if (this.#inner?.isEntries) {
        if (unit === ']') {
          this.#close();
          this.#keep(']');
        } else if (unit !== ',' && !isSpace(unit)) throw malformed('an entry of a log is no text');
        from = at + 1;
        continue;
      }
      switch (unit) {
        case '{':
        case '[':
          if (this.#begin(unit === '{')) {
            this.#keep(text.slice(from, at + 1));
            from = at + 1;
          }
          break;
        case '}':
        case ']':
          this.#close();
          break;
        case ',':
          this.#isKeyNext = this.#inner?.isObject === true;
          break;
      }
    }
    this.#keep(text.slice(from, at));
    return at;
  }

  /** @returns whether it is the list of entries of a log. */
  #begin(isObject: boolean): boolean {
    if (this.#open.length >= MAX_DEPTH) throw malformed(`nesting deeper than ${MAX_DEPTH}`);
    const outer = this.#inner;
    const under = outer?.isObject ? outer.key : null;
    const isEntries = !isObject && under === 'entries' && outer?.under === 'proven';
    this.#open.push({ isObject, under, key: null, isEntries });
    this.#isKeyNext = isObject;
    return isEntries;
  }

  #close(): void {
    const closed = this.#open.pop();
    if (!closed) throw malformed('what is closed was not open');
    this.#isKeyNext = false;
    if (!closed.isEntries) return;
    this.#handOn();
    this.#logs += 1;
  }

  #inString(text: string, from: number): number {
    const isEntry = this.#inner?.isEntries === true;
    // Hexadecimal has no escapes; what has is refused as none.
    let at = isEntry ? placeOf(text, '"', from) : from;
    for (; at < text.length; at++) {
      if (this.#isEscaped) this.#isEscaped = false;
      else if (text[at] === '\\') this.#isEscaped = true;
      else if (text[at] === '"') {
        this.#endString(isEntry, text.slice(from, at));
        return at + 1;
      }
    }
    const piece = text.slice(from);
    if (!isEntry) this.#keep(piece);
    // Of a string in the rest that is no key nothing has to be known.
    if (isEntry || this.#isKeyNext) this.#grow(piece, isEntry);
    return at;
  }

  #grow(piece: string, isEntry: boolean): void {
    this.#string = (this.#string ?? '') + piece;
    const most = isEntry ? 2 * MAX_LOG_ENTRY_BYTES : MAX_KEY_UNITS;
    if (this.#string.length > most) throw malformed(isEntry ? 'an entry of a log is too long' : 'a key is too long');
  }

  #endString(isEntry: boolean, piece: string): void {
    if (isEntry || this.#isKeyNext) this.#grow(piece, isEntry);
    const whole = this.#string ?? '';
    this.#string = null;
    if (isEntry) {
      this.#entries.push(bytesOf(whole));
      if (this.#entries.length >= ENTRIES_AT_ONCE) this.#handOn();
      return;
    }
    this.#keep(`${piece}"`);
    const inner = this.#inner;
    if (this.#isKeyNext && inner) inner.key = whole;
    this.#isKeyNext = false;
  }

  #handOn(): void {
    const entries = this.#entries;
    this.#entries = [];
    if (entries.length > 0) this.#take(this.#logs, entries);
  }

  #keep(piece: string): void {
    this.#restUnits += piece.length;
    if (this.#restUnits > MAX_LOG_FILE_REST) throw malformed('the file has more beside entries than a proof has');
    if (piece !== '') this.#rest.push(piece);
  }
}

/** Reads a whole file: gives what its JSON says without the entries, which are handed on. @throws `proof.malformed`. */
export async function readLogFile(
  pieces: AsyncIterable<string> | Iterable<string>,
  take: TakeEntries,
): Promise<{ readonly value: unknown; readonly logs: number }> {
  const reader = new LogFileReader(take);
  for await (const piece of pieces) reader.write(piece);
  return { value: parse(reader.end()), logs: reader.logs };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw malformed(`this is no JSON: ${(cause as Error).message}`);
  }
}

function bytesOf(hex: string): Uint8Array {
  try {
    return hexToBytes(hex);
  } catch {
    throw malformed('an entry of a log is not written in hexadecimal');
  }
}

function placeOf(text: string, unit: string, from: number): number {
  const at = text.indexOf(unit, from);
  return at === -1 ? text.length : at;
}

function isSpace(unit: string | undefined): boolean {
  return unit === ' ' || unit === '\n' || unit === '\r' || unit === '\t';
}

function malformed(reason: string): AnnalsError {
  return new AnnalsError('proof.malformed', reason);
}
