/** What comes back from executing a block: a prepare follows for one that is proposed, its commit for one that is decided. */
import { executedAfterDecision } from './commit.ts';
import type { Input } from './input.ts';
import type { Output } from './output.ts';
import { maybePrepare } from './prepare.ts';
import type { ReplicaState } from './state.ts';
import { noteExecution } from './suspects.ts';
import { noteDuration } from './timeouts.ts';

/** Takes the verdict of an execution, late ones too. */
export function onExecuted(state: ReplicaState, input: Input & { type: 'executed' }, out: Output[]): void {
  noteDuration(state, input.durationMs);
  noteExecution(state, input);
  const known = state.at.blocks.get(input.block);
  if (known?.verdict !== 'pending') return;
  known.verdict = input.verdict.ok ? 'valid' : { invalid: input.verdict.reason };
  if (state.at.decision !== null) executedAfterDecision(state, known, out);
  else maybePrepare(state, out);
}
