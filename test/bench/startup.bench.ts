/** Time until four new validators can take work, and until the first transaction is committed. `npm run bench -- startup [--rounds 3]`. */
import { parseArgs } from 'node:util';
import { Actors, commit } from '../harness/actors.ts';
import { type Seat, TestNetwork } from '../harness/test-network.ts';
import { describeDistribution, distributionOf, printTable, writeResults } from './measure/figures.ts';

const { values: options } = parseArgs({ options: { rounds: { type: 'string', default: '3' } } });

const ready: number[] = [];
const first: number[] = [];
for (let round = 0; round < Number(options.rounds); round++) {
  const beganMs = performance.now();
  const network = await TestNetwork.start();
  try {
    ready.push(performance.now() - beganMs);
    const actors = new Actors(network.chain);
    const agency = actors.agency((network.seats[0] as Seat).agencySecret);
    await commit(network.client(0), [actors.enrol(agency, 'health').submit]);
    first.push(performance.now() - beganMs);
  } finally {
    await network.stop();
  }
}
const results = { ready: distributionOf(ready), firstCommit: distributionOf(first) };
printTable('A new network of four', [
  ['ready after', describeDistribution(results.ready)],
  ['first commit after', describeDistribution(results.firstCommit)],
]);
console.log(`\n${writeResults('startup', { options, results })}`);
