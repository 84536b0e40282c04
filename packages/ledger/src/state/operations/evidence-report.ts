/** Carries out `evidence.report`: an equivocation is proven by the two signatures alone, whoever brings them. */
import { evidenceIdOf, stateKey, voteDigest, votesConflict } from '../../block/index.ts';
import { equalBytes } from '../../codec/index.ts';
import { verifySignature } from '../../crypto/index.ts';
import { operation, refuse } from '../operation.ts';

export const evidenceReport = operation('evidence.report', ['validator'], (context, body, actor) => {
  const { state, chain, timeMs } = context;
  const { agency, key, first, second } = body;
  if (!votesConflict(first.vote, second.vote)) {
    refuse('evidence.invalid', 'the votes are not for one height, view and step and two different blocks');
  }
  const accused = state.get(stateKey.agency(agency));
  if (!accused) return refuse('agency.unknown', 'the accused agency is not a member');
  if (!accused.validatorKeys.some((known) => equalBytes(known, key))) {
    refuse('evidence.invalid', 'the key is and was no validator key of this agency');
  }
  const place = stateKey.evidence(evidenceIdOf(key, first.vote));
  if (state.get(place)) refuse('evidence.known', 'this equivocation is on the ledger');
  for (const { vote, signature } of [first, second]) {
    if (!verifySignature(voteDigest(chain, vote), signature, key)) {
      refuse('evidence.invalid', 'a vote is not signed with the key of the accused');
    }
  }
  state.set(place, { agency, key, first, second, reportedBy: actor.validator.agency, reportedMs: timeMs });
});
