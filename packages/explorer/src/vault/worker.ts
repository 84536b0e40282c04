/** The worker: receives orders, keeps the page free while it derives keys and verifies, and reports progress. */
import { AnnalsError } from '@annals/ledger/errors';
import { type LogProof, TrailFileWriter } from '@annals/ledger/light';
import { routes } from '@annals/ledger/rest';
import { UnknownWordError } from '@annals/ledger/wallet';
import { checkAndAsk } from '../check/check-standing.ts';
import type { Setting } from '../connection/setting.ts';
import { askNodes, proofOf } from '../mine/asker.ts';
import { readClosed } from '../mine/closed.ts';
import { readNotices } from '../mine/own-notices.ts';
import { readOwnPayments } from '../mine/own-payments.ts';
import { openOwnRecord, readOwnRecords, wrongFileOf } from '../mine/own-records.ts';
import { readActing, readStanding } from '../mine/standing.ts';
import { type AskForLog, TrailStore } from '../trail/trail-store.ts';
import { windowOf } from '../trail/trail-window.ts';
import type { FromWorker, ToWorker, Whose } from './protocol.ts';
import { Vault } from './vault.ts';

const vault = new Vault();
const trails = new TrailStore();

async function carryOut(message: ToWorker): Promise<unknown> {
  const { id, order, asks, setting } = message;
  switch (order) {
    case 'unlock':
      return vault.unlock(setting, asks);
    case 'forget':
      return vault.forget();
    case 'records':
      return readOwnRecords(vault.asker(setting, asks.whose));
    case 'open':
      return openOwnRecord(vault.asker(setting, asks.whose), asks.record);
    case 'wrongFile':
      return wrongFileOf(vault.asker(setting, asks.whose), asks.record, asks.section);
    case 'trail':
      return verifyTrail(setting, asks.whose, asks.whole, (count) => tell({ id, type: 'progress', count }));
    case 'entries':
      return windowOf(loggedEntries(asks.of), asks.filter, asks.offset, asks.limit);
    case 'trailFile':
      return trailFile(setting, asks.of);
    case 'payments':
      return readOwnPayments(vault.asker(setting, asks.whose));
    case 'notices':
      return readNotices(vault.asker(setting, asks.whose));
    case 'standing':
      return readStanding(vault.asker(setting, asks.whose));
    case 'closed':
      return readClosed(vault.asker(setting, asks.whose), asks.whose.sector);
    case 'acting':
      return readActing(vault.asker(setting, asks.whose));
    case 'check':
      return checkAndAsk(setting, asks.document);
  }
}

function verifyTrail(setting: Setting, whose: Whose, whole: boolean, onProgress: (count: number) => void) {
  return trails.refresh(setting.trusted, whose.subject, whole, logFrom(setting, whose, onProgress));
}

/** Asks the nodes for a log, each for all of it. */
function logFrom(setting: Setting, whose: Whose, onProgress?: (count: number) => void): AskForLog {
  const { subject } = whose;
  const asker = vault.asker(setting, whose);
  const prove = proofOf(asker);
  return (take) =>
    askNodes(asker, (node, tookPart) =>
      take({
        fetchPart: async (from) => {
          const part = await node.call(routes.accessLog, { params: { subject }, query: { from }, prove });
          onProgress?.(from + part.proven.entries.length);
          return part;
        },
        tookPart,
      }),
    );
}

/** Whole logs as a file, which the browser keeps outside of the memory of the page. */
async function trailFile(setting: Setting, of: readonly Whose[]): Promise<Blob> {
  let writer = new TrailFileWriter();
  let file = new Blob([writer.begin()]);
  for (const whose of of) {
    /** Of each node that is asked, the text; that of one goes into the file. */
    const begin = () => {
      const text = writer.fork();
      let piece = new Blob([text.beginTrail(whose)]);
      const take = (entries: readonly Uint8Array[]): void => {
        piece = new Blob([piece, text.entries(entries)]);
      };
      return { take, end: (proof: LogProof) => ({ text, piece: new Blob([piece, text.endTrail(proof)]) }) };
    };
    const proven = await trails.prove(setting.trusted, whose.subject, logFrom(setting, whose), begin);
    writer = proven.text;
    file = new Blob([file, proven.piece]);
  }
  return new Blob([file, writer.end()]);
}

function loggedEntries(of: readonly Whose[]) {
  return of.flatMap(({ sector, subject }) => trails.entries(subject).map((entry) => ({ sector, subject, entry })));
}

function tell(message: FromWorker): void {
  self.postMessage(message);
}

self.addEventListener('message', async ({ data }: MessageEvent<ToWorker>) => {
  try {
    tell({ id: data.id, type: 'done', gives: await carryOut(data) });
  } catch (error) {
    const code = error instanceof AnnalsError ? error.code : 'node.internal';
    const unknownWord =
      error instanceof UnknownWordError ? { word: error.word, place: error.place, near: error.near } : null;
    const reason = error instanceof Error ? error.message : String(error);
    tell({ id: data.id, type: 'failed', code, reason, unknownWord });
  }
});
