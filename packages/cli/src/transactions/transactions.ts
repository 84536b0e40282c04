/** `annals submit`, `receipt`, `verify`, `tx` and `block`: transactions and blocks as such. */
import { readFileSync } from 'node:fs';
import { evidenceIdOf, stateKey } from '@annals/ledger/block';
import { bytesToHex, formatId, hexToBytes, parseId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { receiptShape, type VerifiedReceipt } from '@annals/ledger/light';
import { fetchVerifiedBlock } from '@annals/ledger/reading';
import { routes } from '@annals/ledger/rest';
import { MAX_SIDECAR_BYTES } from '@annals/ledger/sidecar';
import {
  decodeTransaction,
  isTransactionKind,
  MAX_TRANSACTION_BYTES,
  PAYLOADS,
  payloadShape,
  type Transaction,
} from '@annals/ledger/transaction';
import { claimOfReceipt } from '@annals/ledger/validity';
import { readShaped, readText, writeText } from '../context/files.ts';
import type { Answer } from '../output/answer.ts';
import { fields, paragraphs, table } from '../output/table.ts';
import { toldBy, toldToBeAll } from '../output/told.ts';
import { type JudgingOptions, lookAt } from '../records/judge-document.ts';
import { verifiedUpTo } from '../records/show-records.ts';
import { agencies, genesisAgencyNames, localized, timeText } from '../session/names.ts';
import { committedFields, committedJson, type SubmitOptions } from '../session/perform.ts';
import { fetchReceipt, saveReceipt, verifyOrThrow } from '../session/receipt.ts';
import type { Session } from '../session/session.ts';
import { openSigner } from '../session/signer.ts';
import { buildSigned, submitOne } from '../session/submit.ts';

const MAX_RECEIPT_BYTES = 64 * 1024 * 1024;

interface RawOptions extends SubmitOptions {
  readonly sidecar?: string;
}

/**
 * Submits a file: the bytes of a signed transaction in hexadecimal, or an intent as JSON, `{"kind", "body"}`, which the
 * key of `--as` signs.
 */
export async function submitRaw(session: Session, options: RawOptions, file: string): Promise<Answer> {
  const text = (
    file === '-' ? readFileSync(0, 'utf8') : readText(session.path(file), 8 * MAX_TRANSACTION_BYTES)
  ).trim();
  const transaction = text.startsWith('{') ? await signIntent(session, text) : decodeTransaction(hexToBytes(text));
  const sidecar =
    options.sidecar === undefined
      ? null
      : hexToBytes(readText(session.path(options.sidecar), 4 * MAX_SIDECAR_BYTES).trim());
  const committed = await submitOne(session, { transaction, sidecar });
  const saved = saveReceipt(session, committed.receipt, options.receipt);
  return {
    text: paragraphs(
      `${transaction.payload.kind} is committed.`,
      fields([...committedFields(committed), ['receipt', saved]]),
    ),
    json: { kind: transaction.payload.kind, ...committedJson(committed), receipt: saved },
  };
}

async function signIntent(session: Session, text: string): Promise<Transaction> {
  let intent: { readonly kind?: unknown; readonly body?: unknown };
  try {
    intent = JSON.parse(text);
  } catch (cause) {
    throw new AnnalsError('command.file', `the intent is no JSON: ${(cause as Error).message}`, { cause });
  }
  const { kind, body } = intent;
  if (typeof kind !== 'string' || !isTransactionKind(kind)) {
    throw new AnnalsError('tx.unknown-kind', `kind: expected one of ${Object.keys(PAYLOADS).join(', ')}`);
  }
  const signer = await openSigner(session, { kinds: ['officer', 'agency'] });
  return buildSigned(session, await session.height(), signer, kind, PAYLOADS[kind].fromJson(body) as never);
}

export async function showReceipt(session: Session, options: SubmitOptions, text: string): Promise<Answer> {
  const { receipt, verified } = await fetchReceipt(session, parseId('transaction', text));
  const path = options.receipt === undefined ? null : session.path(options.receipt);
  if (path) writeText(path, `${JSON.stringify(receiptShape.toJson(receipt), null, 2)}\n`);
  const answer = describeReceipt(session, verified);
  if (!path) return answer;
  return {
    text: paragraphs(answer.text, `The receipt is in ${path}; anyone verifies it offline with: annals verify ${path}`),
    json: { ...(answer.json as object), saved: path },
  };
}

/** Verifies a receipt from the genesis document, and says how the record stands now that it is about, if it is. */
export async function verifyReceiptFile(session: Session, options: JudgingOptions, file: string): Promise<Answer> {
  const receipt = readShaped(session.path(file), MAX_RECEIPT_BYTES, receiptShape.fromJson);
  const verified = verifyOrThrow(session, receipt);
  const answer = describeReceipt(session, verified);
  const claim = claimOfReceipt(verified);
  if (!claim) return answer;
  const judged = await lookAt(session, verified.trusted, claim, options);
  return {
    text: paragraphs(answer.text, `The record that it is about: ${judged.text}`),
    json: { ...(answer.json as object), record: judged.json },
  };
}

function describeReceipt(session: Session, { header, index, transaction, result }: VerifiedReceipt): Answer {
  const { payload, id } = transaction;
  const { agency } = payload;
  const name = agency && genesisAgencyNames(session).get(agency);
  return {
    text: paragraphs(
      `The receipt holds: ${payload.kind} was committed, with the result ${result.code}.`,
      fields([
        ['transaction', formatId('transaction', id)],
        ['block', `${header.height}, transaction ${index + 1} of ${header.count}`],
        ['time', timeText(header.timeMs)],
        ['signed by', bytesToHex(payload.signer)],
        ['acting for', agency && [name, formatId('agency', agency)].filter(Boolean).join(', ')],
      ]),
      verifiedUpTo(header),
    ),
    json: {
      verified: true,
      transaction: formatId('transaction', id),
      kind: payload.kind,
      result: result.code,
      height: header.height,
      index,
      timeMs: header.timeMs,
    },
  };
}

export async function showTransaction(session: Session, _options: object, text: string): Promise<Answer> {
  const { receipt, verified } = await fetchReceipt(session, parseId('transaction', text));
  const { header, index, result, transaction } = verified;
  const { payload, id } = transaction;
  const { height, timeMs } = header;
  const answer = { id, height, index, timeMs, transaction: receipt.transaction, result };
  const payloadJson = payloadShape.toJson(payload);
  return {
    text: paragraphs(
      fields([
        ['transaction', text],
        ['kind', payload.kind],
        ['block', `${answer.height}, index ${answer.index}`],
        ['time', timeText(answer.timeMs)],
        ['result', answer.result.code],
      ]),
      JSON.stringify(payloadJson, null, 2),
      verifiedUpTo(header),
      `Next: annals receipt ${text} --save receipt.json`,
    ),
    json: { ...(routes.transaction.response.toJson(answer) as object), payload: payloadJson },
  };
}

export async function showBlock(session: Session, _options: object, text: string): Promise<Answer> {
  if (!/^\d{1,15}$/.test(text)) throw new AnnalsError('command.usage', `${text} is no height`);
  const { block } = await session.ask((node) => fetchVerifiedBlock(node, session.trusted, Number(text)));
  const { value: validators } = await session.value(stateKey.validators);
  const known = await agencies(session);
  const proposer = validators?.current.find(({ key }) => bytesToHex(key) === bytesToHex(block.header.proposer));
  const agency = proposer && known.get(proposer.agency);
  return {
    text: paragraphs(
      fields([
        ['block', block.header.height],
        ['hash', formatId('block', block.hash)],
        ['time', timeText(block.header.timeMs)],
        ['proposed by', agency ? localized(agency.name, session.environment) : bytesToHex(block.header.proposer)],
        ['signatures', block.certificate.signatures.length],
        ['state root', bytesToHex(block.header.stateRoot)],
        ['transactions', block.transactions.length],
      ]),
      block.transactions.map((id) => `  ${formatId('transaction', id)}`).join('\n'),
      'Verified from the genesis document: a quorum has signed the header, and these are all transactions of the block.',
    ),
    json: routes.block.response.toJson(block),
  };
}

interface BlocksOptions {
  readonly limit: string;
}

export async function listBlocks(session: Session, { limit }: BlocksOptions): Promise<Answer> {
  const count = Math.min(200, Math.max(1, Number(limit) || 20));
  const { items, by } = await session.ask(async (node) => ({
    by: node.baseUrl,
    ...(await node.call(routes.blocks, { query: { limit: count } })),
  }));
  return {
    text: paragraphs(
      table(
        ['BLOCK', 'TIME', 'TRANSACTIONS', 'HASH'],
        items.map(({ hash, header }) => [
          String(header.height),
          timeText(header.timeMs),
          String(header.count),
          formatId('block', hash),
        ]),
      ),
      toldBy(by, 'The blocks'),
      'One of them, verified: annals block show <height>',
    ),
    json: items.map((item) => ({
      hash: formatId('block', item.hash),
      height: item.header.height,
      timeMs: item.header.timeMs,
      count: item.header.count,
      told: true,
    })),
  };
}

export async function listEvidence(session: Session): Promise<Answer> {
  const { items, toldBy: by } = await session.provenList(
    (node, after) => node.call(routes.evidence, { query: { after } }),
    ({ key, first }) => stateKey.evidence(evidenceIdOf(key, first.vote)),
  );
  const evidence = items.map(({ value }) => value);
  const known = await agencies(session);
  const name = (id: (typeof evidence)[number]['agency']) =>
    localized(known.get(id)?.name ?? { en: formatId('agency', id) }, session.environment);
  return {
    text: paragraphs(
      table(
        ['VALIDATOR OF', 'HEIGHT', 'STEP', 'REPORTED BY', 'WHEN'],
        evidence.map(({ agency, first, reportedBy, reportedMs }) => [
          name(agency),
          String(first.vote.height),
          first.vote.step,
          name(reportedBy),
          timeText(reportedMs),
        ]),
        'No validator has signed two different blocks.',
      ),
      toldToBeAll(by),
    ),
    json: routes.evidence.response.toJson({ items: evidence.slice(0, 200), next: null }),
  };
}
