/**
 * Opens the package of a hidden read at its date: with the shares of a threshold of holders, each of which gives its
 * own from that date on. It takes nobody who was told what it hides, so a read that was never used is revealed too.
 */
import type { HiddenRead } from '@annals/ledger/block';
import type { TransactionId } from '@annals/ledger/codec';
import { openHiddenPackage, PACKAGE_ITEM, packageReader } from '@annals/ledger/hidden';
import { openWithShares } from '@annals/ledger/threshold';
import type { HiddenDisclosure } from '@annals/ledger/transaction';
import { keyOfEpoch, type ShareGathering } from '../release/index.ts';
import type { Store } from '../store/store.ts';

export interface PackageOpenerParts {
  readonly store: Store;
  readonly gathering: Pick<ShareGathering, 'gather'>;
}

/** How long the slower holders are waited for once enough have answered: one of those may have given a wrong share. */
const PATIENCE_MS = 500;

/**
 * @throws AnnalsError `threshold.too-few-shares` while too few holders can be reached or have come to the date,
 * `seal.open-failed` or `hidden.malformed` when nobody ever will.
 */
export async function openPackage(
  { store, gathering }: PackageOpenerParts,
  transaction: TransactionId,
  hidden: HiddenRead,
  signal: AbortSignal,
): Promise<HiddenDisclosure | undefined> {
  const reader = packageReader(transaction);
  const placed = { seal: hidden.package.seal, context: hidden.context };
  const asked = {
    transaction,
    from: 0,
    disclosure: null,
    placed: [{ ...PACKAGE_ITEM, seal: placed }],
    readerKey: reader.key,
    epoch: null,
  };
  // Nobody else will check them: a wrong one must not stand in the way of the shares that stand by.
  const { shares, epoch } = await gathering.gather(asked, { patienceMs: PATIENCE_MS, isChecked: true, signal });
  const inForce = keyOfEpoch(store.state, epoch);
  if (!inForce) return undefined;
  const { key } = inForce;
  const request = { chain: store.chain, epoch: key.epoch, transaction, ...PACKAGE_ITEM, readerKey: reader.key };
  const { contentKey } = openWithShares(key, request, placed, shares[0] ?? [], reader.secret);
  return openHiddenPackage(key.publicKey, hidden.context, hidden.package, contentKey);
}
