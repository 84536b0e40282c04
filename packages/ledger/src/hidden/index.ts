export {
  type CourtOrder,
  type CourtOrderTerms,
  courtOrderDigest,
  courtOrderShape,
  hiddenCommitment,
  makeCourtOrder,
  verifyCourtOrder,
} from './court-order.ts';
export { type HiddenPlace, hiddenContext, isPackageOf, makeHiddenPackage, openHiddenPackage } from './package.ts';
export { PACKAGE_ITEM, packageReader } from './package-reader.ts';
export { type HiddenRequest, makeHiddenRequest } from './request.ts';
