/** What tests look for after a ceremony: how it ended, who is to blame, and whether its shares open a seal. */
import { stateKey } from '../../block/index.ts';
import { publicKeyOf } from '../../crypto/index.ts';
import {
  makeOpeningShare,
  networkSealContext,
  type OpeningRequest,
  openWithShares,
  sealToNetwork,
} from '../../threshold/index.ts';
import { agencyOf, secretOf } from '../sample-chain.fixture.ts';
import type { CeremonyChain } from './ceremony-chain.fixture.ts';

/** Agencies of tests, in the order of their seats. */
export const NAMES = ['ada', 'bea', 'cid', 'dan', 'eva', 'fay', 'gus'];
export const FOUR = NAMES.slice(0, 4);

export const outcome = (chain: CeremonyChain, epoch = chain.ceremony.epoch) =>
  chain.state.read(stateKey.ceremonyOutcome(epoch));

/** Faults as text: `dealing bad-dealing bea`. */
export function faultsOf(chain: CeremonyChain, epoch?: number): string[] {
  const name = (id: string | null) => (id === null ? [] : [NAMES.find((each) => agencyOf(each) === id) ?? id]);
  return (outcome(chain, epoch)?.faults ?? []).map(({ round, type, agency, other }) =>
    [round, type, ...name(agency), ...name(other)].join(' '),
  );
}

const place = { record: 'ab'.repeat(20) as never, version: 1, section: 'general', policy: new Uint8Array(32) };

/** A content key sealed to the network's public key, and whether those named can open it together. */
export function opens(
  chain: CeremonyChain,
  names: readonly string[],
  publicKey = chain.networkKey?.key.publicKey,
): boolean {
  const key = chain.networkKey?.key;
  if (!key || !publicKey) return false;
  const context = networkSealContext({ chain: chain.state.chain, ...place });
  const contentKey = new Uint8Array(32).fill(7);
  const seal = sealToNetwork(publicKey, contentKey, context, chain.random);
  const reader = secretOf('reader');
  const request: OpeningRequest = {
    chain: chain.state.chain,
    epoch: key.epoch,
    transaction: 'cd'.repeat(32) as never,
    item: 0,
    section: 'general',
    readerKey: publicKeyOf(reader),
  };
  const shares = names.map((name) => {
    const share = chain.shares.get(name);
    if (!share) throw new Error(`${name} holds no share`);
    return makeOpeningShare(key, share, request, { seal, context }, chain.random);
  });
  try {
    return openWithShares(key, request, { seal, context }, shares, reader).contentKey.join() === contentKey.join();
  } catch {
    return false;
  }
}
