/** Opens what a validator keeps of the network key in its data folder, and what takes it through key ceremonies. */
import { join } from 'node:path';
import { CeremonyDriver, type CeremonyDriverParts } from './ceremony-driver.ts';
import { CeremonySecrets } from './ceremony-secrets.ts';
import { ShareFileCipher } from './share-file.ts';
import { ShareFileFolder } from './share-file-folder.ts';

export interface CeremonyOptions extends Omit<CeremonyDriverParts, 'secrets'> {
  readonly dataFolder: string;
  /** The secret of the node's libp2p identity, from which the key of the files comes. */
  readonly networkSecret: Uint8Array;
}

/** The folder of the secrets, in the data folder. */
export const KEY_SHARE_FOLDER = 'key-share';

export async function openCeremonies({
  dataFolder,
  networkSecret,
  ...parts
}: CeremonyOptions): Promise<CeremonyDriver> {
  const cipher = new ShareFileCipher(networkSecret, parts.chain.chain);
  const files = await ShareFileFolder.open(join(dataFolder, KEY_SHARE_FOLDER), cipher);
  return new CeremonyDriver({ ...parts, secrets: await CeremonySecrets.open(files, parts.log) });
}
