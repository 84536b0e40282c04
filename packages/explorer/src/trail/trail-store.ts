/**
 * The access logs that have been verified in this session, in the worker. A log that was verified is continued: only
 * what is new is fetched, and it must follow what was seen before (LAW 3). Of a log that others have filled the latest
 * entries are kept; all of it is verified all the same (ATTACK overfull-log).
 */
import { type AccessEntry, decodeAccessEntry } from '@annals/ledger/block';
import type { SubjectId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { type LogProof, type ProvenLog, type Trusted, verifyTrailHead } from '@annals/ledger/light';
import type { LogHead } from '@annals/ledger/merkle';
import { fetchLogInParts } from '@annals/ledger/rest';

/** Entries of each log that are kept to be shown, filtered and exported: some tens of megabytes. */
export const MAX_KEPT = 20_000;

interface LogPart {
  readonly proven: ProvenLog;
  readonly next: number | null;
}

/** Fetches a part of a log, from an entry on. */
export type FetchPart = (from: number) => Promise<LogPart>;

/** One node that is asked for all of a log. */
export interface LogSource {
  readonly fetchPart: FetchPart;
  /** Is to be called for each full part. */
  readonly tookPart?: () => void;
}

/** Asks the nodes for a log, until what is taken of one verifies; of several at once, if the first lets it wait. */
export type AskForLog = <T>(take: (source: LogSource) => Promise<T>) => Promise<T>;

interface KnownLog {
  /** The latest, at most {@link MAX_KEPT}. */
  readonly entries: readonly AccessEntry[];
  readonly head: LogHead;
  /** False after an answer that did not verify: then nothing of it is shown. */
  readonly isTrusted: boolean;
}

/** What a verification has shown. */
export interface VerifiedTrail {
  readonly size: number;
  /** How many of the latest are kept to be shown. */
  readonly kept: number;
  readonly height: number;
  readonly timeMs: number;
  readonly trusted: Trusted;
}

export class TrailStore {
  readonly #logs = new Map<SubjectId, KnownLog>();

  /**
   * Fetches what is new and verifies it as the continuation of what is known; `whole` fetches and verifies all again.
   * @throws AnnalsError `proof.*` when it does not verify: nothing is shown from then on until it does.
   */
  async refresh(trusted: Trusted, subject: SubjectId, whole: boolean, ask: AskForLog): Promise<VerifiedTrail> {
    const known = this.#logs.get(subject);
    try {
      const before = whole || !known?.isTrusted ? undefined : known;
      const { log, verified } = await ask((source) => this.#verify(trusted, subject, { known, before, source }));
      this.#logs.set(subject, log);
      return verified;
    } catch (error) {
      if (known) this.#logs.set(subject, { ...known, isTrusted: false });
      throw error;
    }
  }

  /** The verified entries of a log that are kept; none while it cannot be trusted. */
  entries(subject: SubjectId): readonly AccessEntry[] {
    const known = this.#logs.get(subject);
    return known?.isTrusted ? known.entries : [];
  }

  /**
   * Fetches a whole log once more, for a file: it must begin with all that was verified.
   * @param begin is called for each node that is asked: `take` gets the entries, which are not to be believed before
   * the proof is given; what `end` makes of that is returned.
   * @throws AnnalsError `proof.trail` when none is trusted, and as {@link refresh}.
   */
  async prove<T>(
    trusted: Trusted,
    subject: SubjectId,
    ask: AskForLog,
    begin: () => { readonly take: (entries: readonly Uint8Array[]) => void; readonly end: (proof: LogProof) => T },
  ): Promise<T> {
    const known = this.#logs.get(subject);
    if (!known?.isTrusted) throw new AnnalsError('proof.trail', 'this access log has not been verified');
    const verifyHead = (proof: LogProof) => verifyTrailHead(trusted, subject, proof, { refuseStale: true });
    return ask(async (source) => {
      const { take, end } = begin();
      return end((await fetchLogInParts({ ...source, verifyHead, take, passes: known.head })).proof);
    });
  }

  async #verify(
    trusted: Trusted,
    subject: SubjectId,
    {
      known,
      before,
      source: { fetchPart, tookPart },
    }: { readonly known: KnownLog | undefined; readonly before: KnownLog | undefined; readonly source: LogSource },
  ): Promise<{ readonly log: KnownLog; readonly verified: VerifiedTrail }> {
    const start = performance.now();
    let fetchMs = 0;
    const timed: FetchPart = async (from) => {
      const askedMs = performance.now();
      const part = await fetchPart(from);
      fetchMs += performance.now() - askedMs;
      return part;
    };
    let fresh: Uint8Array[] = [];
    const take = (entries: readonly Uint8Array[]): void => {
      fresh.push(...entries);
      // Cut off now and then, so that it costs little.
      if (fresh.length > 2 * MAX_KEPT) fresh = fresh.slice(-MAX_KEPT);
    };
    const verifyHead = (proof: LogProof) => verifyTrailHead(trusted, subject, proof, { refuseStale: true });
    const {
      isRest,
      header,
      head,
      trusted: learned,
    } = await this.#fetchRest(
      { known, before },
      { fetchPart: timed, verifyHead, take, ...(tookPart ? { tookPart } : {}) },
    );
    const read = fresh.slice(-MAX_KEPT).map(decodeAccessEntry);
    const entries = [...(isRest && before ? before.entries : []), ...read].slice(-MAX_KEPT);
    // Seen in the tools of a browser, and by the benchmark: without what was spent waiting for a node.
    performance.measure('verify access log', { start, duration: performance.now() - start - fetchMs });
    const { height, timeMs } = header;
    return {
      log: { entries, head, isTrusted: true },
      verified: { size: head.size, kept: entries.length, height, timeMs, trusted: learned },
    };
  }

  /** What is new; from the beginning when the node says that it holds less, so that the proof tells what it knows. */
  async #fetchRest(
    { known, before }: { readonly known: KnownLog | undefined; readonly before: KnownLog | undefined },
    options: Omit<Parameters<typeof fetchLogInParts>[0], 'after' | 'passes'>,
  ) {
    if (before) {
      try {
        return { isRest: true, ...(await fetchLogInParts({ ...options, after: before.head })) };
      } catch (error) {
        if (!(error instanceof AnnalsError && error.code === 'codec.shape')) throw error;
      }
    }
    return { isRest: false, ...(await fetchLogInParts({ ...options, passes: known?.head })) };
  }
}
