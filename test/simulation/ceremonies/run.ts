/** Runs seeds of simulated key ceremonies by hand, for `npm run simulate -- ceremonies`. */
import { selectGroupBackend, selectSignatureBackend } from '@annals/ledger/crypto';
import { chooseCryptoBackends, silentLog } from '@annals/node';
import { CEREMONY_BUGS } from './ceremony-bugs.ts';
import { CeremonyWorld } from './ceremony-world.ts';
import { standInGroup, standInSignatures } from './stand-in-group.ts';

export interface CeremonyCampaign {
  readonly from: number;
  readonly seeds: number;
  /** The place of a planted bug in the list. */
  readonly bug: number | undefined;
  /** The group of secp256k1 instead of its stand-in: some forty times slower. */
  readonly isReal: boolean;
}

/** Prints what failed, with the trace of the first. @returns how many seeds failed. */
export async function runCeremonies({ from, seeds, bug, isReal }: CeremonyCampaign): Promise<number> {
  const planted = bug === undefined ? null : (CEREMONY_BUGS[bug] ?? null);
  if (isReal) chooseCryptoBackends(silentLog);
  else {
    selectGroupBackend(standInGroup);
    selectSignatureBackend(standInSignatures);
  }
  const startedMs = performance.now();
  const outcomes: Record<string, number> = {};
  let [failures, blocks] = [0, 0];
  for (let seed = from; seed < from + seeds && failures < 10; seed++) {
    const result = await new CeremonyWorld(seed, planted).run();
    blocks += result.blocks;
    for (const [status, count] of Object.entries(result.outcomes)) outcomes[status] = (outcomes[status] ?? 0) + count;
    if (result.violation) {
      failures += 1;
      console.log(`seed ${seed}: ${result.violation.message}`);
      if (failures === 1) for (const line of result.trace) console.log(`  ${line}`);
    }
    if ((seed - from + 1) % 100 === 0) report(seed - from + 1);
  }
  report(seeds);
  return failures;

  function report(done: number): void {
    const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
    const ends = Object.entries(outcomes).map(([status, count]) => `${count} ${status}`);
    console.log(`${done} seeds, ${blocks} blocks, ceremonies: ${ends.join(', ')}; ${failures} failed, ${seconds} s`);
  }
}
