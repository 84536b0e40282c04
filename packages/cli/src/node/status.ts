/** `annals status`: whether blocks are being made; if not, why, and who is missing. All nodes of the context are asked. */
import { type AgencyId, formatId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { type NodeStatus, routes, shortChain } from '@annals/ledger/rest';
import type { Answer } from '../output/answer.ts';
import { paragraphs, table } from '../output/table.ts';
import { agencyNames, timeText } from '../session/names.ts';
import type { Session } from '../session/session.ts';
import { describeNetworkKey, namedIn } from './network-key-status.ts';

/** Exit when no block is made although one should be, or a node does not answer. */
const STALLED_EXIT = 5;
const ANSWER_TIMEOUT_MS = 5_000;

type Heard = { readonly url: string; readonly status: NodeStatus | undefined; readonly error: AnnalsError | undefined };

export async function showStatus(session: Session): Promise<Answer> {
  const nodes = await Promise.all(session.urls.map((url) => ask(session, url)));
  const answering = nodes.filter((node): node is Heard & { readonly status: NodeStatus } => node.status !== undefined);
  const [first] = answering;
  const [refused] = nodes;
  if (!first) throw refused?.error ?? new AnnalsError('command.context', 'no node is named');
  const rows = nodes.map(({ url, status }) =>
    status
      ? [
          url,
          status.role,
          String(status.height),
          status.state,
          `${status.connected} of ${status.validators}`,
          String(status.mempoolTransactions),
          status.networkKey?.holdsShare ? 'yes' : 'no',
        ]
      : [url, '', '', 'no answer', '', '', ''],
  );
  const { status } = answering.reduce((best, node) => (node.status.height > best.status.height ? node : best));
  const missing = [...new Set(answering.flatMap((node) => node.status.missing))];
  const name = await namesOf(session, first.url, [...missing, ...namedIn(status)]);
  const names = missing.map(name);
  const isStalled = answering.every((node) => ['stalled', 'halted'].includes(node.status.state));
  return {
    text: paragraphs(
      `${status.name}, chain ${shortChain(status.chain)}: block ${status.height}, ${timeText(status.timeMs)}.`,
      table(['NODE', 'ROLE', 'HEIGHT', 'STATE', 'HEARS', 'WAITING', 'KEY SHARE'], rows),
      ...new Set(answering.map((node) => node.status.explanation)),
      names.length > 0 ? `Missing: ${names.join(', ')}.` : undefined,
      describeNetworkKey(status, name, missing),
    ),
    json: {
      nodes: nodes.map(({ url, status: each }) => ({
        url,
        ...(each ? (routes.status.response.toJson(each) as object) : { state: 'unreachable' }),
      })),
      missing: names,
      stalled: isStalled,
    },
    exit: isStalled ? STALLED_EXIT : 0,
  };
}

async function ask(session: Session, url: string): Promise<Heard> {
  try {
    const status = await session.client(url).call(routes.status, { signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) });
    return { url, status, error: undefined };
  } catch (error) {
    if (error instanceof AnnalsError) return { url, status: undefined, error };
    throw error;
  }
}

/** What people call these agencies, as far as that node proves it; it is asked only when there are any. */
async function namesOf(session: Session, url: string, ids: readonly AgencyId[]): Promise<(agency: AgencyId) => string> {
  const known = ids.length > 0 ? await provenNames(session, url) : undefined;
  return (id) => known?.get(id) ?? formatId('agency', id);
}

/** None where there is no genesis document to prove them by. */
async function provenNames(session: Session, url: string): Promise<ReadonlyMap<AgencyId, string> | undefined> {
  try {
    return await agencyNames(session, [session.client(url)]);
  } catch (error) {
    if (error instanceof AnnalsError && error.code === 'command.context') return undefined;
    throw error;
  }
}
