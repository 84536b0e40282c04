export { type ConsistencyClaim, consistencyProof, consistencyProofShape, verifyConsistency } from './consistency.ts';
export { entryHash, nodeHash, treeLeafHash } from './digest.ts';
export {
  type InclusionClaim,
  inclusionProof,
  inclusionProofShape,
  MAX_LOG_PROOF_LENGTH,
  verifyInclusion,
} from './inclusion.ts';
export {
  appendManyToLog,
  appendToLog,
  emptyLog,
  isLogHead,
  type LogHead,
  type LogNode,
  logHeadShape,
  type ReadLogNode,
  rootOfEntries,
  rootOfLog,
} from './log.ts';
export { type MembershipProof, membershipProofShape, verifyMembership } from './membership.ts';
export { proveKey } from './prove-key.ts';
export { EMPTY_TREE_ROOT, type TreeChange, type TreeSource, treeKeyHash, treeValueHash } from './state-tree.ts';
export { treeRoot } from './tree-page.ts';
export { type TreeUpdate, updateTree } from './update-tree.ts';
