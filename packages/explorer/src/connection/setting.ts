/** What comes with every order to a worker: whom to ask, and what is trusted. */
import type { Trusted } from '@annals/ledger/light';

export interface Setting {
  readonly nodes: readonly string[];
  readonly trusted: Trusted;
}
