/** The shape of one line of the error catalogue. Apart from the catalogue, so that every list of codes can name it. */

/** Exit codes of the CLI by kind of error. 0 is success and 1 an unexpected failure. */
export type ExitCode = 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** One line of the catalogue. */
export interface CatalogueEntry {
  /** HTTP status at the REST API. */
  readonly http: number;
  /**
   * CLI exit: 2 bad usage or input, 3 refused by the ledger, 4 not found, 5 not reachable or busy, 6 proof does not
   * verify, 7 local store or keystore, 8 genuine, and not to be relied on now.
   */
  readonly exit: ExitCode;
  /** What it means, one sentence. */
  readonly title: string;
  /** What the reader can do about it, one sentence. */
  readonly remedy: string;
}
