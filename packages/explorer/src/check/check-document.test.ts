import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseGenesis } from '@annals/ledger/block';
import { trustGenesis } from '@annals/ledger/light';
import { expect, test } from '@jest/globals';
import { checkDocument as checkPieces, type GenuineDocument } from './check-document.ts';

const NOW_MS = 1_800_000_000_000;
const VECTORS = join(import.meta.dirname, '../../../../test/vectors');
const trusted = trustGenesis(parseGenesis(readFileSync(join(VECTORS, 'genesis.json'), 'utf8')));
const vector = (path: string) => JSON.parse(readFileSync(join(VECTORS, path), 'utf8'));
const document = (path: string) => {
  const { kind, proof, subject } = vector(path);
  return JSON.stringify(
    kind === 'receipt' ? proof : { version: 1, trails: [{ subject, sector: 'health', proven: proof }] },
  );
};

const checkDocument = (known: typeof trusted, text: string, nowMs: number): Promise<GenuineDocument> =>
  checkPieces(known, [text], nowMs);

test('a receipt that holds says what it proves', async () => {
  expect((await checkDocument(trusted, document('valid/receipt.json'), NOW_MS)).document).toMatchObject({
    type: 'receipt',
    kind: 'record.amend',
  });
});

test('an access log that holds shows its entries, and with one left out does not hold', async () => {
  const text = document('valid/trail.json');
  const { document: checked } = await checkDocument(trusted, text, NOW_MS);
  expect(checked).toMatchObject({ type: 'trails', trails: [{ sector: 'health' }] });
  const cut = JSON.parse(text);
  cut.trails[0].proven.entries.pop();
  await expect(checkDocument(trusted, JSON.stringify(cut), NOW_MS)).rejects.toEqual(
    expect.objectContaining({ code: 'proof.trail' }),
  );
});

test.each(['log-entry-added', 'log-first-entry-left-out', 'log-entries-reordered'])('%s is refused', async (name) => {
  await expect(checkDocument(trusted, document(`forged/${name}.json`), NOW_MS)).rejects.toEqual(
    expect.objectContaining({ code: vector(`forged/${name}.json`).expect }),
  );
});

test.each(['', '{}', '[]', 'null', '"x"', '{"trails":1}', 'no JSON'])('%s is no document', async (text) => {
  await expect(checkDocument(trusted, text, NOW_MS)).rejects.toEqual(
    expect.objectContaining({ code: 'proof.malformed' }),
  );
});

const presentations: readonly {
  readonly about: string;
  readonly expect: string;
  readonly audience: string | null;
  readonly nonce: string | null;
  readonly nowMs: number | null;
  readonly presentation: unknown;
}[] = vector('presentation.json').cases;
const good = presentations.find(({ expect: code }) => code === 'ok');

test('a presentation that holds shows its fields, and one that was changed does not', async () => {
  const text = JSON.stringify(good?.presentation);
  const { document: checked, claim } = await checkDocument(trusted, text, good?.nowMs ?? 0);
  expect(checked).toMatchObject({ type: 'presentation', audience: good?.audience });
  expect(claim).toMatchObject({ version: 1 });
  const forged = JSON.parse(text);
  forged.audience = 'somebody else';
  await expect(checkDocument(trusted, JSON.stringify(forged), good?.nowMs ?? 0)).rejects.toEqual(
    expect.objectContaining({ code: 'presentation.signature' }),
  );
  await expect(checkDocument(trusted, text, Number.MAX_SAFE_INTEGER)).rejects.toEqual(
    expect.objectContaining({ code: 'presentation.expired' }),
  );
});

test('a certificate of erasure is about what the ledger erased, and about nothing else', async () => {
  const { proof, record } = vector('valid/record.json');
  const certificate = { format: 'annals-erasure', version: 1, record, proven: proof };
  await expect(checkDocument(trusted, JSON.stringify(certificate), NOW_MS)).rejects.toEqual(
    expect.objectContaining({ code: 'proof.membership' }),
  );
  await expect(checkDocument(trusted, JSON.stringify({ ...certificate, record: 1 }), NOW_MS)).rejects.toEqual(
    expect.objectContaining({ code: 'proof.malformed' }),
  );
});
