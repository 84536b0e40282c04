/**
 * The driver: runs the pure core on real parts. One input at a time goes in, and what comes out is done in its order:
 * on the disk before it is signed, signed before it is sent (LAW 4). Everything else in the node only adds inputs.
 */
import type { CommitCertificate } from '@annals/ledger/block';
import { InvariantError } from '@annals/ledger/errors';
import type { AppliedBlock, Chain } from '../../chain/index.ts';
import type { Later } from '../../later.ts';
import type { Log } from '../../log.ts';
import type { Network, PeerName } from '../../network/network.ts';
import {
  type ConsensusMessage,
  completeIntent,
  decodeMessage,
  encodeMessage,
  type Input,
  type Membership,
  type Misbehaviour,
  membershipOf,
  type Output,
  type Proposal,
  type RefusalReason,
  type Replica,
  type ReplicaStatus,
  type Time,
} from '../core/index.ts';
import type { BlockBodies } from './bodies.ts';
import { PeerQueue } from './peer-queue.ts';
import type { GuardedSigner } from './signer.ts';
import type { MessageVerdict, MessageVerifier } from './verify.ts';
import type { VoteLog } from './vote-log.ts';

/** What the node is told of that is neither an input nor an output. */
export interface DriverEvents {
  readonly onMisbehaviour: (evidence: Misbehaviour) => void;
  readonly onRefused: (
    reason: RefusalReason | 'malformed' | Exclude<MessageVerdict, 'verified'>,
    from: PeerName | null,
  ) => void;
  /** The replica stops for good; the node goes on serving reads and says why. */
  readonly onHalt: (reason: string) => void;
  /** A block is decided, as a certificate proves, and is not here. What peers merely claim leads to none of this. */
  readonly onBehind: (height: number) => void;
}

export interface DriverParts {
  readonly replica: Replica;
  readonly chain: Chain;
  readonly network: Network;
  readonly voteLog: VoteLog;
  readonly signer: GuardedSigner | null;
  readonly verifier: MessageVerifier;
  readonly bodies: BlockBodies;
  /** The certificate of a committed height, for peers that lack it. */
  readonly certificateOf: (height: number) => CommitCertificate | undefined;
  readonly time: () => Time;
  readonly later: Later;
  readonly log: Log;
  readonly events: DriverEvents;
  /** The validator key of this node, or null for an observer. */
  readonly ownKey: Uint8Array | null;
}

/** A tick is never further away than this, whatever the deadline. */
const MAX_TICK_MS = 5_000;

export class Driver {
  readonly #parts: DriverParts;
  /** Own messages that have just been signed, which go before all else. */
  #signed: Input[] = [];
  /** Own inputs, which go before those of peers. */
  #own: Input[] = [];
  readonly #fromPeers = new PeerQueue<Input>();
  #isRunning = false;
  /** The last run; it never rejects. */
  #running: Promise<void> = Promise.resolve();
  #isStopped = false;
  #cancelTick: (() => void) | undefined;
  #halted: string | null = null;
  /** Of the latest status. */
  #serial = 0;
  /** What the core was last told of work, or undefined when it has found out for itself. */
  #toldWork: boolean | undefined;

  constructor(parts: DriverParts) {
    this.#parts = parts;
  }

  /** Begins: sends again what a restart interrupted, and listens to peers and the chain. */
  start(): void {
    const { network, chain } = this.#parts;
    network.onMessage('vote', (from, bytes) => this.#receive(from, bytes));
    network.onMessage('block', (from, bytes) => this.#receive(from, bytes));
    network.onPeer(({ peer, connected }) => {
      if (!connected) return;
      this.#parts.verifier.noteConnected(peer);
      this.give({ type: 'connected', peer });
    });
    chain.onApplied((block) => this.#noteApplied(block));
    this.give({ type: 'start' });
  }

  /** Takes no further input. Resolves once what is under way is done, so that what it writes to can be closed. */
  stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancelTick?.();
    return this.#running;
  }

  status(): ReplicaStatus {
    const status = this.#parts.replica.status();
    return this.#halted === null ? status : { ...status, phase: 'halted', halted: this.#halted };
  }

  /** Says whether transactions wait to be ordered. Cheap to say again. */
  noteWork(pending: boolean): void {
    if (pending === this.#toldWork) return;
    this.#toldWork = pending;
    this.give({ type: 'work', pending });
  }

  /** Gives the core an input of this node's own. */
  give(input: Input): void {
    if (this.#isStopped) return;
    this.#own.push(input);
    this.#wake();
  }

  /** Stops for good, because going on could break safety. Also called from outside, such as when a sync finds a fork. */
  halt(reason: string, cause?: unknown): void {
    if (this.#halted !== null) return;
    this.#halted = reason;
    // Not awaited: what is under way may be what found the reason.
    void this.stop();
    // The reason is told to everybody who asks for the status; where in the code it was is for the log alone.
    this.#parts.log.error({ height: this.#parts.chain.head.height, cause }, `consensus halts: ${reason}`);
    this.#parts.events.onHalt(reason);
  }

  /** Reads and verifies what a peer sends; the network charges it with the time that takes. */
  #receive(from: PeerName, bytes: Uint8Array): void {
    if (this.#isStopped) return;
    const { events, verifier, network } = this.#parts;
    let message: ConsensusMessage;
    try {
      // Whatever is kept of the message must not hold on to the network's buffer.
      message = decodeMessage(bytes.slice());
    } catch (cause) {
      events.onRefused('malformed', from);
      network.account(from).unreadable(`a consensus message: ${(cause as Error).message}`);
      return;
    }
    const verdict = verifier.verify(message, from);
    if (verdict !== 'verified') {
      events.onRefused(verdict, from);
      return;
    }
    this.#fromPeers.push(from, { type: 'message', from, message });
    this.#wake();
  }

  #noteApplied({ header, hash, effects, durationMs }: AppliedBlock): void {
    const membership = this.#membership(effects.validators.current);
    this.give({ type: 'applied', height: header.height, block: hash, timeMs: header.timeMs, membership, durationMs });
  }

  #membership(validators: readonly { readonly key: Uint8Array }[]): Membership {
    return membershipOf(
      validators.map(({ key }) => key),
      this.#parts.ownKey,
    );
  }

  #wake(): void {
    if (!this.#isRunning) this.#running = this.#run();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    try {
      for (let input = this.#next(); input && !this.#isStopped; input = this.#next()) {
        await this.#perform(this.#parts.replica.step(input, this.#parts.time()));
        if (input.type === 'applied') await this.#parts.voteLog.decided(input.height);
      }
    } catch (cause) {
      this.halt(cause instanceof InvariantError ? cause.message : `an unexpected failure: ${String(cause)}`, cause);
    } finally {
      this.#isRunning = false;
      this.#armTick();
    }
  }

  #next(): Input | undefined {
    return this.#signed.shift() ?? this.#own.shift() ?? this.#fromPeers.shift();
  }

  #armTick(): void {
    this.#cancelTick?.();
    if (this.#isStopped) return;
    const delayMs = this.#parts.replica.nextDeadlineMs - this.#parts.time().monotonicMs;
    this.#cancelTick = this.#parts.later(Math.min(MAX_TICK_MS, Math.max(1, Math.ceil(delayMs))), () =>
      this.give({ type: 'tick' }),
    );
  }

  /** Runs outputs in their order. Records in a row share one sync: they are begun together and awaited before the rest. */
  async #perform(outputs: readonly Output[]): Promise<void> {
    let persisting: Promise<void>[] = [];
    for (const output of outputs) {
      if (output.type === 'persist') {
        const { record } = output;
        const bodies = record.type === 'prepared' ? this.#parts.bodies.bytesOf(record.certificate.proposal) : [];
        persisting.push(this.#parts.voteLog.append(record, bodies));
        continue;
      }
      if (persisting.length > 0) {
        await Promise.all(persisting);
        persisting = [];
      }
      await this.#performOne(output);
    }
    await Promise.all(persisting);
  }

  async #performOne(output: Exclude<Output, { type: 'persist' }>): Promise<void> {
    const { events, log } = this.#parts;
    switch (output.type) {
      case 'broadcast':
        return this.#broadcast(output);
      case 'send':
        return this.#send(output.to, output.message);
      case 'status':
        void this.#sayStanding(output);
        return;
      case 'request-candidate':
        return this.#propose(output);
      case 'execute':
        void this.#execute(output.proposal, output.from);
        return;
      case 'commit':
        return this.#commit(output.proposal, output.certificate);
      case 'request-sync':
        return events.onBehind(output.height);
      case 'send-certificate': {
        const certificate = this.#parts.certificateOf(output.height);
        return certificate ? this.#send(output.to, { type: 'decision', certificate }) : undefined;
      }
      case 'misbehaviour':
        log.warn(
          { signer: output.evidence.signer, height: output.evidence.height, step: output.evidence.step },
          'a validator has signed two things that exclude each other',
        );
        return events.onMisbehaviour(output.evidence);
      case 'refused':
        return events.onRefused(output.reason, null);
      case 'halt':
        return this.halt(output.reason);
    }
  }

  async #broadcast({ intent }: Extract<Output, { type: 'broadcast' }>): Promise<void> {
    const { signer, ownKey, chain } = this.#parts;
    const self = this.#membership(chain.validators.current).self;
    if (!signer || ownKey === null || self === null) return;
    const message = completeIntent(intent, self, await signer.sign(intent));
    this.#send('all', message);
    this.#signed.push({ type: 'signed', message });
  }

  /** Not awaited by the run: nothing waits for a status, and a signer elsewhere may be slow. */
  async #sayStanding({ to, standing }: Extract<Output, { type: 'status' }>): Promise<void> {
    const { signer, time, log } = this.#parts;
    if (!signer) return;
    this.#serial = Math.max(this.#serial + 1, Math.floor(time().wallMs));
    const content = { type: 'status', ...standing, serial: this.#serial } as const;
    try {
      this.#send(to, { ...content, signature: await signer.signStatus(content) });
    } catch (cause) {
      log.debug({ cause }, 'where this replica stands could not be signed');
    }
  }

  #send(to: PeerName | 'all', message: ConsensusMessage): void {
    const lane = message.type === 'pre-prepare' || message.type === 'view-change' ? 'block' : 'vote';
    this.#parts.network.send(to, lane, encodeMessage(message));
  }

  async #propose(request: Extract<Output, { type: 'request-candidate' }>): Promise<void> {
    const { height, view } = request;
    const proposal = await this.#parts.bodies.candidate(request);
    if (!proposal) this.#toldWork = undefined;
    // The core asks to execute this validator's own block as well, which is when its sealed content is waited for.
    this.give({ type: 'candidate', height, view, proposal });
  }

  /**
   * Not awaited by the run: bodies may have to be fetched, and the core goes on meanwhile. How long they are waited for
   * is told apart from this node's own work, or whoever proposes could stretch the time-outs of all by giving them
   * late (ATTACK late-bodies).
   */
  async #execute(proposal: Proposal, from: PeerName | null): Promise<void> {
    const { bodies, time } = this.#parts;
    const beganMs = time().monotonicMs;
    try {
      const entries = await bodies.gather(proposal, from);
      if (!entries) return;
      const gatheredMs = time().monotonicMs;
      const verdict = await bodies.execute(proposal, entries);
      if (verdict === 'not-available') return;
      const durationMs = time().monotonicMs - gatheredMs;
      const bodiesMs = gatheredMs - beganMs;
      this.give({ type: 'executed', block: proposal.hash, verdict, durationMs, bodiesMs });
    } catch (cause) {
      this.halt(`block ${proposal.header.height} could not be executed: ${String(cause)}`, cause);
    }
  }

  async #commit(proposal: Proposal, certificate: CommitCertificate): Promise<void> {
    const { chain, bodies } = this.#parts;
    const executed = chain.executed(proposal.hash);
    if (executed) {
      await chain.apply(executed, certificate);
    } else if (proposal.header.height > chain.head.height) {
      const claimed = await bodies.claim(proposal, null);
      if (claimed) await chain.apply(claimed, certificate);
      else this.#parts.events.onBehind(proposal.header.height);
    }
  }
}
