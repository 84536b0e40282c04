/**
 * Runs the simulation by hand: `npm run simulate -- [ceremonies] --seeds 100000 [--from 0] [--bug N]`, of consensus or
 * of key ceremonies, the latter with `--real` on the group of secp256k1. A failing seed is printed with its trace, and
 * runs the same again with `--from SEED --seeds 1`.
 */
import { parseArgs } from 'node:util';
import { runCeremonies } from './ceremonies/run.ts';
import { PLANTED_BUGS } from './planted-bugs.ts';
import { drawScenario } from './scenario.ts';
import { Simulation } from './simulation.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string', default: '2000' },
    from: { type: 'string', default: '0' },
    bug: { type: 'string' },
    real: { type: 'boolean', default: false },
  },
});
const from = Number(values.from);
const seeds = Number(values.seeds);
const bugIndex = values.bug === undefined ? undefined : Number(values.bug);

if (positionals[0] === 'ceremonies') {
  const failures = await runCeremonies({ from, seeds, bug: bugIndex, isReal: values.real });
  process.exitCode = failures > 0 ? 1 : 0;
} else runConsensus();

function runConsensus(): void {
  const bug = bugIndex === undefined ? null : (PLANTED_BUGS[bugIndex] ?? null);
  const startedMs = performance.now();
  let failures = 0;
  let events = 0;
  let longestRecoveryMs = 0;

  for (let seed = from; seed < from + seeds; seed++) {
    const result = new Simulation(drawScenario(seed), { bug }).run();
    events += result.events;
    longestRecoveryMs = Math.max(longestRecoveryMs, result.recoveryMs);
    if (result.violation) {
      failures += 1;
      console.log(`seed ${seed}: ${result.violation.message}`);
      if (failures === 1)
        for (const line of new Simulation(drawScenario(seed), { bug, trace: true }).run().trace) console.log(line);
      if (failures >= 10) break;
    }
    if ((seed - from + 1) % 1_000 === 0) {
      const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
      console.log(
        `${seed - from + 1} seeds, ${events} events, ${failures} failed, longest recovery ${longestRecoveryMs} ms, ${seconds} s`,
      );
    }
  }
  console.log(`${seeds} seeds from ${from}: ${failures} failed, longest recovery ${longestRecoveryMs} ms`);
  process.exitCode = failures > 0 ? 1 : 0;
}
