export {
  formatKeystore,
  KEY_KINDS,
  type KeyKind,
  type Keystore,
  type KeystoreContent,
  type KeystoreCost,
  labelShape,
  MAX_NOTE_BYTES,
  type OpenedKeystore,
  parseKeystore,
  sealKeystore,
  unsealKeystore,
} from './keystore.ts';
