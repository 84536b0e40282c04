/**
 * Cost of the network between processes on loopback: transactions of 400 bytes from one member to three, votes going
 * to and fro while the transaction lane is idle and while it is full, and requests. CPU is what each process used.
 * Run `node test/bench/network.bench.ts [--json] [--seconds 3]`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createLibp2pNetwork, type Member, NETWORK_LIMITS, type Network, peerIdOf } from '@annals/node/network';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '3' },
    /** Used by this script itself: the setting of a receiving process. */
    receiver: { type: 'string' },
  },
});

const MESSAGE_BYTES = 400;
const RECEIVERS = 3;
const WARM_UP_SECONDS = 1;
const REQUEST_TIMEOUT_MS = 60_000;

const secretOf = (index: number): Uint8Array => new Uint8Array(32).fill(index + 1);
const log = { debug() {}, info() {}, warn() {}, error() {}, child: () => log };

interface ReceiverState {
  readonly received: number;
  readonly cpuMicros: number;
}

function cpuMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

async function createMember(index: number): Promise<Network> {
  // One transaction a message, as fast as it goes: a member that did so would be cut off as a flood.
  const transaction = { ...NETWORK_LIMITS.channels.transaction, messagesPerSecond: 1_000_000 };
  const limits = { ...NETWORK_LIMITS, channels: { ...NETWORK_LIMITS.channels, transaction } };
  return createLibp2pNetwork({ secret: secretOf(index), listen: ['/ip4/127.0.0.1/tcp/0'], log, limits });
}

/** A process that counts transactions, sends votes back, and answers requests. */
async function runReceiver(setting: { index: number; sender: Member }): Promise<void> {
  const network = await createMember(setting.index);
  let received = 0;
  network.onMessage('transaction', () => {
    received += 1;
  });
  network.onMessage('vote', (from, message) => {
    network.send(from, 'vote', message);
  });
  network.onRequest('status', async () => {
    const state: ReceiverState = { received, cpuMicros: cpuMicros() };
    return new TextEncoder().encode(JSON.stringify(state));
  });
  network.onRequest('sidecars', async () => new Uint8Array(1024 * 1024));
  await network.start();
  network.setMembers([setting.sender, { peer: network.peer, role: 'validator' }]);
  process.stdout.write(`${network.addresses()[0]}\n`);
}

async function startReceiver(index: number, sender: Member): Promise<{ child: ChildProcess; member: Member }> {
  const script = fileURLToPath(import.meta.url);
  const setting = JSON.stringify({ index, sender });
  const child = spawn(process.execPath, [script, '--receiver', setting], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, member: { peer: peerIdOf(secretOf(index)), role: 'validator', address: line.toString().trim() } };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function stateOf(network: Network, peer: string): Promise<ReceiverState> {
  const answer = await network.request(peer, 'status', new Uint8Array(), REQUEST_TIMEOUT_MS);
  return JSON.parse(new TextDecoder().decode(answer)) as ReceiverState;
}

/** Sends for so long, `perTurn` messages in a turn of the event loop, and waits until all have arrived. */
async function measureLane(network: Network, peers: readonly string[], seconds: number, perTurn: number) {
  const before = await Promise.all(peers.map((peer) => stateOf(network, peer)));
  const [startMs, startCpu] = [performance.now(), cpuMicros()];
  let sent = 0;
  while (performance.now() - startMs < seconds * 1000) {
    for (let index = 0; index < perTurn; index += 1) {
      const message = new Uint8Array(MESSAGE_BYTES);
      const { full } = network.send('all', 'transaction', message);
      // Which of the three took it is not told apart here: a turn later all queues have room again.
      if (full > 0) break;
      sent += 1;
    }
    await turn();
    while (network.peers().some(({ queuedMessages }) => queuedMessages.transaction > 10_000)) await turn();
  }
  let after = await Promise.all(peers.map((peer) => stateOf(network, peer)));
  const received = (): number[] => after.map((state, index) => state.received - (before[index]?.received ?? 0));
  while (received().some((count) => count < sent)) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    after = await Promise.all(peers.map((peer) => stateOf(network, peer)));
  }
  const elapsedMs = performance.now() - startMs;
  const receiverCpu = after.reduce((sum, state, index) => sum + state.cpuMicros - (before[index]?.cpuMicros ?? 0), 0);
  return {
    perSecond: Math.round(sent / (elapsedMs / 1000)),
    senderMicros: round((cpuMicros() - startCpu) / sent),
    receiverMicros: round(receiverCpu / peers.length / sent),
  };
}

/** Sends a vote to one peer, waits for it to come back, and so on. */
async function measureVotes(network: Network, peer: string, seconds: number, echoed: () => Promise<void>) {
  const samples: number[] = [];
  const startMs = performance.now();
  while (performance.now() - startMs < seconds * 1000) {
    const sentMs = performance.now();
    const echo = echoed();
    network.send(peer, 'vote', new Uint8Array(200));
    await echo;
    samples.push(performance.now() - sentMs);
  }
  samples.sort((a, b) => a - b);
  const at = (share: number): number => round(samples[Math.floor(samples.length * share)] ?? Number.NaN);
  return { p50Ms: at(0.5), p99Ms: at(0.99) };
}

async function measureRequests(network: Network, peer: string, seconds: number, atOnce: number) {
  const startMs = performance.now();
  let answered = 0;
  const ask = async (): Promise<void> => {
    while (performance.now() - startMs < seconds * 1000) {
      await network.request(peer, 'status', new Uint8Array(64), REQUEST_TIMEOUT_MS);
      answered += 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, ask));
  return { perSecond: Math.round(answered / ((performance.now() - startMs) / 1000)) };
}

async function measureAnswers(network: Network, peer: string, seconds: number) {
  const startMs = performance.now();
  let bytes = 0;
  while (performance.now() - startMs < seconds * 1000) {
    bytes += (await network.request(peer, 'sidecars', new Uint8Array(1), REQUEST_TIMEOUT_MS)).length;
  }
  return { megabytesPerSecond: round(bytes / 1e6 / ((performance.now() - startMs) / 1000)) };
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}

async function main(): Promise<void> {
  const seconds = Number(options.seconds);
  const network = await createMember(0);
  let onEcho = (): void => undefined;
  network.onMessage('vote', () => onEcho());
  const echoed = (): Promise<void> =>
    new Promise((resolve) => {
      onEcho = resolve;
    });
  await network.start();
  const sender: Member = { peer: network.peer, role: 'validator', address: network.addresses()[0] ?? '' };
  const receivers = await Promise.all(
    Array.from({ length: RECEIVERS }, (_, index) => startReceiver(index + 1, sender)),
  );
  try {
    network.setMembers([sender, ...receivers.map(({ member }) => member)]);
    while (!network.peers().every(({ connected }) => connected)) await turn();
    const peers = receivers.map(({ member }) => member.peer);
    const [first = ''] = peers;
    await measureVotes(network, first, WARM_UP_SECONDS, echoed);
    await measureLane(network, peers, WARM_UP_SECONDS, 64);

    const results: Record<string, unknown> = {
      'votes to and fro, all else idle': await measureVotes(network, first, seconds, echoed),
      'transactions to three, one a turn': await measureLane(network, peers, seconds, 1),
      'transactions to three, 64 a turn': await measureLane(network, peers, seconds, 64),
      'transactions to three, 1,000 a turn': await measureLane(network, peers, seconds, 1_000),
    };
    const load = measureLane(network, peers, seconds + 1, 1_000);
    results['votes to and fro, transaction lane full'] = await measureVotes(network, first, seconds, echoed);
    await load;
    results['requests, one at a time'] = await measureRequests(network, first, seconds, 1);
    results['requests, eight at once'] = await measureRequests(network, first, seconds, 8);
    results['answers of 1 MiB, one at a time'] = await measureAnswers(network, first, seconds);

    if (options.json) process.stdout.write(`${JSON.stringify(results)}\n`);
    else for (const [name, figures] of Object.entries(results)) console.log(name.padEnd(42), figures);
  } finally {
    await network.stop();
    for (const { child } of receivers) child.kill('SIGKILL');
  }
}

if (options.receiver === undefined) await main();
else await runReceiver(JSON.parse(options.receiver) as { index: number; sender: Member });
