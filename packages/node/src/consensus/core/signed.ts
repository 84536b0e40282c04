/**
 * What signatures cover. A replica signs three kinds of content by which it is bound: a vote (prepare or commit), a
 * pre-prepare and a view change; and where it stands. Each is hashed under its own domain with the chain id (PROTOCOL signing). The core itself neither signs nor
 * verifies: it names the content, and the host does both.
 */
import { voteDigest } from '@annals/ledger/block';
import { type BlockHash, encode, idToBytes } from '@annals/ledger/codec';
import { type Hash, hash } from '@annals/ledger/crypto';
import type { Vote } from '@annals/ledger/transaction';
import type {
  ConsensusMessage,
  Justification,
  Prepared,
  PreparedCertificate,
  SignedVote,
  Standing,
} from './messages.ts';
import type { Proposal } from './proposal.ts';

/**
 * What the signature of a status covers. Its signer is whoever sends it, by the seat of the connection; so it has no
 * place in the order of what a replica promises, and no index.
 */
export interface StatusContent extends Standing {
  readonly type: 'status';
  readonly serial: number;
}

export type SignedContent =
  | { readonly type: 'vote'; readonly vote: Vote }
  | { readonly type: 'pre-prepare'; readonly height: number; readonly view: number; readonly block: BlockHash }
  | {
      readonly type: 'view-change';
      readonly height: number;
      readonly view: number;
      readonly prepared: Prepared | null;
    };

/** A message of this replica before it is signed. */
export type Intent =
  | { readonly type: 'vote'; readonly vote: Vote }
  | {
      readonly type: 'pre-prepare';
      readonly height: number;
      readonly view: number;
      readonly proposal: Proposal;
      readonly justification: Justification | null;
    }
  | {
      readonly type: 'view-change';
      readonly height: number;
      readonly view: number;
      readonly prepared: Prepared | null;
      readonly certificate: PreparedCertificate | null;
    };

/** One signature within a message: of whom, under what, and in which height's validator set the index counts. */
export interface SignedPart {
  readonly content: SignedContent;
  readonly validatorsOfHeight: number;
  readonly signer: number;
  readonly signature: Uint8Array;
}

/** What must be signed for an intent. */
export function contentOf(intent: Intent): SignedContent {
  switch (intent.type) {
    case 'vote':
      return intent;
    case 'pre-prepare':
      return { type: 'pre-prepare', height: intent.height, view: intent.view, block: intent.proposal.hash };
    case 'view-change':
      return { type: 'view-change', height: intent.height, view: intent.view, prepared: intent.prepared };
  }
}

/** The message that an intent becomes by its signature. */
export function completeIntent(intent: Intent, signer: number, signature: Uint8Array): ConsensusMessage {
  if (intent.type === 'vote') return { type: 'vote', vote: { ...intent.vote, signer, signature } };
  return { ...intent, signer, signature };
}

/** The 32 bytes that the signature is made under. */
export function digestOf(chain: Hash, content: SignedContent | StatusContent): Hash {
  switch (content.type) {
    case 'status': {
      const { height, view, hasProposal, serial } = content;
      return hash('annals/status/v1', chain, encode([height, view, hasProposal, serial]));
    }
    case 'vote':
      return voteDigest(chain, content.vote);
    case 'pre-prepare':
      return hash('annals/pre-prepare/v1', chain, encode([content.height, content.view, idToBytes(content.block)]));
    case 'view-change': {
      const prepared = content.prepared && [content.prepared.view, idToBytes(content.prepared.block)];
      return hash('annals/view-change/v1', chain, encode([content.height, content.view, prepared]));
    }
  }
}

/**
 * The place of a content in the order in which a correct replica signs: by height, view and step. The signer refuses
 * what is not above the last one, unless it is the very same content again (FAILURES 1, 28).
 */
export function signingOrder(content: SignedContent): readonly [height: number, view: number, step: number] {
  const { height, view } = content.type === 'vote' ? content.vote : content;
  if (content.type === 'view-change') return [height, view, 0];
  if (content.type === 'pre-prepare') return [height, view, 1];
  return [height, view, content.vote.step === 'prepare' ? 2 : 3];
}

/**
 * Every signature of a message, nested ones too, but for that of a status. The core must be given a message only when
 * all of them verify.
 */
export function signedPartsOf(message: ConsensusMessage): readonly SignedPart[] {
  switch (message.type) {
    case 'status':
      return [];
    case 'decision':
      return certificateParts(message.certificate);
    case 'vote':
      return [votePart(message.vote)];
    case 'pre-prepare': {
      const { height, view, proposal, justification, signer, signature } = message;
      const content = { type: 'pre-prepare', height, view, block: proposal.hash } as const;
      const own: SignedPart = { content, validatorsOfHeight: height, signer, signature };
      return [own, ...proposalParts(proposal), ...justificationParts(message, justification)];
    }
    case 'view-change': {
      const { height, view, prepared, certificate, signer, signature } = message;
      const content = { type: 'view-change', height, view, prepared } as const;
      const own: SignedPart = { content, validatorsOfHeight: height, signer, signature };
      if (!certificate) return [own];
      const vote = { step: 'prepare', height, view: certificate.view, block: certificate.proposal.hash } as const;
      return [own, ...proposalParts(certificate.proposal), ...voteParts(vote, certificate.prepares)];
    }
  }
}

function votePart({ step, height, view, block, signer, signature }: SignedVote): SignedPart {
  const vote: Vote = { step, height, view, block };
  return { content: { type: 'vote', vote }, validatorsOfHeight: height, signer, signature };
}

function voteParts(vote: Vote, signatures: PreparedCertificate['prepares']): SignedPart[] {
  const content = { type: 'vote', vote } as const;
  return signatures.map(({ index, signature }) => ({
    content,
    validatorsOfHeight: vote.height,
    signer: index,
    signature,
  }));
}

function certificateParts({
  height,
  view,
  block,
  signatures,
}: NonNullable<Proposal['parentCertificate']>): SignedPart[] {
  return voteParts({ step: 'commit', height, view, block }, signatures);
}

function proposalParts(proposal: Proposal): SignedPart[] {
  return proposal.parentCertificate ? certificateParts(proposal.parentCertificate) : [];
}

function justificationParts(
  { height, view, proposal }: { readonly height: number; readonly view: number; readonly proposal: Proposal },
  justification: Justification | null,
): SignedPart[] {
  if (!justification) return [];
  const parts: SignedPart[] = justification.viewChanges.map(({ signer, prepared, signature }) => ({
    content: { type: 'view-change', height, view, prepared },
    validatorsOfHeight: height,
    signer,
    signature,
  }));
  const highest = highestPrepared(justification.viewChanges);
  if (highest && justification.prepares) {
    const vote = { step: 'prepare', height, view: highest.view, block: proposal.hash } as const;
    parts.push(...voteParts(vote, justification.prepares));
  }
  return parts;
}

/** The prepared block of the highest view among view changes. */
export function highestPrepared(viewChanges: readonly { readonly prepared: Prepared | null }[]): Prepared | null {
  let highest: Prepared | null = null;
  for (const { prepared } of viewChanges)
    if (prepared && (!highest || prepared.view > highest.view)) highest = prepared;
  return highest;
}
