export { type Ceremony, ceremonyDigest, dealerCount, dealersNeeded, requireCeremony } from './ceremony.ts';
export { combineShares, type Opened, openWithShares, type SortedShares, sortShares } from './combine-shares.ts';
export { type Complaint, complain, complaintShape, type Judgement, judgeComplaint } from './complaint.ts';
export {
  type ComplaintEntry,
  type Conclusion,
  concludeCeremony,
  countedDealings,
  type DealingEntry,
  type Fault,
  networkKeyOf,
  type QualifiedDealings,
  takeKeyShare,
} from './conclude.ts';
export {
  checkDealing,
  type Dealing,
  type DealingVerdict,
  deal,
  dealingDigest,
  dealingShape,
  receiveShare,
} from './dealing.ts';
export { type LinearStatement, linearProofSize, proveLinear, verifyLinear } from './linear-proof.ts';
export {
  fitsVerificationKey,
  type KeyShare,
  keyShareShape,
  MAX_PARTICIPANTS,
  type NetworkKey,
  networkKeyShape,
  openingThreshold,
  participantIndexShape,
  pointShape,
} from './network-key.ts';
export {
  NETWORK_SEAL_SIZE_BYTES,
  type NetworkSealPlace,
  networkSealContext,
  networkSealShape,
  openNetworkSeal,
  sealPoint,
  sealToNetwork,
  verifyNetworkSeal,
} from './network-seal.ts';
export {
  makeOpeningShare,
  type OpeningRequest,
  type OpeningShare,
  openingShareShape,
  type PlacedSeal,
  verifyOpeningShare,
} from './opening-share.ts';
export { proveReaderKey, READER_PROOF_SIZE_BYTES, verifyReaderKey } from './reader-key.ts';
export {
  candidateDigest,
  proveSharePossession,
  SHARE_POSSESSION_SIZE_BYTES,
  verifySharePossession,
} from './share-possession.ts';
