/** What is done to validators in a chaos campaign. Each fault is over when it resolves: everybody runs again. */
import { settled } from '../harness/agreement.ts';
import type { TestNetwork } from '../harness/test-network.ts';
import type { SeededRandom } from './random.ts';

export interface Fault {
  readonly name: string;
  /** How often it is chosen, against the others. */
  readonly weight: number;
  readonly strike: (network: TestNetwork, random: SeededRandom, validators: readonly number[]) => Promise<void>;
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const together = (nodes: readonly number[], act: (i: number) => Promise<void> | void) => Promise.all(nodes.map(act));

function killing(name: string, weight: number, count: (all: number) => number): Fault {
  return {
    name,
    weight,
    strike: async (network, random, validators) => {
      const victims = random.some(validators, count(validators.length));
      await together(victims, (i) => network.kill(i));
      await sleep(random.between(0, 4_000));
      // Not all at once: who comes first meets who is still away.
      for (const i of victims) {
        await network.startNode(i);
        await sleep(random.between(0, 1_000));
      }
    },
  };
}

function freezing(name: string, weight: number, count: number): Fault {
  return {
    name,
    weight,
    strike: async (network, random, validators) => {
      const victims = random.some(validators, count);
      for (const i of victims) network.signal(i, 'SIGSTOP');
      // Sometimes longer than it takes the network to give a silent peer up.
      await sleep(random.between(200, 14_000));
      for (const i of victims) network.signal(i, 'SIGCONT');
    },
  };
}

function wiping(name: string, weight: number, count: number): Fault {
  return {
    name,
    weight,
    strike: async (network, random, validators) => {
      // The others must hold everything: more wiped than f is within the promise only when nobody else is behind.
      await settled(network, validators);
      const victims = random.some(validators, count);
      await together(victims, (i) => network.kill(i));
      for (const i of victims) network.wipe(i);
      await sleep(random.between(0, 3_000));
      for (const i of victims) {
        await network.startNode(i);
        await sleep(random.between(0, 5_000));
      }
    },
  };
}

const FAULTS: readonly Fault[] = [
  killing('one is killed', 6, () => 1),
  killing('two are killed', 3, () => 2),
  killing('all are killed', 3, (all) => all),
  freezing('one is frozen', 4, 1),
  freezing('two are frozen', 2, 2),
  wiping('one loses its disk', 2, 1),
  wiping('two lose their disks', 1, 2),
  {
    name: 'one stops in good order',
    weight: 2,
    strike: async (network, random, validators) => {
      const victim = random.pick(validators);
      await network.stopNode(victim);
      await sleep(random.between(0, 3_000));
      await network.startNode(victim);
    },
  },
];

export function chooseFault(random: SeededRandom): Fault {
  let left = random.next() * FAULTS.reduce((sum, { weight }) => sum + weight, 0);
  for (const fault of FAULTS) {
    left -= fault.weight;
    if (left < 0) return fault;
  }
  return FAULTS[0] as Fault;
}
