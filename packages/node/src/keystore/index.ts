export {
  KEY_KINDS,
  type KeyKind,
  type Keystore,
  type KeystoreContent,
  type KeystoreCost,
  MAX_NOTE_BYTES,
  type OpenedKeystore,
} from './keystore.ts';
export { createKeystore, listKeystores, openKeystore, readKeystore, replaceKeystore } from './keystore-folder.ts';
