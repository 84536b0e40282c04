/** The options that every command takes; `program.ts` declares them. */

export interface GlobalOptions {
  readonly json: boolean;
  readonly home?: string;
  readonly node?: readonly string[];
  readonly genesis?: string;
  readonly as?: string;
  readonly passwordFile?: string;
}
