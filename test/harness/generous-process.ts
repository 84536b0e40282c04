/**
 * A node that gives a share to whoever asks, for whatever: the defence that a campaign with a hostile member must find
 * missing (LAW 2).
 */
import { randomBytes } from 'node:crypto';
import { stateKey } from '@annals/ledger/block';
import { generateSecretKey, publicKeyOf } from '@annals/ledger/crypto';
import { readValue } from '@annals/ledger/state';
import type { ShareRelease } from '@annals/node/release';
import { node } from './validator-process.ts';

const { network, store } = node.services;
const release = node.services.release as ShareRelease;
/** Two responses and a challenge of 32 bytes each. */
const PROOF_SIZE_BYTES = 96;
const honest = release.give.bind(release);

Object.assign(release, {
  give: (async (request) => {
    try {
      return await honest(request);
    } catch (error) {
      const inForce = readValue(store.state, stateKey.networkKey);
      if (!inForce) throw error;
      const index = inForce.holders.findIndex(({ peer }) => peer === network.peer) + 1;
      const [ephemeral, encrypted] = [publicKeyOf(generateSecretKey()), publicKeyOf(generateSecretKey())];
      const share = { index, ephemeral, encrypted, proof: randomBytes(PROOF_SIZE_BYTES) };
      return { type: 'given', epoch: inForce.key.epoch, shares: [share] };
    }
  }) satisfies ShareRelease['give'],
});
