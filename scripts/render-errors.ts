/** The error reference as Markdown: every code of the catalogue, by the area that its name begins with. */

/** What a row shows of a catalogue entry. */
interface Entry {
  readonly http: number;
  readonly exit: number;
  readonly title: string;
  readonly remedy: string;
}

const INTRODUCTION = `# Errors

Every error that Annals gives has one of these codes. A code means the same in a transaction result, in the \`code\` of a problem+json answer of the REST API, and in the output of the CLI; it never changes its meaning and is never used again for another. This page is generated from the catalogue in \`packages/ledger/src/errors\` by \`npm run errors\`.

The exit codes of the CLI: 0 success, 1 unexpected failure, 2 wrong usage or input, 3 refused by the ledger, 4 not found, 5 not reachable or busy, 6 a proof that does not verify, 7 the local store or keystore, 8 a document that is genuine and not valid now, 9 one that is genuine and that no node could be asked about.
`;

/** Text inside a table cell. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

/** The whole document, ending in a line feed. */
export function renderErrors(catalogue: Readonly<Record<string, Entry>>): string {
  const areas = Map.groupBy(Object.entries(catalogue), ([code]) => code.split('.')[0] ?? code);
  const sections = [...areas].map(([area, entries]) => {
    const rows = entries.map(
      ([code, entry]) =>
        `| \`${code}\` | ${entry.http} | ${entry.exit} | ${cell(entry.title)} | ${cell(entry.remedy)} |`,
    );
    return `## ${area}\n\n| code | HTTP | exit | meaning | what to do |\n|---|---|---|---|---|\n${rows.join('\n')}\n`;
  });
  return [INTRODUCTION, ...sections].join('\n');
}
