export { CeremonyDriver, type CeremonyDriverParts } from '../ceremony-driver.ts';
export { CeremonySecrets } from '../ceremony-secrets.ts';
export type { KeptFile, ShareFiles } from '../share-file-folder.ts';
