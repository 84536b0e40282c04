/** The agencies of a simulated network that holds key ceremonies, with their keys, and its genesis document. */
import { DEFAULT_PARAMETERS, type GenesisDocument } from '@annals/ledger/block';
import type { AgencyId } from '@annals/ledger/codec';
import { publicKeyOf, type SecretKey, sha256 } from '@annals/ledger/crypto';
import { agencyIdOf } from '@annals/ledger/transaction';

export interface Agency {
  readonly name: string;
  readonly id: AgencyId;
  readonly secret: SecretKey;
  readonly validatorSecret: SecretKey;
  readonly validatorKey: Uint8Array;
  readonly isHostile: boolean;
}

export const START_MS = 1_800_000_000_000;
export const ROUND_MS = 10_000;
export const REST_MS = 60_000;

const secretOf = (name: string) => sha256(new TextEncoder().encode(name));

export function makeAgency(name: string, isHostile: boolean): Agency {
  const [secret, validatorSecret] = [secretOf(name), secretOf(`${name}/validator`)];
  const id = agencyIdOf(publicKeyOf(secret));
  return { name, id, secret, validatorSecret, validatorKey: publicKeyOf(validatorSecret), isHostile };
}

export function seatOf({ id, name, validatorKey }: Agency) {
  return { agency: id, key: validatorKey, peer: `12D3Koo${name}`, address: `/dns4/${name}/tcp/1` };
}

export function genesisOf(agencies: readonly Agency[], validators: readonly Agency[]): GenesisDocument {
  return {
    name: 'ceremonies',
    timeMs: START_MS,
    agencies: agencies.map(({ secret, name }) => ({
      key: publicKeyOf(secret),
      name: { en: name },
      issuesIdentities: true,
      quota: 1_000,
      roles: [],
    })),
    validators: validators.map(seatOf),
    vocabulary: { roles: [], purposes: [] },
    recordTypes: [],
    parameters: { ...DEFAULT_PARAMETERS, ceremonyRoundMs: ROUND_MS, ceremonyRestMs: REST_MS },
  };
}
