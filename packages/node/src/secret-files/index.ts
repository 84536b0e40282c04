export { FileCipher } from './file-cipher.ts';
export { sealedValues } from './sealed-values.ts';
export { SecretFolder } from './secret-folder.ts';
