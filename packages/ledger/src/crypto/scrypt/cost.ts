/** What one guess of a password costs with scrypt: `128 * n * r` bytes of memory, `p` times over. */
export interface ScryptCost {
  readonly n: number;
  readonly r: number;
  readonly p: number;
}
