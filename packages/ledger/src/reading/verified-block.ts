/** A block as a client comes by it: from any node, with a header that a quorum of its validators has signed. */
import { decodeHeader, encodeHeader } from '../block/index.ts';
import { equalBytes, idToBytes } from '../codec/index.ts';
import { AnnalsError } from '../errors/index.ts';
import { type Trusted, verifyHeader } from '../light/index.ts';
import { rootOfEntries } from '../merkle/index.ts';
import { type BlockAnswer, routes } from '../rest/index.ts';
import type { Asks } from './proven-value.ts';

/**
 * Fetches a block and verifies its header, back to genesis, and that it has these transactions and no others.
 * @throws AnnalsError `block.not-found`, `proof.*` when the node lies.
 */
export async function fetchVerifiedBlock(
  node: Asks,
  trusted: Trusted,
  height: number,
): Promise<{ readonly block: BlockAnswer; readonly trusted: Trusted }> {
  const [block, { epochs }] = await Promise.all([
    node.call(routes.block, { params: { height } }),
    node.call(routes.epochs),
  ]);
  const before = epochs.filter(({ header }) => heightOf(header) < height);
  const proof = { header: encodeHeader(block.header), certificate: block.certificate, epochs: before };
  const verdict = verifyHeader(trusted, proof);
  if (!verdict.ok) throw new AnnalsError(verdict.code, verdict.reason);
  if (block.header.height !== height || verdict.verified.hash !== block.hash) {
    throw new AnnalsError('proof.inclusion', 'the node answered with another block');
  }
  if (!equalBytes(rootOfEntries(block.transactions.map(idToBytes)), verdict.verified.header.transactionsRoot)) {
    throw new AnnalsError('proof.inclusion', 'the block has other transactions');
  }
  return { block, trusted: verdict.trusted };
}

/** The height in the bytes of an epoch's header; what cannot be read is refused later by the verification. */
function heightOf(header: Uint8Array): number {
  try {
    return decodeHeader(header).height;
  } catch {
    return 0;
  }
}
