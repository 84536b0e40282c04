export { hiddenReadOpening } from './hidden-read-opening.ts';
export { KeptDisclosures } from './kept-disclosures.ts';
export { openPackage } from './package-opener.ts';
export { Reveals } from './reveals.ts';
