/**
 * A node in a process of its own that keeps to all rules but one: the shares that it gives are made with a secret that
 * is not its share. Whoever checks them finds it out, and whoever does not opens nothing.
 */
import { stateKey } from '@annals/ledger/block';
import { generateSecretKey } from '@annals/ledger/crypto';
import { readValue } from '@annals/ledger/state';
import { makeOpeningShare, type OpeningShare } from '@annals/ledger/threshold';
import type { ShareRelease } from '@annals/node/release';
import { node } from './validator-process.ts';

const { network, store } = node.services;
const release = node.services.release as ShareRelease;

/** In the place of the release's own: what it gives to others and to the readers of its API. */
const lie: ShareRelease['give'] = async ({ transaction, from, count, disclosure }) => {
  const inForce = readValue(store.state, stateKey.networkKey);
  if (!inForce) throw new Error('there is no network key to lie about');
  const { key, holders } = inForce;
  const { epoch } = key;
  const index = holders.findIndex(({ peer }) => peer === network.peer) + 1;
  const { seals, readerKey } = await release.judge(await release.committed(transaction), disclosure);
  const shares: (OpeningShare | null)[] = [];
  for (const { item, section, locate } of seals.slice(from, from + count)) {
    const request = { chain: store.chain, epoch, transaction, item, section, readerKey };
    const placed = await locate();
    shares.push(placed && makeOpeningShare(key, { epoch, index, secret: generateSecretKey() }, request, placed));
  }
  return { type: 'given', epoch, shares };
};
Object.assign(release, { give: lie });
