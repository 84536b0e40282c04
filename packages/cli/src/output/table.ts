/** Aligned text: tables and lists of fields, by the width that a terminal gives each character. */

/** Ranges of East Asian wide characters (Unicode TR 11) that occur in names; they take two columns. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|[\ud840-\ud87f][\udc00-\udfff]/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: what a node sends must not steer the terminal
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Columns that a text takes. */
export function widthOf(text: string): number {
  return [...text].length + (text.match(WIDE)?.length ?? 0);
}

/** Text from elsewhere, without what could move the cursor or turn the direction of writing. */
export function printable(text: string): string {
  return text.replace(CONTROL, '\ufffd');
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

/** A table with a header line; an empty one says so in words. */
export function table(headers: readonly string[], rows: readonly (readonly string[])[], empty = 'None.'): string {
  if (rows.length === 0) return empty;
  const lines = [headers, ...rows].map((row) => row.map(printable));
  const widths = headers.map((_, column) => Math.max(...lines.map((row) => widthOf(row[column] ?? ''))));
  return lines
    .map((row) =>
      row
        .map((cell, column) => pad(cell, widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Fields one below the other, names aligned; a field without a value is left out. */
export function fields(pairs: readonly (readonly [name: string, value: string | number | null | undefined])[]): string {
  const given = pairs.filter(
    (pair): pair is readonly [string, string | number] => pair[1] !== null && pair[1] !== undefined,
  );
  const width = Math.max(0, ...given.map(([name]) => widthOf(name)));
  return given.map(([name, value]) => `  ${pad(name, width)}  ${printable(String(value))}`).join('\n');
}

/** Paragraphs with an empty line between them; empty ones are left out. */
export function paragraphs(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join('\n\n');
}
