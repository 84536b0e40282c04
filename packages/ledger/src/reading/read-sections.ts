/**
 * The whole way of an enforced read, on the client's side: the request is signed, committed and proven, the shares are
 * gathered and checked, and the sections opened. No node is believed on the way, and none can open what it passes on.
 */
import type { ResultCode } from '../block/index.ts';
import type { RecordId, TransactionId } from '../codec/index.ts';
import { AnnalsError } from '../errors/index.ts';
import type { Trusted } from '../light/index.ts';
import type { RestClient } from '../rest/index.ts';
import { type CommittedReading, commitReading } from './commit-reading.ts';
import type { OpenedGrant, OpenedPart } from './grant-opener.ts';
import { openGranted } from './open-granted.ts';
import { fetchPresentHeight } from './present-height.ts';
import { type ReadingRequest, type ReadingSigner, signReading, VALID_FOR_HEIGHTS } from './reading-request.ts';

/** One record that was asked for: what the ledger said, and what was opened of it. */
export interface ReadItem {
  readonly record: RecordId;
  /** `ok` when it was granted, else the code of the refusal; either stands in the person's access log. */
  readonly code: ResultCode;
  readonly sections: readonly OpenedPart[];
}

export interface Reading extends CommittedReading, Omit<OpenedGrant, 'parts'> {
  readonly transaction: TransactionId;
  readonly items: readonly ReadItem[];
}

/** What has been done so far, in this order, for whoever measures or shows progress. */
export type ReadingStep = 'signed' | 'committed' | 'opened';

export interface ReadingOptions {
  readonly onStep?: (step: ReadingStep) => void;
}

/**
 * Reads sections of records through the ledger.
 * @param nodes at least one; each stands in for those before it, and brings shares that those did not.
 * @throws AnnalsError when the request as a whole is refused or cannot be committed, or when nothing of what was
 * granted came from any node. What is refused or stays closed item by item is in the answer.
 */
export async function readSections(
  nodes: readonly RestClient[],
  trusted: Trusted,
  signer: ReadingSigner,
  request: ReadingRequest,
  { onStep }: ReadingOptions = {},
): Promise<Reading> {
  const { height } = await fetchPresentHeight(nodes, trusted);
  const { transaction, readerSecret } = signReading(trusted.chain, signer, request, height + VALID_FOR_HEIGHTS);
  onStep?.('signed');
  const committed = await commitReading(nodes, trusted, transaction);
  onStep?.('committed');
  const { items: results } = committed.result;
  const sections = request.items.flatMap(({ record, sections: named }, item) =>
    results[item]?.code === 'ok' ? [...new Set(named)].map((section) => ({ item, record, section })) : [],
  );
  const granted = {
    transaction: transaction.id,
    at: committed,
    sections,
    signerSecret: signer.secret,
    readerSecret,
    disclosure: null,
  };
  const { parts, wrong, silent } =
    sections.length > 0 ? await openGranted(nodes, trusted, granted) : { parts: [], wrong: [], silent: [] };
  onStep?.('opened');
  const items = request.items.map(({ record, sections }, item) => {
    const code = results[item]?.code ?? 'node.bad-answer';
    const own = parts.filter((part) => part.item === item && part.record === record && sections.includes(part.section));
    return { record, code, sections: own };
  });
  requireComplete(request, items);
  return { ...committed, transaction: transaction.id, items, wrong, silent };
}

/** What was granted must have come, opened or with the reason why not. */
function requireComplete(request: ReadingRequest, items: readonly ReadItem[]): void {
  for (const [item, { code, sections }] of items.entries()) {
    if (code === 'ok' && sections.length !== new Set(request.items[item]?.sections).size) {
      throw new AnnalsError('node.bad-answer', `sections of item ${item} were granted, and no node has named them`);
    }
  }
}
