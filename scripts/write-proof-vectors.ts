/**
 * Writes the corpus of the light client, test/vectors/{valid,forged}: proofs that hold and forgeries that a verifier
 * must refuse, for other implementations. Run `node scripts/write-proof-vectors.ts`; `vectors.test.ts` in the light
 * room holds ours to them.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { formatGenesis } from '../packages/ledger/src/block/index.ts';
import { caseText } from '../packages/ledger/src/light/testing/proof-case.ts';
import { proofCorpus } from '../packages/ledger/src/light/testing/proof-corpus.ts';

const folder = new URL('../test/vectors/', import.meta.url);
const corpus = proofCorpus();
writeFileSync(new URL('genesis.json', folder), formatGenesis(corpus.genesis));
for (const part of ['valid', 'forged'] as const) {
  const place = new URL(`${part}/`, folder);
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place);
  for (const { name, case: proofCase } of corpus[part])
    writeFileSync(new URL(`${name}.json`, place), caseText(proofCase));
}
console.log(`Wrote ${corpus.valid.length} valid and ${corpus.forged.length} forged proofs.`);
