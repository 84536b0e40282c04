/**
 * Whether a genuine document still holds: all nodes of the page are asked how its record stands, and the newest answer
 * that is proven counts (PROTOCOL validity, ATTACK stale-document).
 */
import type { VerifiedStanding } from '@annals/ledger/light';
import type { ValidityDates } from '@annals/ledger/record-types';
import { boundedFetch, RestClient } from '@annals/ledger/rest';
import type { LocalizedText } from '@annals/ledger/transaction';
import { askStanding, datesInClear, type Judgement, judge } from '@annals/ledger/validity';
import { readOnlyFetch } from '../connection/read-only-fetch.ts';
import type { Setting } from '../connection/setting.ts';
import { type CheckedDocument, checkDocument, type GenuineDocument } from './check-document.ts';

/** Whoever is at a counter does not wait longer for a node. */
const ASK_WITHIN_MS = 8_000;

/** How a document's record stands. */
export interface CheckedStanding {
  readonly judgement: Judgement;
  readonly dates: ValidityDates | null;
  /** What its type calls the state that it is in; null where no node has told of it, or the type calls it nothing. */
  readonly stateTitle: LocalizedText | null;
  /** Whether its content is kept from being erased. */
  readonly isHeld: boolean;
  /** Nodes whose answer did not verify. */
  readonly liars: readonly string[];
  /** Whether any node gave an answer that holds. */
  readonly hasAnswer: boolean;
}

export interface JudgedDocument {
  readonly document: CheckedDocument;
  /** Null where a document is about nothing that can change. */
  readonly standing: CheckedStanding | null;
}

/** @throws AnnalsError as {@link checkDocument}. */
export async function checkAndAsk({ nodes, trusted }: Setting, document: Blob | string): Promise<JudgedDocument> {
  const genuine = await checkDocument(trusted, piecesOf(document), Date.now());
  const standing = await askAbout(nodes.map(patientClient), genuine, Date.now());
  return { document: genuine.document, standing };
}

/** A file in pieces: one with a long access log does not fit into memory. */
async function* piecesOf(document: Blob | string): AsyncGenerator<string> {
  if (typeof document === 'string') {
    yield document;
    return;
  }
  const reader = document.stream().getReader();
  const decoder = new TextDecoder();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    yield decoder.decode(value, { stream: true });
  }
  yield decoder.decode();
}

/** Asks the nodes about a genuine document and judges it. */
async function askAbout(
  nodes: readonly RestClient[],
  { claim, trusted }: Pick<GenuineDocument, 'claim' | 'trusted'>,
  nowMs: number,
): Promise<CheckedStanding | null> {
  if (!claim) return null;
  const { standing, failed } = await askStanding(nodes, trusted, claim.id);
  const dates = claim.dates ?? (standing && datesInClear(standing));
  return {
    judgement: judge({ ...claim, dates }, standing, { nowMs }),
    dates,
    stateTitle: standing && titleOfState(standing),
    isHeld: (standing?.holds ?? []).length > 0,
    liars: failed.filter(({ code }) => code.startsWith('proof.')).map(({ node }) => node),
    hasAnswer: standing !== null,
  };
}

function titleOfState({ record, type }: VerifiedStanding): LocalizedText | null {
  return type.lifecycle.states.find(({ name }) => name === record.state)?.title ?? null;
}

function patientClient(baseUrl: string): RestClient {
  const fetch = boundedFetch(readOnlyFetch, { questionMs: ASK_WITHIN_MS, wholeMs: ASK_WITHIN_MS });
  return new RestClient({ baseUrl, fetch, nowMs: Date.now, isBounded: true });
}
