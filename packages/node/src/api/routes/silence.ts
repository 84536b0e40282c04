/** What agencies read in secret, and what they say of how much they read (PROTOCOL hidden-read, PROTOCOL silence). */
import { type Agency, readPeriodOf, reportDueMs, stateKey } from '@annals/ledger/block';
import type { AgencyId, TransactionId } from '@annals/ledger/codec';
import type { ReadReportAnswer, SilenceAnswer } from '@annals/ledger/rest';
import { readValue, requireValue } from '@annals/ledger/state';
import type { NodeServices } from '../../services.ts';
import type { Store } from '../../store/store.ts';
import type { Handlers } from '../handler.ts';
import { listValues, pageOf } from '../lists.ts';
import { known } from '../proofs.ts';

export function silenceRoutes({
  store,
  chain,
}: NodeServices): Pick<Handlers, 'silence' | 'readReports' | 'hiddenReads'> {
  return {
    silence: async ({ query }) => {
      const { items, next } = await listValues(store, 'agency', query);
      const { timeMs } = chain.head;
      return { items: items.map(({ id, value }) => silenceOf(store, id as AgencyId, value, timeMs)), next };
    },
    readReports: ({ params: { agency }, query }) => {
      known(store, stateKey.agency(agency), 'agency.unknown');
      const { after, limit } = pageOf(query);
      const last = readValue(store.state, stateKey.accessCounts(agency))?.lastReported ?? null;
      const from = after !== null && /^\d{1,15}$/.test(after) ? Number(after) - 1 : last;
      return from === null ? { items: [], next: null } : reportsDownFrom(store, agency, from, limit);
    },
    hiddenReads: async ({ query }) => {
      const { items, next } = await listValues(store, 'hidden', query);
      return { items: items.map(({ id, value }) => ({ id: id as TransactionId, value })), next };
    },
  };
}

function silenceOf(store: Store, id: AgencyId, agency: Agency, timeMs: number): SilenceAnswer {
  const parameters = requireValue(store.state, stateKey.parameters);
  const counts = readValue(store.state, stateKey.accessCounts(id));
  const lastReported = counts?.lastReported ?? null;
  const next = lastReported === null ? readPeriodOf(agency.admittedMs, parameters) : lastReported + 1;
  // The latest period whose time to be reported is over lies two before the present one.
  const missing = Math.max(0, readPeriodOf(timeMs, parameters) - 1 - next);
  const dueMs = reportDueMs(next, parameters);
  return { agency: id, lastReported, next, dueMs, missing, mismatches: counts?.mismatches ?? 0 };
}

/** Reports have no gaps: what is reported is all from the first to the last. */
function reportsDownFrom(store: Store, agency: AgencyId, from: number, limit: number) {
  const items: ReadReportAnswer[] = [];
  for (let period = from; period >= 0; period--) {
    const value = readValue(store.state, stateKey.readReport(agency, period));
    if (!value) return { items, next: null };
    if (items.length === limit) return { items, next: String(period + 1) };
    items.push({ period, value });
  }
  return { items, next: null };
}
