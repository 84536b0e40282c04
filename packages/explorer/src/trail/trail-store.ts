/**
 * The access logs that have been verified in this session, kept in the worker. A log that was verified is continued:
 * only what is new is fetched, and it must follow what was seen before (LAW 3).
 */
import type { AccessEntry } from '@annals/ledger/block';
import { equalBytes, type SubjectId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { type ProvenLog, type Trusted, verifyTrail } from '@annals/ledger/light';
import type { LogHead } from '@annals/ledger/merkle';
import { fetchWholeLog } from '@annals/ledger/rest';

interface LogPart {
  readonly proven: ProvenLog;
  readonly next: number | null;
}

interface KnownLog {
  readonly entries: readonly AccessEntry[];
  /** All entries as bytes, with the proof of the last head. */
  readonly proven: ProvenLog;
  readonly head: LogHead;
  readonly height: number;
  readonly timeMs: number;
  /** False after an answer that did not verify: then nothing of it is shown. */
  readonly isTrusted: boolean;
}

/** What a verification has shown. */
export interface VerifiedTrail {
  readonly size: number;
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
  async refresh(
    trusted: Trusted,
    subject: SubjectId,
    whole: boolean,
    fetchPart: (from: number) => Promise<LogPart>,
  ): Promise<VerifiedTrail> {
    const known = this.#logs.get(subject);
    try {
      const before = whole || !known?.isTrusted ? undefined : known;
      return this.#verify(trusted, subject, known, await fetchFrom(before?.proven.entries.length ?? 0, fetchPart));
    } catch (error) {
      if (known) this.#logs.set(subject, { ...known, isTrusted: false });
      throw error;
    }
  }

  /** The verified entries of a log; none while it cannot be trusted. */
  entries(subject: SubjectId): readonly AccessEntry[] {
    const known = this.#logs.get(subject);
    return known?.isTrusted ? known.entries : [];
  }

  /** The whole log with its proof, for a file. @throws AnnalsError `proof.trail` when none is trusted. */
  proven(subject: SubjectId): ProvenLog {
    const known = this.#logs.get(subject);
    if (known?.isTrusted) return known.proven;
    throw new AnnalsError('proof.trail', 'this access log has not been verified');
  }

  #verify(trusted: Trusted, subject: SubjectId, known: KnownLog | undefined, fetched: ProvenLog): VerifiedTrail {
    const isRest = fetched.from > 0 && known !== undefined;
    const options = isRest ? { refuseStale: true, after: known.head } : { refuseStale: true };
    const start = performance.now();
    const verdict = verifyTrail(trusted, subject, fetched, options);
    // Seen in the tools of a browser, and by the benchmark.
    performance.measure('verify access log', { start });
    if (!verdict.ok) throw new AnnalsError(verdict.code, verdict.reason);
    if (!isRest && known && !continues(known.proven, fetched)) {
      throw new AnnalsError('proof.trail', 'this log does not continue the one that was verified before');
    }
    const proven = isRest ? { ...fetched, from: 0, entries: [...known.proven.entries, ...fetched.entries] } : fetched;
    const entries = isRest ? [...known.entries, ...verdict.entries] : verdict.entries;
    const { height, timeMs } = verdict.header;
    this.#logs.set(subject, { entries, proven, head: verdict.head, height, timeMs, isTrusted: true });
    return { size: entries.length, height, timeMs, trusted: verdict.trusted };
  }
}

/** From an entry on; from the beginning when the node says that it holds less, so that the proof tells what it knows. */
async function fetchFrom(from: number, fetchPart: (from: number) => Promise<LogPart>): Promise<ProvenLog> {
  try {
    return await fetchWholeLog(fetchPart, from);
  } catch (error) {
    if (from === 0 || !(error instanceof AnnalsError && error.code === 'codec.shape')) throw error;
    return fetchWholeLog(fetchPart);
  }
}

/** Whether a log begins with all entries of an earlier one. */
function continues(earlier: ProvenLog, later: ProvenLog): boolean {
  return earlier.entries.every((bytes, index) => {
    const same = later.entries[index];
    return same !== undefined && equalBytes(bytes, same);
  });
}
