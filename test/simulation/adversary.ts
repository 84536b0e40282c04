/**
 * What a faulty validator does instead of what the protocol says. It runs the real core and twists what it sends:
 * nothing, to some only, two things at once, slightly wrong, stale, forgetful, loud, forged (after Twins and ByzzFuzz).
 * It can sign anything in its own name, and nothing in another's.
 */
import { blockTimeMs } from '@annals/ledger/block';
import {
  type ConsensusMessage,
  completeIntent,
  contentOf,
  type Intent,
  type Proposal,
  type SignedContent,
  type StatusContent,
} from '@annals/node/consensus/core';
import type { Random } from './random.ts';
import { keyOf, makeProposal } from './toy-ledger.ts';

export const BEHAVIOURS = [
  'silent',
  'partial',
  'equivocate',
  'other-view',
  'stale',
  'forget-prepared',
  'invalid-block',
  'wrong-time',
  'complain',
  'boast',
  'forge',
  'flood',
] as const;
export type Behaviour = (typeof BEHAVIOURS)[number];

/** By how much a faulty primary misdates: within what is tolerated at once, in a later view, and never. */
const SHIFTS_MS = [-3_600_000, -110_000, -4_500, 4_500, 110_000, 3_600_000];
const FLOOD = 10;
const MEMORY = 40;

export interface Accomplice {
  readonly identity: number;
  readonly signer: number;
  /** Who else is a validator now. */
  readonly others: readonly number[];
  /** The time of the block that it builds on. */
  readonly headTimeMs: number;
  sign(content: SignedContent | StatusContent): Uint8Array;
  send(to: number, message: ConsensusMessage): void;
}

export class Adversary {
  readonly #random: Random;
  readonly #behaviours: readonly Behaviour[];
  readonly #seen: ConsensusMessage[] = [];

  constructor(random: Random, behaviours: readonly Behaviour[]) {
    this.#random = random;
    this.#behaviours = behaviours;
  }

  /** What it hears, it may say again later. */
  hear(message: ConsensusMessage): void {
    this.#seen.push(message);
    if (this.#seen.length > MEMORY) this.#seen.shift();
  }

  /** Sends something in place of, or besides, an honest message. */
  corrupt(host: Accomplice, intent: Intent, honest: ConsensusMessage): void {
    const random = this.#random;
    const all = (message: ConsensusMessage) => {
      for (const to of host.others) host.send(to, message);
    };
    const half = random.some(host.others);
    const rest = host.others.filter((to) => !half.includes(to));
    const signed = (twisted: Intent) => completeIntent(twisted, host.signer, host.sign(contentOf(twisted)));
    const behaviour = random.chance(0.4) ? null : random.pick(this.#behaviours);
    switch (behaviour) {
      case null:
        all(honest);
        break;
      case 'silent':
        break;
      case 'partial':
        for (const to of half) host.send(to, honest);
        break;
      case 'equivocate': {
        const other = signed(this.#contradict(host, intent));
        for (const to of half) host.send(to, honest);
        for (const to of rest) host.send(to, other);
        break;
      }
      case 'other-view':
        all(signed(this.#inOtherView(intent)));
        break;
      case 'stale':
        all(honest);
        if (this.#seen.length > 0) all(random.pick(this.#seen));
        break;
      case 'forget-prepared':
        all(intent.type === 'view-change' ? signed({ ...intent, prepared: null, certificate: null }) : honest);
        break;
      case 'invalid-block':
        all(signed(this.#withBlock(host, intent, { transactions: [`invalid${random.next()}`] })));
        break;
      case 'wrong-time':
        all(signed(this.#withBlock(host, intent, { shiftMs: random.pick(SHIFTS_MS) })));
        break;
      case 'complain': {
        const { height, view } = intent.type === 'vote' ? intent.vote : intent;
        all(honest);
        all(
          signed({ type: 'view-change', height, view: view + random.integer(1, 3), prepared: null, certificate: null }),
        );
        break;
      }
      case 'boast':
        all(honest);
        all(this.#boast(host));
        break;
      case 'forge':
        all(honest);
        all(this.#forge(host, intent, honest));
        break;
      case 'flood':
        all(honest);
        for (let i = 0; i < FLOOD; i++) all(this.#seen.length > 0 ? random.pick(this.#seen) : honest);
        break;
    }
  }

  /** That it stands at a great height, or a small one. */
  #boast(host: Accomplice): ConsensusMessage {
    const height = this.#random.pick([0, Number.MAX_SAFE_INTEGER - 1]);
    const serial = this.#random.integer(0, 1_000_000);
    const content = { type: 'status', height, view: this.#random.integer(0, 9), hasProposal: false, serial } as const;
    return { ...content, signature: host.sign(content) };
  }

  #contradict(host: Accomplice, intent: Intent): Intent {
    if (intent.type === 'pre-prepare') return this.#withBlock(host, intent, { shiftMs: 1 });
    if (intent.type === 'view-change') return { ...intent, prepared: null, certificate: null };
    const others = this.#seen.flatMap((message) =>
      message.type === 'pre-prepare' && message.height === intent.vote.height ? [message.proposal.hash] : [],
    );
    return others.length === 0 ? intent : { ...intent, vote: { ...intent.vote, block: this.#random.pick(others) } };
  }

  #inOtherView(intent: Intent): Intent {
    const moved = (view: number) => Math.max(0, view + this.#random.pick([-1, 1]));
    if (intent.type === 'vote') return { ...intent, vote: { ...intent.vote, view: moved(intent.vote.view) } };
    return { ...intent, view: moved(intent.view) };
  }

  /** Another block in a pre-prepare; other messages as they are. */
  #withBlock(
    host: Accomplice,
    intent: Intent,
    change: { readonly transactions?: readonly string[]; readonly shiftMs?: number },
  ): Intent {
    if (intent.type !== 'pre-prepare') return intent;
    const { header, transactionIds, parentCertificate } = intent.proposal;
    const clockMs = header.clockMs + (change.shiftMs ?? 0);
    const content = {
      height: header.height,
      timeMs: blockTimeMs(clockMs, host.headTimeMs),
      clockMs,
      parent: header.parent,
      proposer: host.identity,
      transactions: change.transactions ?? (transactionIds as readonly string[]),
    };
    const proposal: Proposal = {
      ...makeProposal(content, parentCertificate),
      header: { ...header, timeMs: content.timeMs, clockMs, proposer: keyOf(host.identity) },
    };
    return { ...intent, proposal };
  }

  /** Certificates that count one signer several times, or have an index that nobody has (FAILURES 18, 19). */
  #forge(host: Accomplice, intent: Intent, honest: ConsensusMessage): ConsensusMessage {
    if (intent.type === 'vote') {
      const vote = { ...intent.vote, step: 'commit' as const };
      const signature = host.sign({ type: 'vote', vote });
      const index = this.#random.pick([host.signer, 99]);
      const signatures = host.others.map(() => ({ index, signature }));
      return { type: 'decision', certificate: { height: vote.height, view: vote.view, block: vote.block, signatures } };
    }
    if (intent.type === 'pre-prepare') {
      const { signature } = honest as { readonly signature: Uint8Array };
      const one = { signer: host.signer, prepared: null, signature };
      return {
        type: 'pre-prepare',
        height: intent.height,
        view: intent.view + host.others.length + 1,
        proposal: intent.proposal,
        justification: { viewChanges: host.others.map(() => one), prepares: null },
        signer: host.signer,
        signature,
      };
    }
    return {
      ...intent,
      prepared: { view: 0, block: 'nothing' as never },
      signer: 99,
      signature: host.sign(contentOf(intent)),
    };
  }
}
