/**
 * What a node tells Prometheus: where the chain stands, who is heard from, what waits, what was refused, and what the
 * process costs. Read when asked, so that a node that nobody watches does no work for it.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { NodeServices } from '../services.ts';

export interface Metrics {
  readonly contentType: string;
  render(): Promise<string>;
  observeRequest(route: string, method: string, status: number, seconds: number): void;
  stop(): void;
}

const NANOSECONDS = 1e9;
const EVENT_LOOP_RESOLUTION_MS = 10;

/** What the API spends on clients. */
export interface ClientLoad {
  readonly connections: number;
  /** Connections that were refused or made to give way since the start. */
  readonly turnedAway: number;
  /** Milliseconds of the main thread since the start. */
  readonly workMs: number;
  /** Bytes of bodies that are being read or worked on. */
  readonly bodyBytes: number;
}

export function createMetrics(services: NodeServices, load: () => ClientLoad): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const gauge = (name: string, help: string, read: () => number): void => {
    new Gauge({
      name: `annals_${name}`,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  };
  const delay = monitorEventLoopDelay({ resolution: EVENT_LOOP_RESOLUTION_MS });
  delay.enable();

  gauge('client_body_bytes', 'Bytes of bodies from clients that are being read or worked on.', () => load().bodyBytes);
  gauge('height', 'Height of the last block that is durable here.', () => services.store.head.height);
  gauge('block_time_seconds', 'Time of the last block.', () => services.store.head.timeMs / 1_000);
  gauge(
    'clock_ahead_seconds',
    'How far this clock is ahead of those of the other validators; negative when behind.',
    () => (services.counters().clockDifferenceMs ?? 0) / 1_000,
  );
  gauge('view', 'View of the height being decided.', () => services.replicaStatus().view);
  gauge('ready', '1 when transactions can be taken, else 0.', () => (services.isReady() ? 1 : 0));
  gauge('mempool_transactions', 'Transactions waiting for a block.', () => services.mempool.size);
  gauge('mempool_bytes', 'Bytes of transactions and sealed content waiting.', () => services.mempool.sizeBytes);
  gauge('waited_for', 'Transactions that clients wait for.', () => services.commits.size);
  gauge('peers', 'Members of the network besides this node.', () => services.network.peers().length);
  gauge(
    'peers_connected',
    'Members that are connected.',
    () => services.network.peers().filter(({ connected }) => connected).length,
  );
  gauge('sidecar_bytes', 'Bytes of sealed content held.', () => services.sidecars.sizeBytes);
  gauge('erasure_failed', '1 while content that must go cannot be destroyed, else 0.', () =>
    services.erasureProblem() === null ? 0 : 1,
  );
  gauge('memory_bytes', 'Resident memory of the process.', () => process.memoryUsage.rss());
  gauge('heap_used_bytes', 'JavaScript heap in use.', () => process.memoryUsage().heapUsed);
  gauge('event_loop_delay_seconds', 'Delay of the event loop, 99th percentile since the last reading.', () => {
    const seconds = delay.percentile(99) / NANOSECONDS;
    delay.reset();
    return Number.isFinite(seconds) ? seconds : 0;
  });
  networkKeyGauges(services, gauge);
  noticeGauges(services, gauge);
  gauge('client_connections', 'Connections of clients that are open.', () => load().connections);
  counters(services, load, registry);

  const applySeconds = new Histogram({
    name: 'annals_apply_seconds',
    help: 'Executing a block, unless that was done before, and making it durable.',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers,
  });
  const unlisten = services.chain.onApplied(({ durationMs }) => applySeconds.observe(durationMs / 1_000));
  const requestSeconds = new Histogram({
    name: 'annals_http_request_seconds',
    help: 'Answering a request, by route and status.',
    labelNames: ['route', 'method', 'status'],
    buckets: [0.001, 0.005, 0.025, 0.1, 0.5, 2.5],
    registers,
  });

  return {
    contentType: registry.contentType,
    render: () => registry.metrics(),
    observeRequest: (route, method, status, seconds) =>
      requestSeconds.observe({ route, method, status: String(status) }, seconds),
    stop: () => {
      unlisten();
      delay.disable();
    },
  };
}

function networkKeyGauges(
  services: NodeServices,
  gauge: (name: string, help: string, read: () => number) => void,
): void {
  const networkKey = () => services.status().networkKey;
  gauge(
    'network_key_epoch',
    'Epoch of the shares of the network key; -1 until the first key ceremony has completed.',
    () => networkKey()?.epoch ?? -1,
  );
  gauge(
    'network_key_holders',
    'Agencies that hold a share of the network key.',
    () => networkKey()?.holders.length ?? 0,
  );
  gauge(
    'network_key_unconfirmed',
    'Seats that have not confirmed the shares that stand by; while there are any, holders of the epoch in force keep theirs.',
    () => networkKey()?.standby?.missing.length ?? 0,
  );
  gauge('network_key_share', '1 when this node holds a share of the epoch in force, else 0.', () =>
    networkKey()?.holdsShare ? 1 : 0,
  );
  gauge('ceremony_pending', '1 while a key ceremony runs, or after one has failed, else 0.', () =>
    services.status().ceremony ? 1 : 0,
  );
  gauge(
    'ceremony_awaited',
    'Agencies that the round of the key ceremony waits for.',
    () => services.status().ceremony?.missing.length ?? 0,
  );
}

/** Mails, on a node that sends them. */
function noticeGauges(
  { notices }: NodeServices,
  gauge: (name: string, help: string, read: () => number) => void,
): void {
  if (!notices) return;
  gauge('notice_subscriptions', 'Subscriptions to mails that this node keeps.', () => notices.counts().subscriptions);
  gauge('notices_waiting', 'Mails that wait to be sent, and letters that gather.', () => notices.counts().waiting);
}

/** Totals that the node counts itself; a counter of Prometheus takes them over when it is read. */
function counters(services: NodeServices, load: () => ClientLoad, registry: Registry): void {
  const registers = [registry];
  const counter = (name: string, help: string, read: () => number): void => {
    new Counter({
      name: `annals_${name}_total`,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  };
  counter(
    'committed_transactions',
    'Transactions committed since the start.',
    () => services.counters().committedTransactions,
  );
  counter('committed_blocks', 'Blocks committed since the start.', () => services.counters().committedBlocks);
  counter(
    'client_connections_turned_away',
    'Connections of clients that were refused, or made to give way to others.',
    () => load().turnedAway,
  );
  counter('client_work_seconds', 'Time of the main thread that answers to clients took.', () => load().workMs / 1_000);
  counter('misbehaviour', 'Equivocations of validators that were seen.', () => services.counters().misbehaviour);
  counter(
    'refused_connections',
    'Connections of strangers refused.',
    () => services.network.counters().refusedConnections,
  );
  const { notices } = services;
  if (notices) {
    counter('notices_sent', 'Mails that the mail server took.', () => notices.counts().sent);
    counter(
      'notices_refused',
      'Attempts that the mail server refused for one address.',
      () => notices.counts().refused,
    );
    counter(
      'notices_unavailable',
      'Attempts that the mail server did not take at all.',
      () => notices.counts().unavailable,
    );
    counter('notices_given_up', 'Mails given up after days of refusal.', () => notices.counts().givenUp);
  }
  new Counter({
    name: 'annals_refused_messages_total',
    help: 'Consensus messages refused, by reason.',
    labelNames: ['reason'],
    registers,
    collect() {
      this.reset();
      for (const [reason, count] of services.counters().refusedMessages) this.inc({ reason }, count);
    },
  });
  new Counter({
    name: 'annals_peer_misbehaviour_total',
    help: 'What a member did that no correct one does, by kind; it is shut out for a while.',
    labelNames: ['peer', 'kind'],
    registers,
    collect() {
      this.reset();
      for (const { peer, misbehaviour } of services.network.peers()) {
        for (const [kind, count] of Object.entries(misbehaviour)) if (count > 0) this.inc({ peer, kind }, count);
      }
    },
  });
  new Counter({
    name: 'annals_peer_spent_seconds_total',
    help: 'What the bytes of a member have taken of the main thread.',
    labelNames: ['peer'],
    registers,
    collect() {
      this.reset();
      for (const { peer, spentMs } of services.network.peers()) this.inc({ peer }, spentMs / 1_000);
    },
  });
  new Counter({
    name: 'annals_spent_seconds_total',
    help: 'Time spent, by part of the work.',
    labelNames: ['part'],
    registers,
    collect() {
      this.reset();
      for (const [part, ms] of services.counters().spentMs) this.inc({ part }, ms / 1_000);
    },
  });
}
