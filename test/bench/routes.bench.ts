/**
 * What each route costs a node, in milliseconds of its main thread for one answer, with a large block, a long log and
 * many records; whatever takes more than a millisecond is a way to slow the thread that votes.
 * `npm run bench -- routes [--requests 100] [--transactions 1000]`.
 */
import { parseArgs } from 'node:util';
import { type AnyRoute, possessionHeader, type RouteName, routes, urlOf } from '@annals/ledger/rest';
import { Actors, commit, type Person } from '../harness/actors.ts';
import { type Seat, TestNetwork } from '../harness/test-network.ts';
import { printTable, rounded, writeResults } from './measure/figures.ts';
import { usageOf } from './measure/process-usage.ts';

const { values: options } = parseArgs({
  options: { requests: { type: 'string', default: '100' }, transactions: { type: 'string', default: '1000' } },
});
const [requests, transactions] = [Number(options.requests), Number(options.transactions)];
const BATCH = 500;
const AT_ONCE = 10;
const HEALTH = 2;

/** A route, what it is asked with, and whose key it proves. */
interface Asked {
  readonly name: RouteName;
  readonly params?: object;
  readonly query?: object;
  readonly prove?: Person;
}

// Nobody is to be refused: what an answer costs is to be seen.
const network = await TestNetwork.start({ config: { heartbeatMs: 3_600_000 } });
try {
  const actors = new Actors(network.chain);
  const agency = actors.agency((network.seats[HEALTH] as Seat).agencySecret);
  const client = network.client(HEALTH);
  const networkKey = await network.networkKey(HEALTH);
  const { officer, submit: appointment } = actors.appoint(agency, ['doctor', 'registrar']);
  const { person, submit: enrolment } = actors.enrol(agency, 'health');
  await commit(client, [appointment, enrolment]);
  const { record, submit: issue } = actors.issue(officer, networkKey, 'medical-record', person, {
    general: { resources: [] },
  });
  await commit(client, [issue]);
  for (let done = 0; done < 500; done += 100) {
    const reads = Array.from({ length: 100 }, () => actors.read(officer, record, ['general'], 'treatment'));
    await commit(client, reads, 60_000);
  }
  // Submitted at once, so that one block takes as many as it may.
  const batches = await Promise.all(
    Array.from({ length: Math.ceil(transactions / BATCH) }, () =>
      commit(
        client,
        Array.from({ length: BATCH }, () => actors.enrol(agency, 'civil').submit),
        60_000,
      ),
    ),
  );
  const heights = Map.groupBy(batches.flat(), ({ height }) => height);
  const [height, largest] = [...heights].sort(([, a], [, b]) => b.length - a.length)[0] ?? [null, []];
  const id = largest[0]?.id ?? null;
  if (height === null || id === null) throw new Error('nothing was committed');
  console.log(`the largest block has ${largest.length} transactions, the log 500 entries`);

  const asked: readonly Asked[] = [
    { name: 'status' },
    { name: 'genesis' },
    { name: 'epochs' },
    { name: 'blocks', query: { after: null, limit: 200 } },
    { name: 'block', params: { height } },
    { name: 'transaction', params: { id } },
    { name: 'receipt', params: { id } },
    { name: 'provenValue', params: { key: 'validators' } },
    { name: 'validators' },
    { name: 'agencies', query: { after: null, limit: 200 } },
    { name: 'recordTypes', query: { after: null, limit: 200 } },
    { name: 'statistics', query: { days: 90 } },
    { name: 'record', params: { record } },
    { name: 'recordHistory', params: { record }, query: { from: null } },
    { name: 'accessLog', params: { subject: person.subject }, query: { from: null }, prove: person },
    {
      name: 'subjectRecords',
      params: { subject: person.subject },
      query: { after: null, limit: 200 },
      prove: person,
    },
  ];
  const rows: [string, number, number][] = [];
  const measure = async (label: string, path: string, headers: () => { readonly [name: string]: string }) => {
    const url = `${network.url(HEALTH)}${path}`;
    const { status } = await fetch(url, { headers: headers() });
    if (status !== 200) console.log(`${label}: ${status}`);
    let bytes = 0;
    const before = usageOf(network.pid(HEALTH)).mainThreadMicroseconds;
    for (let i = 0; i < requests; i += AT_ONCE) {
      const ask = async () => {
        bytes = (await (await fetch(url, { headers: headers() })).arrayBuffer()).byteLength;
      };
      await Promise.all(Array.from({ length: AT_ONCE }, ask));
    }
    const spent = usageOf(network.pid(HEALTH)).mainThreadMicroseconds - before;
    rows.push([label, rounded(spent / 1_000 / requests), bytes]);
  };
  for (const { name, params = {}, query = {}, prove } of asked) {
    const route: AnyRoute = routes[name];
    const path = urlOf(route, params, query);
    await measure(name, path, () => {
      if (!prove) return {};
      const claim = { chain: network.chain, method: 'GET', url: path, timeMs: Date.now() };
      return { authorization: possessionHeader(claim, prove.secret) };
    });
  }
  for (const path of ['/health', '/ready', '/metrics', '/openapi.json', '/none']) await measure(path, path, () => ({}));
  rows.sort(([, a], [, b]) => b - a);
  printTable(
    'main thread for one answer, with what the server itself does',
    rows.map(([label, ms, bytes]) => [label, `${ms} ms, ${bytes} bytes`]),
  );
  console.log(writeResults('routes', { rows, block: largest.length }));
} finally {
  await network.stop();
}
