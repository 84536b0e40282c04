/** Opens what a validator keeps of the network key in its data folder, and what takes it through key ceremonies. */
import { CeremonyDriver, type CeremonyDriverParts } from './ceremony-driver.ts';
import { CeremonySecrets } from './ceremony-secrets.ts';
import { ShareFileFolder } from './share-file-folder.ts';

export interface CeremonyOptions extends Omit<CeremonyDriverParts, 'secrets'> {
  readonly dataFolder: string;
  /** The secret of the node's libp2p identity, from which the key of the files comes. */
  readonly networkSecret: Uint8Array;
}

export async function openCeremonies({
  dataFolder,
  networkSecret,
  ...parts
}: CeremonyOptions): Promise<CeremonyDriver> {
  const files = await ShareFileFolder.open(dataFolder, networkSecret, parts.chain.chain);
  return new CeremonyDriver({ ...parts, secrets: await CeremonySecrets.open(files, parts.log) });
}
