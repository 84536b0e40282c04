/** Writes docs/reference/errors.md from the error catalogue; `npm test` fails when the two differ. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CATALOGUE } from '../packages/ledger/src/errors/index.ts';
import { renderErrors } from './render-errors.ts';

const path = join(dirname(dirname(fileURLToPath(import.meta.url))), 'docs/reference/errors.md');
mkdirSync(dirname(path), { recursive: true });
writeFileSync(path, renderErrors(CATALOGUE));
console.log(`Wrote ${path}: ${Object.keys(CATALOGUE).length} codes.`);
