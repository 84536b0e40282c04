/** A proof that has every part and proves nothing: for what only carries proofs about. */
import type { BlockHash } from '../../codec/index.ts';
import type { LogProof } from '../verify-log.ts';

export const HOLLOW_PROOF: LogProof = {
  proof: {
    header: new Uint8Array([1]),
    certificate: {
      height: 1,
      view: 0,
      block: '00'.repeat(32) as BlockHash,
      signatures: [{ index: 0, signature: new Uint8Array(64) }],
    },
    epochs: [],
  },
  state: { key: 'access-log/00', value: null, membership: { siblings: [], other: null } },
};
