/** What the state of the ledger asks of one agency in a key ceremony, and what of it has been said: questions only. */
import {
  dealersOf,
  indexAmong,
  isRunning,
  type KeyCeremony,
  type NetworkKeyInForce,
  participantsOf,
  type StandbyKey,
  stateKey,
} from '@annals/ledger/block';
import { type AgencyId, equalBytes } from '@annals/ledger/codec';
import { readValue, type StateSource } from '@annals/ledger/state';

/** The ceremony and the keys, as the latest block has left them. */
export interface CeremonyStanding {
  readonly ceremony: KeyCeremony | undefined;
  readonly networkKey: NetworkKeyInForce | undefined;
  /** Later shares that not all seats have confirmed. */
  readonly standby: StandbyKey | undefined;
}

export function standingOf(state: StateSource): CeremonyStanding {
  return {
    ceremony: readValue(state, stateKey.ceremony),
    networkKey: readValue(state, stateKey.networkKey),
    standby: readValue(state, stateKey.networkKeyStandby),
  };
}

/**
 * The agency whose validator has this key, also when it has given up its seat: the latest key of its validator is what
 * the ledger knows it by.
 */
export function agencyOfKey(
  state: StateSource,
  { ceremony, networkKey, standby }: CeremonyStanding,
  key: Uint8Array,
): AgencyId | undefined {
  const sets = readValue(state, stateKey.validators);
  const candidates = [
    ...(sets?.next ?? []),
    ...(ceremony?.seats ?? []),
    ...(networkKey?.holders ?? []),
    ...(standby?.holders ?? []),
    ...(ceremony?.previous?.holders ?? []),
  ];
  for (const agency of new Set(candidates.map((candidate) => candidate.agency))) {
    const [latest] = readValue(state, stateKey.agency(agency))?.validatorKeys ?? [];
    if (latest && equalBytes(latest, key)) return agency;
  }
  return undefined;
}

/** What an agency has to say in the round that runs; null when it has nothing to say or has said it. */
export type CeremonyPart =
  | { readonly round: 'joining' }
  | { readonly round: 'dealing'; readonly dealer: number }
  | { readonly round: 'responding' | 'confirming'; readonly participant: number };

export function partIn(ceremony: KeyCeremony, agency: AgencyId): CeremonyPart | null {
  switch (ceremony.round) {
    case 'joining':
      return ceremony.seats.some((seat) => seat.agency === agency && !seat.key) ? { round: 'joining' } : null;
    case 'dealing': {
      const dealer = indexAmong(dealersOf(ceremony), agency);
      if (dealer === null || ceremony.dealt.includes(dealer)) return null;
      const hasShare = !ceremony.previous || ceremony.previous.key.verificationKeys[dealer - 1];
      return hasShare ? { round: 'dealing', dealer } : null;
    }
    case 'responding': {
      const participant = indexAmong(participantsOf(ceremony), agency);
      if (participant === null || ceremony.responded.includes(participant)) return null;
      return { round: 'responding', participant };
    }
    case 'confirming': {
      const participant = indexAmong(participantsOf(ceremony), agency);
      if (participant === null || ceremony.confirmed.includes(participant)) return null;
      return ceremony.candidate?.key.verificationKeys[participant - 1] ? { round: 'confirming', participant } : null;
    }
    default:
      return null;
  }
}

/** The agencies that the round waits for. */
export function awaitedIn(ceremony: KeyCeremony): readonly AgencyId[] {
  if (!isRunning(ceremony)) return [];
  const all = [...ceremony.seats, ...(ceremony.previous?.holders ?? [])].map(({ agency }) => agency);
  return [...new Set(all)].filter((agency) => partIn(ceremony, agency) !== null);
}
