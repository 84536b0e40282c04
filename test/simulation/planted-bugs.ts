/**
 * Bugs that are planted to prove that the simulation finds them. Each lives in the simulated host, around the core: it
 * alters what the core asks for, or hides what the core should see. The core itself has no such switch.
 */
import { blockTimeMs } from '@annals/ledger/block';
import type { ConsensusMessage, Intent, ReplicaStatus, VoteRecord } from '@annals/node/consensus/core';
import type { Behaviour } from './adversary.ts';

export interface PlantedBug {
  readonly name: string;
  /** Added to the quorum of every membership that the core is given. */
  readonly quorumDelta?: number;
  /** Whether the vote log is not synced before something is sent. */
  readonly skipsSync?: boolean;
  /** Whether a record never gets to the disk. */
  readonly forgets?: (record: VoteRecord) => boolean;
  /** Alters what is about to be signed. */
  readonly alters?: (intent: Intent) => Intent;
  /** Whether what a single validator says of the time is believed. */
  readonly trustsAnyClock?: boolean;
  /** What the core is shown of a message from a peer. */
  readonly sees?: (message: ConsensusMessage, wallMs: number, headMs: number) => ConsensusMessage;
  /** What all that are faulty do in the runs that should find it, where hardly any run would by chance. */
  readonly behaviours?: readonly Behaviour[];
  /** Whether a message from a peer is kept from the core. */
  readonly hides?: (status: ReplicaStatus, message: ConsensusMessage) => boolean;
}

export const PLANTED_BUGS: readonly PlantedBug[] = [
  {
    name: 'the view change drops the prepared certificate',
    alters: (intent) => (intent.type === 'view-change' ? { ...intent, prepared: null, certificate: null } : intent),
  },
  { name: 'nothing is synced before it is sent', skipsSync: true },
  { name: 'what is prepared is not put on disk', forgets: (record) => record.type === 'prepared' },
  { name: 'the quorum is one vote too small', quorumDelta: -1 },
  {
    name: 'a replica never joins others in a higher view',
    hides: (status, message) => message.type === 'view-change' && message.view > status.view,
  },
  {
    name: 'the new primary ignores what is prepared',
    alters: (intent) =>
      intent.type === 'pre-prepare' && intent.justification?.prepares
        ? {
            ...intent,
            proposal: { ...intent.proposal, hash: `${intent.proposal.hash}'` as typeof intent.proposal.hash },
          }
        : intent,
  },
  { name: 'the agreed time is what any one validator states', trustsAnyClock: true },
  {
    name: 'a block of any time is timely',
    behaviours: ['wrong-time'],
    sees: (message, wallMs, headMs) => {
      if (message.type !== 'pre-prepare') return message;
      const { proposal } = message;
      const header = { ...proposal.header, clockMs: wallMs, timeMs: blockTimeMs(wallMs, headMs) };
      return { ...message, proposal: { ...proposal, header } };
    },
  },
];
