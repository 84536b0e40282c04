/** What anybody may say in a key ceremony: dealings, complaints and confirmations that are right, and some that are not. */
import {
  dealersOf,
  indexAmong,
  type KeyCeremony,
  participantsOf,
  stateKey,
  thresholdCeremonyOf,
} from '../block/index.ts';
import type { AgencyId } from '../codec/index.ts';
import {
  candidateDigest,
  complain,
  deal,
  type KeyShare,
  proveSharePossession,
  takeKeyShare,
} from '../threshold/index.ts';
import { crookedDealing } from '../threshold/testing/index.ts';
import type { Draw } from './any-body.fixture.ts';
import type { LooseBody } from './likely-body.fixture.ts';
import type { MemoryState } from './memory-state.ts';
import { secretOf } from './sample-chain.fixture.ts';

interface Speaking {
  readonly state: MemoryState;
  readonly draw: Draw;
  /** The shares of the key at the beginning, by index less one. */
  readonly held: readonly KeyShare[];
  /** Whose key this is. */
  readonly nameOf: (key: Uint8Array) => string | undefined;
}

/** Puts in order what a body of this kind proves; what cannot be said as things are, stays as it was drawn. */
export function speakInCeremony(
  kind: 'ceremony.deal' | 'ceremony.respond' | 'ceremony.confirm',
  body: LooseBody,
  speaking: Speaking,
): void {
  const ceremony = speaking.state.read(stateKey.ceremony);
  if (!ceremony) return;
  if (kind === 'ceremony.deal') dealAny(body, ceremony, speaking);
  else if (kind === 'ceremony.confirm') confirmAny(body, ceremony, speaking);
  else body.complaints = speaking.draw.chance(50) ? [] : complaints(ceremony, body.agency as AgencyId, speaking);
}

/** Right, wrong for some, or of another polynomial. */
function dealAny(body: LooseBody, ceremony: KeyCeremony, { state, draw, held }: Speaking): void {
  const scheme = thresholdCeremonyOf(state.chain, ceremony);
  const index = indexAmong(dealersOf(ceremony), body.agency as AgencyId);
  const share = held[(index ?? 1) - 1];
  if (index === null || scheme.participants.length === 0 || (scheme.previous && scheme.previous.epoch !== 0)) return;
  body.dealing = draw.chance(70)
    ? deal(scheme, index, share, draw.random)
    : crookedDealing(scheme, index, [1, 2], draw.random, scheme.previous ? share?.secret : undefined).dealing;
}

/** Proven, where the agency has a share of the candidate. */
function confirmAny(body: LooseBody, ceremony: KeyCeremony, speaking: Speaking): void {
  const { state, draw } = speaking;
  const { candidate } = ceremony;
  if (!candidate) return;
  body.candidate = candidateDigest(state.chain, candidate.key);
  const participant = participantOf(ceremony, body.agency as AgencyId, speaking);
  if (!participant || draw.chance(20)) return;
  const qualified = new Map(
    candidate.dealers.flatMap((dealer) => {
      const dealing = state.read(stateKey.dealing(ceremony.epoch, dealer));
      return dealing ? [[dealer, dealing] as const] : [];
    }),
  );
  const scheme = thresholdCeremonyOf(state.chain, ceremony);
  try {
    const share = takeKeyShare(scheme, { key: candidate.key, qualified }, participant.index, participant.secret);
    body.proof = proveSharePossession(state.chain, candidate.key, body.agency as AgencyId, share, draw.random);
  } catch {
    // It was dealt a bad share, and has nothing to prove.
  }
}

function complaints(ceremony: KeyCeremony, agency: AgencyId, speaking: Speaking) {
  const { state, draw } = speaking;
  const participant = participantOf(ceremony, agency, speaking);
  if (!participant) return [];
  const scheme = thresholdCeremonyOf(state.chain, ceremony);
  return ceremony.dealt.flatMap((dealer) => {
    const dealing = state.read(stateKey.dealing(ceremony.epoch, dealer));
    return dealing ? [complain(scheme, dealer, dealing, participant.index, participant.secret, draw.random)] : [];
  });
}

/** An agency that has joined with a key whose secret is known here. */
function participantOf(ceremony: KeyCeremony, agency: AgencyId, { nameOf }: Speaking) {
  const participants = participantsOf(ceremony);
  const index = indexAmong(participants, agency);
  const name = index === null ? undefined : nameOf(participants[index - 1]?.key as Uint8Array);
  return index === null || name === undefined ? undefined : { index, secret: secretOf(name) };
}
