/**
 * Makes signed transactions before the clock starts, in a worker thread, as bodies of submissions in CBOR that only
 * need to be sent. Content is sealed in form only (random bytes where ciphertext and content keys stand): nobody but
 * its reader could tell, and the validators do the same work.
 */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { AgencyId, CborValue, EntitlementId, RecordId, SubjectId } from '@annals/ledger/codec';
import { decode, encode, encodeShape, idToBytes } from '@annals/ledger/codec';
import { publicKeyOf, randomBytes, sha256 } from '@annals/ledger/crypto';
import { submissionShape } from '@annals/ledger/rest';
import { MAX_SIDECAR_BYTES, networkContext, sidecarHash } from '@annals/ledger/sidecar';
import { sealToNetwork } from '@annals/ledger/threshold';
import {
  type BodyOf,
  buildTransaction,
  newObjectId,
  type Transaction,
  type TransactionKind,
} from '@annals/ledger/transaction';
import { chooseCryptoBackends, silentLog } from '@annals/node';

/** What is made: sealed records with sidecars, or payments, which have none. */
export type LoadKind = 'record' | 'payment';

export interface LoadPlan {
  readonly kind: LoadKind;
  readonly chain: Uint8Array;
  readonly agency: AgencyId;
  readonly lastValid: number;
  /** Who signs, in turn. */
  readonly signers: readonly Uint8Array[];
  readonly subjects: readonly { readonly subject: SubjectId; readonly key: Uint8Array }[];
  readonly entitlements: readonly EntitlementId[];
  readonly networkKey: Uint8Array;
  /** A sidecar in the form of the ledger, from which the others are made. */
  readonly template: Uint8Array;
  readonly bodies: number;
  readonly transactionsPerBody: number;
  /** The first of the transactions' numbers: a second worker begins where this one ends. */
  readonly firstNumber: number;
}

const MONTHS = 1_200;
const FIRST_YEAR = 2_000;
/** Sidecars are between the template's size and so much more. */
const MAX_EXTRA_BYTES = 400;

function sign<K extends TransactionKind>(
  plan: LoadPlan,
  kind: K,
  body: BodyOf<K>,
  signerSecret: Uint8Array,
  salt: Uint8Array,
): Transaction {
  const { chain, agency, lastValid } = plan;
  return buildTransaction<K>({ chain, kind, body, agency, lastValid, salt, signerSecret }) as unknown as Transaction;
}

/** The template with another record's id, the seal that such a record has, and ciphertext of another length. */
function sidecarFor({ chain, networkKey }: LoadPlan, record: RecordId, template: CborValue): Uint8Array {
  const value = template as { readonly sections: readonly { name: string; ciphertext: Uint8Array }[] };
  const [section] = value.sections;
  const context = networkContext({ chain, record, version: 1, section: section?.name ?? '' });
  const toNetwork = sealToNetwork(networkKey, randomBytes(32), context);
  const ciphertext = randomBytes((section?.ciphertext.length ?? 0) + Math.floor(Math.random() * MAX_EXTRA_BYTES));
  return encode({
    ...value,
    record: idToBytes(record),
    sections: [{ ...section, ciphertext, toNetwork }],
  } as unknown as CborValue);
}

function makeOne(
  plan: LoadPlan,
  number: number,
  template: CborValue,
): { transaction: Uint8Array; sidecar: Uint8Array | null } {
  const secret = plan.signers[number % plan.signers.length] as Uint8Array;
  const salt = randomBytes(16);
  if (plan.kind === 'payment') {
    const entitlement = plan.entitlements[Math.floor(number / MONTHS) % plan.entitlements.length] as EntitlementId;
    const month = number % MONTHS;
    const period = `${FIRST_YEAR + Math.floor(month / 12)}-${String(1 + (month % 12)).padStart(2, '0')}`;
    return {
      transaction: sign(plan, 'payment.schedule', { entitlement, period, amount: 100, dueMs: 0 }, secret, salt).bytes,
      sidecar: null,
    };
  }
  const { subject, key } = plan.subjects[number % plan.subjects.length] as LoadPlan['subjects'][number];
  const sidecar = sidecarFor(plan, newObjectId('record', publicKeyOf(secret), salt), template);
  const named = { sidecar: sidecarHash(sidecar), commitment: sha256(salt), sealedTo: key };
  const content = { type: 'sealed' as const, ...named };
  return {
    transaction: sign(plan, 'record.issue', { type: 'medical-record', subject, content }, secret, salt).bytes,
    sidecar,
  };
}

/** How many entitlements it takes for so many payments. */
export function entitlementsFor(transactions: number): number {
  return Math.ceil(transactions / MONTHS);
}

/** Makes the bodies in two worker threads. */
export async function makeLoad(plan: LoadPlan): Promise<Uint8Array[]> {
  const half = Math.ceil(plan.bodies / 2);
  const parts = [
    { ...plan, bodies: half },
    { ...plan, bodies: plan.bodies - half, firstNumber: plan.firstNumber + half * plan.transactionsPerBody },
  ];
  const made = await Promise.all(parts.map(runWorker));
  return made.flat();
}

function runWorker(plan: LoadPlan): Promise<Uint8Array[]> {
  return new Promise((resolve, reject) => {
    const bodies: Uint8Array[] = [];
    const worker = new Worker(new URL(import.meta.url), { workerData: plan });
    worker.on('message', (body: Uint8Array) => bodies.push(body));
    worker.on('error', reject);
    worker.on('exit', () => resolve(bodies));
  });
}

function work(plan: LoadPlan): void {
  chooseCryptoBackends(silentLog);
  const template = decode(plan.template, MAX_SIDECAR_BYTES);
  for (let i = 0; i < plan.bodies; i++) {
    const transactions = Array.from({ length: plan.transactionsPerBody }, (_, j) =>
      makeOne(plan, plan.firstNumber + i * plan.transactionsPerBody + j, template),
    );
    const body = Uint8Array.from(encodeShape(submissionShape, { transactions, wait: 'committed', timeoutMs: 60_000 }));
    parentPort?.postMessage(body, [body.buffer]);
  }
}

if (!isMainThread) work(workerData as LoadPlan);
