/**
 * Access logs as a file that anyone can verify offline: one for each pseudonym, with its proof (PROTOCOL trail). The
 * command line and the explorer write it and read it.
 */
import { type Infer, shape } from '../codec/index.ts';
import { provenLogShape } from './proofs.ts';

/** A person has a pseudonym in each sector; more sectors than a state has. */
const MAX_TRAILS_IN_FILE = 64;
/** As large as the longest access log that travels as one file. */
export const MAX_TRAIL_FILE_BYTES = 256 * 1024 * 1024;

export const trailFileShape = shape.struct({
  version: shape.integer(1, 1),
  trails: shape.list(
    shape.struct({ subject: shape.id('subject'), sector: shape.slug, proven: provenLogShape }),
    MAX_TRAILS_IN_FILE,
  ),
});

export type TrailFile = Infer<typeof trailFileShape>;

/** The text of such a file: an entry a line, so that a person can look at it, and try what happens without one. */
export function formatTrailFile(trails: TrailFile['trails']): string {
  return `${JSON.stringify(trailFileShape.toJson({ version: 1, trails }), null, 2)}\n`;
}
