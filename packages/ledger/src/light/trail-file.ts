/**
 * Access logs as a file that anyone can verify offline: one for each pseudonym, with its proof (PROTOCOL trail). The
 * command line and the explorer write it and read it, piece by piece, since a log has no bound.
 */
import { bytesToHex, formatId, type SubjectId, shape } from '../codec/index.ts';
import { headerProofShape, provenLogShape, stateProofShape } from './proofs.ts';
import type { LogProof } from './verify-log.ts';

/** A person has a pseudonym in each sector; more sectors than a state has. */
const MAX_TRAILS_IN_FILE = 64;
/** Files of other proofs than logs: none is as large. */
export const MAX_TRAIL_FILE_BYTES = 256 * 1024 * 1024;

/** The file; of one that is read in pieces, what stands beside the entries. */
export const trailFileShape = shape.struct({
  version: shape.integer(1, 1),
  trails: shape.list(
    shape.struct({ subject: shape.id('subject'), sector: shape.slug, proven: provenLogShape }),
    MAX_TRAILS_IN_FILE,
  ),
});

/** Gives the text of a file in pieces: an entry a line, so that a person can look at it, and try it without one. */
export class TrailFileWriter {
  #trails = 0;
  #entries = 0;

  /** Another that goes on from here: of several that do, the text of one is kept, and that one goes on. */
  fork(): TrailFileWriter {
    const other = new TrailFileWriter();
    other.#trails = this.#trails;
    return other;
  }

  begin(): string {
    return '{\n  "version": 1,\n  "trails": [';
  }

  /** A log begins; its entries and its end follow. */
  beginTrail({ subject, sector }: { readonly subject: SubjectId; readonly sector: string }): string {
    const before = this.#trails === 0 ? '' : ',';
    this.#trails += 1;
    this.#entries = 0;
    const names = `"subject": ${JSON.stringify(formatId('subject', subject))},\n      "sector": ${JSON.stringify(sector)},`;
    return `${before}\n    {\n      ${names}\n      "proven": {\n        "version": 1,\n        "from": 0,\n        "entries": [`;
  }

  entries(entries: readonly Uint8Array[]): string {
    return entries
      .map((bytes) => {
        this.#entries += 1;
        return `${this.#entries === 1 ? '' : ','}\n          "${bytesToHex(bytes)}"`;
      })
      .join('');
  }

  endTrail({ proof, state }: LogProof): string {
    const fields = [
      `"proof": ${indented(headerProofShape.toJson(proof))}`,
      `"state": ${indented(stateProofShape.toJson(state))}`,
    ];
    return `${this.#entries === 0 ? '' : '\n        '}],\n        ${fields.join(',\n        ')}\n      }\n    }`;
  }

  end(): string {
    return `${this.#trails === 0 ? '' : '\n  '}]\n}\n`;
  }
}

function indented(value: unknown): string {
  return JSON.stringify(value, null, 2).replaceAll('\n', '\n        ');
}
