/** Where the `annals` command of this release is. */
import { fileURLToPath } from 'node:url';

export const COMMAND = fileURLToPath(new URL('../../bin/annals.mjs', import.meta.url));
