/** What is done to validators in a chaos campaign. Each fault is over when it resolves: everybody runs again. */
import { settled } from '../harness/agreement.ts';
import { giveOrders, type Mood } from '../harness/hostile-orders.ts';
import type { NodeProgram, TestNetwork } from '../harness/test-network.ts';
import type { SeededRandom } from './random.ts';

/** What must hold while a fault lasts. */
export interface Watch {
  /** Commits go on. */
  readonly goesOn: () => Promise<number>;
  /** These open what was sealed, and tell the person whom it is about. */
  readonly readsAreTold: (honest: readonly number[]) => Promise<void>;
  /** What some of the honest do wrong as well, to prove that what is missing is found. */
  readonly plant: Plant | null;
}

/** Planted bugs: how many of the honest have it, and the program that does. */
export const PLANTS = {
  /** Gives shares to whoever asks (LAW 2). */
  generous: { count: 1, program: 'generous-process.ts' },
  /** Shows a log without its latest entry (LAW 3). */
  forgetful: { count: 1, program: 'forgetful-process.ts' },
  /** Does not vote (LAW 5). */
  silent: { count: 2, program: 'silent-process.ts' },
} as const satisfies Readonly<Record<string, { readonly count: number; readonly program: NodeProgram }>>;
export type Plant = keyof typeof PLANTS;

export interface Fault {
  readonly name: string;
  /** How often it is chosen, against the others. */
  readonly weight: number;
  readonly strike: (
    network: TestNetwork,
    random: SeededRandom,
    validators: readonly number[],
    watch: Watch,
  ) => Promise<void>;
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

/** One does everything wrong for a while. Commits and reads must go on while it does, at the others. */
const turningHostile: Fault = {
  name: 'one is hostile',
  weight: 6,
  strike: async (network, random, validators, { goesOn, readsAreTold, plant }) => {
    const victim = random.pick(validators);
    const honest = validators.filter((i) => i !== victim);
    const restart = async (i: number, program?: NodeProgram) => {
      await network.kill(i);
      await network.startNode(i, {}, undefined, program);
    };
    const mood: Mood = plant ? 'sly' : random.pick(['loud', 'sly']);
    giveOrders({ mood, urls: honest.map((i) => network.url(i)) });
    const planted = plant ? honest.slice(0, PLANTS[plant].count) : [];
    for (const i of planted) await restart(i, plant ? PLANTS[plant].program : undefined);
    await restart(victim, 'hostile-process.ts');
    const endMs = performance.now() + random.between(10_000, 25_000);
    do {
      await goesOn();
      await readsAreTold(honest);
      await sleep(1_000);
    } while (performance.now() < endMs);
    const log = network.logOf(victim);
    const ceremonies = new Set(log.match(/^ceremony \d+: .*$/gm)).size;
    console.log(`  validator ${victim} was hostile (${mood}), and cheated in ${ceremonies} ceremonies`);
    const found = log.match(/^LAW .*$/m);
    if (found) throw new Error(found[0]);
    await restart(victim);
    for (const i of planted) await restart(i);
  },
};

const FAULTS: readonly Fault[] = [
  turningHostile,
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

/** @param onlyHostile leaves out what else can happen to validators. */
export function chooseFault(random: SeededRandom, onlyHostile = false): Fault {
  if (onlyHostile) return turningHostile;
  let left = random.next() * FAULTS.reduce((sum, { weight }) => sum + weight, 0);
  for (const fault of FAULTS) {
    left -= fault.weight;
    if (left < 0) return fault;
  }
  return FAULTS[0] as Fault;
}
