/**
 * Writes test/vectors/presentation.json: presentations that hold and that a verifier must refuse, for other
 * implementations. Run `node scripts/write-presentation-vectors.ts`; `vectors.test.ts` in the room `presentation` holds
 * ours to them.
 */
import { writeFileSync } from 'node:fs';
import { formatCorpus, presentationCorpus } from '../packages/ledger/src/presentation/testing/presentation-corpus.ts';

const cases = presentationCorpus();
writeFileSync(new URL('../test/vectors/presentation.json', import.meta.url), formatCorpus(cases));
console.log(`Wrote ${cases.length} presentations.`);
