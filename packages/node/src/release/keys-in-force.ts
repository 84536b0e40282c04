/**
 * Which epochs of the network key shares are given for: that in force, and the one that stands by while not all seats
 * have confirmed it. Shares of one combine with no share of the other (PROTOCOL release).
 */
import { type NetworkKeyInForce, stateKey } from '@annals/ledger/block';
import { readValue, type StateSource } from '@annals/ledger/state';

/** The key in force first; none before the first ceremony has completed. */
export function keysInForce(state: StateSource): readonly NetworkKeyInForce[] {
  const inForce = readValue(state, stateKey.networkKey);
  const standby = readValue(state, stateKey.networkKeyStandby);
  return [...(inForce ? [inForce] : []), ...(standby ? [standby] : [])];
}

/** The key of an epoch, if it is in force or stands by. */
export function keyOfEpoch(state: StateSource, epoch: number): NetworkKeyInForce | undefined {
  return keysInForce(state).find(({ key }) => key.epoch === epoch);
}
