/** What the client needs of `fetch`, so that it runs in Node and browsers and tests can stand in for the network. */

/** Bytes as they come, as the platform's `ReadableStream` gives them. */
interface ByteStream {
  getReader(): {
    read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
    cancel(): Promise<void>;
  };
  cancel(): Promise<void>;
}

/** The part of the platform's `Response` that the client needs. */
export interface FetchedAnswer {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  /** Null for an answer without one. What stands in for the network may leave it out, and give `text` alone. */
  readonly body?: ByteStream | null;
  text(): Promise<string>;
}

/** The part of the platform's `fetch` that the client needs. */
export type Fetch = (
  url: string,
  init: {
    readonly method: string;
    readonly headers: { readonly [name: string]: string };
    readonly body?: string;
    readonly signal?: AbortSignal;
  },
) => Promise<FetchedAnswer>;
