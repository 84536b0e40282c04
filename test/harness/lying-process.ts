/**
 * A node in a process of its own that keeps to all rules but one: the shares that it gives to others are made with a
 * secret that is not its share. Whoever checks them finds it out, and whoever does not opens nothing.
 */
import { stateKey } from '@annals/ledger/block';
import { decodeShape, encodeShape } from '@annals/ledger/codec';
import { generateSecretKey } from '@annals/ledger/crypto';
import { readValue } from '@annals/ledger/state';
import { makeOpeningShare, type OpeningShare } from '@annals/ledger/threshold';
import { shareAnswerShape, shareRequestShape } from '@annals/node/release';
import { node } from './validator-process.ts';

const MAX_REQUEST_BYTES = 16_384;

const { network, release, store } = node.services;
network.onRequest('shares', async (_from, body) => {
  const { transaction, from, count, disclosure } = decodeShape(shareRequestShape, body, MAX_REQUEST_BYTES);
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
    const lie = { epoch, index, secret: generateSecretKey() };
    shares.push(placed && makeOpeningShare(key, lie, request, placed));
  }
  return encodeShape(shareAnswerShape, { type: 'given', epoch, shares });
});
