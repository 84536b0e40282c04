/**
 * A node: the one place where concrete adapters are picked, and where all parts are joined; `assemble-*.ts` join some of
 * them. Starting it opens and checks what is on the disk before anything is sent; stopping it ends every part in the
 * opposite order.
 */
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { GenesisDocument } from '@annals/ledger/block';
import type { TransactionId } from '@annals/ledger/codec';
import { invariant } from '@annals/ledger/errors';
import { accountOf } from '@annals/ledger/state';
import { startApi } from './api/index.ts';
import { assembleContent } from './assemble-content.ts';
import { assembleDuties } from './assemble-duties.ts';
import { assembleRelease } from './assemble-release.ts';
import { awaitsTurns, Chain, CommitWaiter, nextBlock } from './chain/index.ts';
import type { NodeConfig } from './config/index.ts';
import type { Time } from './consensus/core/index.ts';
import { BlockBodies, hasWork, type SigningKey, TimeBlocks, VoteLog } from './consensus/host/index.ts';
import { chooseCryptoBackends } from './crypto-backends.ts';
import { shareDescriptors } from './descriptors.ts';
import type { Ground, OnStop } from './ground.ts';
import { later } from './later.ts';
import type { Log } from './log.ts';
import { MEMBER_KEYS, membersOf } from './members.ts';
import { Dissemination, MEMPOOL_LIMITS, Mempool, type RawTransaction, TransactionIntake } from './mempool/index.ts';
import { createLibp2pNetwork } from './network/index.ts';
import { NodeHealth } from './node-health.ts';
import { Participation } from './participation.ts';
import type { NodeServices } from './services.ts';
import { startNotices } from './start-notices.ts';
import { Statistics } from './statistics/index.ts';
import { openData, openKeptValues } from './store/index.ts';
import { BlockSync } from './sync/index.ts';
import { VerifyWorker, verifyInline } from './verify/index.ts';

export interface NodeOptions {
  readonly config: NodeConfig;
  readonly genesis: GenesisDocument;
  /** The folder that holds all of the node's data. */
  readonly dataFolder: string;
  /** The validator's key; null for an observer. */
  readonly signingKey: SigningKey | null;
  /**
   * The signing key has never voted, so that a vote log may be begun beside a store that has history: an observer that
   * becomes a validator, or a validator that rejoins with a new key.
   */
  readonly isNewKey?: boolean;
  /** The 32-byte secret of the node's libp2p identity. */
  readonly networkSecret: Uint8Array;
  readonly version: string;
  readonly log: Log;
}

export interface RunningNode {
  /** Where the API listens, such as `http://127.0.0.1:8101`. */
  readonly apiUrl: string;
  readonly services: NodeServices;
  stop(): Promise<void>;
}

const time = (): Time => ({ monotonicMs: performance.now(), wallMs: Date.now() });
const nowMs = (): number => performance.now();

/** Starts a node. @throws AnnalsError `store.*`, `vote-log.*`, `config.invalid`. */
export async function startNode(options: NodeOptions): Promise<RunningNode> {
  const running = new AsyncDisposableStack();
  const stop = (): Promise<void> => running.disposeAsync();
  try {
    return { ...(await assemble(options, (close) => running.defer(close))), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * Joins the parts, from the disk up. What `onStop` is given is run when the node stops, the last first, and all of it
 * also when some of it fails.
 */
async function assemble(options: NodeOptions, onStop: OnStop): Promise<Omit<RunningNode, 'stop'>> {
  const { config, dataFolder, genesis, log, networkSecret, signingKey, version } = options;
  chooseCryptoBackends(log);
  const { connections, storeFiles } = shareDescriptors(log);
  const data = await openData(dataFolder, genesis, {
    storeFiles,
    votes: signingKey !== null,
    isNewKey: options.isNewKey ?? false,
    maxSidecarBytes: config.maxSidecarBytes,
  });
  onStop(data.close);
  const { store, sidecars } = data;
  const voteLog = new VoteLog(data.votes);
  const network = await createLibp2pNetwork({ secret: networkSecret, listen: config.listen, log });
  onStop(() => network.stop());
  const chain = new Chain(store, nowMs);
  const mempool = new Mempool({ ...MEMPOOL_LIMITS, maxBytes: config.maxMempoolBytes }, (transaction) =>
    accountOf(chain.state, transaction),
  );
  const ownKey = signingKey?.publicKey ?? null;
  const ground: Ground = {
    dataFolder,
    networkSecret,
    signingKey,
    store,
    sidecars,
    chain,
    mempool,
    network,
    log,
    nowMs,
  };

  const worker = config.verification === 'worker' ? new VerifyWorker() : undefined;
  if (worker) onStop(() => worker.stop());
  const intake = new TransactionIntake({
    chain,
    mempool,
    verifySignatures: worker ? (transactions) => worker.verify(transactions) : verifyInline,
    wallMs: Date.now,
    sidecarRoomBytes: () => sidecars.roomBytes,
    aMomentLater: () => nextBlock(chain, later),
    onNew: (entry, source) => {
      if (source === 'client') dissemination.spread(entry);
      // Nobody is owed a block for what waits for a deadline before time is to be agreed on.
      if (typeof entry.awaitedMs === 'number') {
        timeBlocks.note(false);
        return;
      }
      health.noteWork();
      participation.driver?.noteWork(true);
    },
  });
  const timeBlocks = new TimeBlocks({
    chain,
    mempool,
    awaitsTurns: () => awaitsTurns(chain.state),
    wallMs: Date.now,
    nowMs,
    later,
    onDue: () => participation.driver?.noteWork(true),
  });
  onStop(() => timeBlocks.stop());
  const committed = async (id: TransactionId): Promise<RawTransaction | undefined> => {
    const stored = store.transaction(id);
    if (!stored) return undefined;
    return content.recency.isRecent ? content.withContent(stored.bytes) : { bytes: stored.bytes, sidecar: null };
  };
  const dissemination = new Dissemination({ network, mempool, intake, log, later, nowMs, committed });
  onStop(() => dissemination.stop());

  const content = assembleContent(
    ground,
    { isCatchingUp: () => blockSync.isCatchingUp, catchUp: () => blockSync.catchUp() },
    onStop,
  );
  const blockSync = new BlockSync({ chain, store, network, log, later, nowMs, onFork: (reason) => halt(reason) });
  const commits = new CommitWaiter(chain);
  const opening = await assembleRelease(
    ground,
    { commits, isReady: () => health.isReady(), wake: () => duties?.look() },
    onStop,
  );
  const submit = async (raw: RawTransaction) => firstOf(await intake.offer([raw], 'client'));
  const { duties, evidence } = await assembleDuties(ground, opening, content, { submit }, onStop);
  const health = new NodeHealth({
    genesis,
    version,
    chain,
    mempool,
    network,
    log,
    ownKey,
    keyShares: opening.keyShares,
    wallMs: Date.now,
    isSyncing: () => blockSync.isCatchingUp,
    erasureProblem: () => content.settlement.problem,
  });
  const participation = new Participation({
    store,
    chain,
    network,
    voteLog,
    signingKey,
    time,
    later,
    log,
    catchUp: () => blockSync.catchUp(),
    timing: { heartbeatMs: config.heartbeatMs, baseTimeoutMs: config.baseTimeoutMs },
    bodies: new BlockBodies({
      chain,
      mempool,
      dissemination,
      sidecars,
      certificateOf: (height) => store.certificate(height),
      proposer: ownKey,
      wallMs: Date.now,
      maxTransactions: config.maxTransactionsPerBlock,
      baseTimeoutMs: config.baseTimeoutMs,
      nowMs,
      owesBlock: () => timeBlocks.isDue(),
    }),
    events: {
      onMisbehaviour: (misbehaviour) => {
        health.noteMisbehaviour(misbehaviour);
        evidence.note(misbehaviour);
      },
      onRefused: (reason) => health.noteRefused(reason),
      onHalt: (reason) => health.noteHalt(reason),
      onBehind: (height) => blockSync.hint(height),
    },
  });
  const halt = (reason: string): void => {
    health.noteHalt(reason);
    participation.halt(reason);
  };

  chain.onApplied((block) => {
    const { transactions, header, effects } = block;
    const ids = transactions.map(({ id }) => id);
    mempool.removeCommitted(ids);
    dissemination.committed(ids);
    mempool.removeExpired(header.height + 1);
    health.noteApplied(block);
    participation.driver?.noteWork(hasWork(chain, mempool, sidecars.roomBytes));
    timeBlocks.note(true);
    if (MEMBER_KEYS.some((key) => effects.values.has(key))) network.setMembers(membersOf(chain.state, config));
  });
  const openNotices = () => openKeptValues(join(dataFolder, 'notices'));
  const notices = await startNotices(config.notices, openNotices, ground, onStop);
  const statistics = new Statistics({ chain, store, log, later, file: join(dataFolder, 'statistics.json') });
  onStop(() => statistics.stop());
  // What was prepared before a restart must still be there to be executed (FAILURES 15).
  await intake.offer(await Promise.all(voteLog.bodies.map(content.withContent)), 'proposal');
  content.settlement.start();
  onStop(() => content.settlement.stop());

  network.setMembers(membersOf(chain.state, config));
  await network.start();
  content.recency.start();
  blockSync.start(() => !content.holdsSeat());
  onStop(() => blockSync.stop());
  content.sidecarSync.start();
  onStop(() => content.sidecarSync.stop());
  const begun = participation.begin().then(
    () => {
      const { driver } = participation;
      if (!driver) return;
      health.attach(() => driver.status());
      driver.noteWork(hasWork(chain, mempool, sidecars.roomBytes));
      timeBlocks.note(false);
    },
    (cause: unknown) => {
      log.error({ cause }, 'consensus could not begin');
      halt(String(cause));
    },
  );
  opening.reveals.start();
  onStop(() => opening.reveals.stop());
  opening.ceremonies?.start();
  duties?.start();
  onStop(() => duties?.stop());
  onStop(async () => {
    const isAtRest = participation.stop();
    // It may be waiting for answers of other validators, also before it has begun: these end with the network.
    await network.stop();
    await Promise.all([isAtRest, begun]);
  });

  const services: NodeServices = {
    version,
    genesis,
    chain,
    store,
    sidecars,
    mempool,
    intake,
    commits,
    statistics,
    notices,
    release: opening.release,
    shares: opening.shares,
    network,
    log,
    wallMs: Date.now,
    status: () => health.status(),
    replicaStatus: () => health.replicaStatus(),
    counters: () => health.counters(),
    mayGiveContent: () => content.recency.isRecent,
    erasureProblem: () => content.settlement.problem,
    isReady: () => health.isReady(),
  };
  const { trustedProxies, memberAddresses } = config;
  const api = await startApi(services, {
    ...config.api,
    trustedProxies,
    memberAddresses,
    connections: { all: connections },
  });
  onStop(() => api.stop());
  onStop(health.logEveryMinute(later));
  log.info(
    { api: api.url, height: store.head.height, peer: network.peer, listen: network.addresses() },
    'the node is running',
  );
  return { apiUrl: api.url, services };
}

function firstOf<T>(items: readonly T[]): T {
  const [first] = items;
  invariant(first, 'an offer of one transaction has one outcome');
  return first;
}
