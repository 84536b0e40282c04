/** Whether somebody is recorded as dead in a sector: then her key is refused everything else, and she must be told why. */
import type { AgencyId } from '@annals/ledger/codec';
import { fetchClosedSubject } from '@annals/ledger/wallet';
import { type Asker, askNodes } from './asker.ts';

export interface Closed {
  /** When the second agency confirmed the death. */
  readonly closedMs: number;
  /** The agency that enrolled her. */
  readonly agency: AgencyId;
}

/** Proven; null where it is proven that she is not. @throws AnnalsError `proof.*`, `node.*`. */
export async function readClosed(asker: Asker, sector: string): Promise<Closed | null> {
  const { setting } = asker;
  const found = await askNodes(asker, (node) =>
    fetchClosedSubject({ node, trusted: setting.trusted }, { ...asker, sector }),
  );
  if (found === null) return null;
  const { closedMs, enrolledMs, agency } = found.value;
  return { closedMs: closedMs ?? enrolledMs, agency };
}
