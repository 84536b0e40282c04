export {
  KEY_KINDS,
  type KeyKind,
  type Keystore,
  type KeystoreContent,
  type KeystoreCost,
  MAX_NOTE_BYTES,
  type OpenedKeystore,
} from '@annals/ledger/keystore';
export { createKeystore, listKeystores, openKeystore, readKeystore, replaceKeystore } from './keystore-folder.ts';
