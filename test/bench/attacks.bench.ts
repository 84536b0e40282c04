/**
 * How long a member waits for a commit while somebody attacks: a stranger at every API, or one of four validators. One
 * transaction after another, at the honest validators in turn; the attacker runs on the same cores.
 * `npm run bench -- attacks [--seconds 10] [--only streams]`.
 */
import { parseArgs } from 'node:util';
import { Actors, commit, type Signer } from '../harness/actors.ts';
import { takeSeat } from '../harness/hostile-member.ts';
import { giveOrders } from '../harness/hostile-orders.ts';
import { askForReceipts, HELD_CONNECTIONS, holdConnections, sendBombs } from '../harness/strangers.ts';
import { type Seat, TestNetwork } from '../harness/test-network.ts';
import { answerUnreadably, sendUnreadably } from '../harness/unreadable-member.ts';
import { ALL } from './load/bench-network.ts';
import { commitTimes } from './load/commit-watch.ts';
import {
  type Distribution,
  describeDistribution,
  distributionOf,
  printTable,
  writeResults,
} from './measure/figures.ts';

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    /** Only attacks whose names have this in them. */
    only: { type: 'string', default: '' },
  },
});
const forMs = 1_000 * Number(options.seconds);
const HOSTILE = 3;
const HONEST = ALL.filter((i) => i !== HOSTILE);
const COMMIT_WITHIN_MS = 60_000;
/** What a hostile process does at random needs longer to come round. */
const RANDOM_TIMES = 3;

/** Begins an attack; gives what ends it. */
type Attack = () => Promise<() => Promise<void> | void>;

const network = await TestNetwork.start({ config: { logLevel: 'warn' } });
const actors = new Actors(network.chain);
const agency: Signer = actors.agency((network.seats[0] as Seat).agencySecret);

/** At these validators in turn. */
function watch(nodes: readonly number[], times: number): Promise<readonly number[]> {
  const { agencySecret } = network.seats[0] as Seat;
  const urls = nodes.map((i) => network.url(i));
  return commitTimes({ urls, chain: network.chain, agencySecret, forMs: times * forMs });
}

/** Repeats something until it is over. */
const repeating =
  (act: (isOver: () => boolean) => Promise<unknown>): Attack =>
  async () => {
    let isOver = false;
    const acting = (async () => {
      while (!isOver) await act(() => isOver);
    })();
    return async () => {
      isOver = true;
      await acting;
    };
  };

async function largeBlock() {
  const many = Array.from({ length: 400 }, () => actors.enrol(agency, 'civil').submit);
  const [first] = await commit(network.client(0), many, COMMIT_WITHIN_MS);
  if (!first?.id) throw new Error('nothing was committed');
  return first.id;
}

async function hostileProcess(mood: 'loud' | 'sly'): Promise<() => Promise<void>> {
  await network.kill(HOSTILE);
  giveOrders({ mood, urls: HONEST.map((i) => network.url(i)) });
  await network.startNode(HOSTILE, {}, undefined, 'hostile-process.ts');
  return async () => {
    await network.kill(HOSTILE);
    await network.startNode(HOSTILE);
  };
}

try {
  const receipt = await largeBlock();
  const byStrangers: readonly (readonly [string, Attack])[] = [
    ['nobody attacks', async () => () => undefined],
    ['bodies of 32 MiB that nobody can read', repeating(() => sendBombs(network))],
    ...HELD_CONNECTIONS.map(([name, count, text]): readonly [string, Attack] => [
      name,
      async () => {
        const held = await holdConnections(network, count, text);
        return () => {
          for (const socket of held) socket.destroy();
        };
      },
    ]),
    ['receipts of a large block, in a loop', repeating((isOver) => askForReceipts(network, receipt, isOver))],
  ];
  const byOneMember: readonly (readonly [string, Attack])[] = [
    [
      'a member that nobody can read',
      async () => {
        const member = await takeSeat(network, HOSTILE, (taken) => answerUnreadably(taken));
        const end = sendUnreadably(member);
        return async () => {
          end();
          await member.stop();
          await network.startNode(HOSTILE);
        };
      },
    ],
    [
      'a member that is down',
      async () => {
        await network.kill(HOSTILE);
        return () => network.startNode(HOSTILE);
      },
    ],
    ['a loud member: everything at random', () => hostileProcess('loud')],
    ['a sly member: clock, shares, ceremonies', () => hostileProcess('sly')],
  ];
  const results: Record<string, Distribution> = {};
  for (const [nodes, attacks] of [
    [ALL, byStrangers],
    [HONEST, byOneMember],
  ] as const) {
    for (const [name, begin] of attacks) {
      if (!name.includes(options.only)) continue;
      const end = await begin();
      const isRandom = name.includes('random') || name.startsWith('a sly');
      results[name] = distributionOf(await watch(nodes, isRandom ? RANDOM_TIMES : 1));
      await end();
      await network.until('all validators are ready', () => network.areReady());
    }
  }
  printTable(
    `Submission to commit under attack, ${options.seconds} s each`,
    Object.entries(results).map(([name, waits]) => [name, describeDistribution(waits)]),
  );
  console.log(`\n${writeResults('attacks', { options, results })}`);
} finally {
  await network.stop();
}
