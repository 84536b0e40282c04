/** Carries out `ceremony.join`: a seat says to which key its shares are to be encrypted. */
import { equalBytes } from '../../codec/index.ts';
import { isPublicKey, verifySignature } from '../../crypto/index.ts';
import { ceremonyJoinDigest } from '../../transaction/index.ts';
import { proceed, runningCeremony } from '../ceremony/index.ts';
import { operation, refuse } from '../operation.ts';

export const ceremonyJoin = operation('ceremony.join', ['holder'], (context, body, { agencyId, agency }) => {
  const { epoch, key, proof } = body;
  const ceremony = runningCeremony(context, epoch, 'joining');
  const seat = ceremony.seats.find((each) => each.agency === agencyId);
  if (!seat) return refuse('ceremony.not-part', 'the agency holds no seat of this ceremony');
  if (seat.key) refuse('ceremony.spoken', 'the agency has joined');
  // Two participants with one key would be one that holds two shares.
  const taken = [...ceremony.seats.map((each) => each.key), ...agency.validatorKeys, agency.key];
  if (taken.some((other) => other && equalBytes(other, key))) refuse('ceremony.key', 'the key is in use');
  // What is dear to check comes last.
  if (!isPublicKey(key)) refuse('ceremony.key', 'the key is no public key');
  if (!verifySignature(ceremonyJoinDigest(context.chain, agencyId, epoch, key), proof, key)) {
    refuse('ceremony.key', 'the proof is not signed with the key, for this agency and ceremony');
  }
  proceed(context, {
    ...ceremony,
    // The clock of the ceremony begins with the first that is there.
    sinceHeight: ceremony.sinceHeight ?? context.height,
    seats: ceremony.seats.map((each) => (each === seat ? { ...seat, key } : each)),
  });
});
