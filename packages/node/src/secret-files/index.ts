export { FileCipher } from './file-cipher.ts';
export { SecretFolder } from './secret-folder.ts';
