/** What happens in a run, drawn from its seed: how many replicas, how bad a network, who is faulty and how. */
import { faultTolerance } from '@annals/ledger/block';
import type { Timing } from '@annals/node/consensus/core';
import { BEHAVIOURS, type Behaviour } from './adversary.ts';
import { Random } from './random.ts';

export interface Scenario {
  readonly seed: number;
  readonly replicas: number;
  readonly timing: Partial<Timing>;
  /** How long the trouble lasts; then the network heals. */
  readonly troubleMs: number;
  /** Identities that misbehave, and how. */
  readonly byzantine: ReadonlyMap<number, readonly Behaviour[]>;
  /** Identities whose disk may be wiped, so that they forget what they voted. */
  readonly forgetful: ReadonlySet<number>;
  readonly network: {
    readonly maxDelayMs: number;
    readonly loss: number;
    readonly duplication: number;
    /** Loss of commits on top: what is prepared but not decided is where bugs live. */
    readonly commitLoss: number;
    /** Some messages take so long that they belong to another time. */
    readonly straggling: number;
  };
  readonly partitions: number;
  /** Chance that a host stops before an output. */
  readonly crashRate: number;
  /** Times at which all stop at once. */
  readonly blackouts: number;
  readonly wipes: number;
  readonly transactions: number;
  readonly setChanges: number;
  /** For each identity, how far its wall clock is off. */
  readonly clockSkewMs: readonly number[];
  /** How long it takes to execute or apply a block, at most. */
  readonly maxExecutionMs: number;
}

export function drawScenario(seed: number): Scenario {
  const random = new Random(seed);
  const replicas = 1 + (seed % 10);
  const f = faultTolerance(replicas);
  const identities = Array.from({ length: replicas }, (_, i) => i);
  const troubled = random.shuffle(identities).slice(0, random.integer(0, f));
  const forgetfulCount = random.integer(0, troubled.length);
  const forgetful = new Set(troubled.slice(0, forgetfulCount));
  const byzantine = new Map(
    troubled.slice(forgetfulCount).map((identity) => {
      const behaviours = random.shuffle(BEHAVIOURS).slice(0, random.integer(1, 4));
      return [identity, behaviours] as const;
    }),
  );
  const maxSkewMs = random.pick([0, 0, 50, 1_000, 8_000]);
  return {
    seed,
    replicas,
    timing: { heartbeatMs: random.pick([null, 4_000, 8_000]) },
    troubleMs: random.integer(6_000, 30_000),
    byzantine,
    forgetful,
    network: {
      maxDelayMs: random.pick([3, 20, 100, 400]),
      loss: random.pick([0, 0, 0.02, 0.1, 0.3]),
      duplication: random.pick([0, 0, 0.05, 0.2]),
      commitLoss: random.pick([0, 0, 0.4, 0.8]),
      straggling: random.pick([0, 0, 0.01, 0.05]),
    },
    partitions: random.integer(0, 4),
    crashRate: random.pick([0, 0.0005, 0.002, 0.01]),
    blackouts: random.pick([0, 0, 1, 2]),
    wipes: forgetful.size > 0 ? random.integer(1, 3) : 0,
    transactions: random.integer(4, 20),
    setChanges: random.pick([0, 0, 0, 1, 2]),
    clockSkewMs: identities.map(() => (maxSkewMs === 0 ? 0 : random.integer(-maxSkewMs, maxSkewMs))),
    maxExecutionMs: random.pick([0, 0, 5, 300]),
  };
}
