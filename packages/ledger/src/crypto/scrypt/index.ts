/** A key from a password by scrypt (RFC 7914), with one result on every platform. */
export { scrypt } from '#platform-scrypt';
export type { ScryptCost } from './cost.ts';
