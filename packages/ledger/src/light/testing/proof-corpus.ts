/** The whole corpus: what holds, and what a verifier must refuse. The same every time. */
import type { GenesisDocument } from '../../block/index.ts';
import { forgedCertificates, forgedEpochs, forgedHeaders } from './forged-headers.ts';
import { forgedLogs } from './forged-logs.ts';
import { forgedReceipts } from './forged-receipts.ts';
import { forgedStates } from './forged-states.ts';
import type { NamedCase } from './proof-case.ts';
import { tellStory } from './story.ts';
import { namedValid, validProofs } from './valid-proofs.ts';

export interface ProofCorpus {
  readonly genesis: GenesisDocument;
  readonly valid: readonly NamedCase[];
  readonly forged: readonly NamedCase[];
}

export function proofCorpus(): ProofCorpus {
  const story = tellStory();
  const valid = validProofs(story);
  const forged = [
    { group: 'certificate', cases: forgedCertificates(story, valid) },
    { group: 'header', cases: forgedHeaders(story, valid) },
    { group: 'epoch', cases: forgedEpochs(story, valid) },
    { group: 'receipt', cases: forgedReceipts(story, valid) },
    { group: 'state', cases: forgedStates(story, valid) },
    { group: 'log', cases: forgedLogs(story, valid) },
  ];
  return {
    genesis: story.chain.genesis,
    valid: namedValid(valid),
    forged: forged.flatMap(({ group, cases }) => cases.map((named) => ({ ...named, name: `${group}-${named.name}` }))),
  };
}
