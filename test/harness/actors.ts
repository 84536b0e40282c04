/** People and offices of a test network: they sign transactions and submit them as an agency's system would. */

import type { AgencyId, RecordId, SubjectId } from '@annals/ledger/codec';
import { generateSecretKey, publicKeyOf, randomBytes, sign } from '@annals/ledger/crypto';
import type { RestClient, SubmissionOutcome } from '@annals/ledger/rest';
import { routes } from '@annals/ledger/rest';
import { sealRecord } from '@annals/ledger/sidecar';
import { proveReaderKey } from '@annals/ledger/threshold';
import {
  agencyIdOf,
  type BodyOf,
  buildTransaction,
  enrolmentDigest,
  newObjectId,
  readerDigest,
  subjectIdOf,
  type Transaction,
  type TransactionKind,
} from '@annals/ledger/transaction';

/** A transaction with what travels beside it. */
export interface Submittable {
  readonly transaction: Transaction;
  readonly sidecar: Uint8Array | null;
}

/** Who signs: a secret, and the agency it acts for. */
export interface Signer {
  readonly secret: Uint8Array;
  readonly agency: AgencyId | null;
}

export class Actors {
  readonly chain: Uint8Array;
  /** The last valid height of what is signed; far enough for a test. */
  lastValid = 9_000;

  constructor(chain: Uint8Array) {
    this.chain = chain;
  }

  agency(secret: Uint8Array): Signer {
    return { secret, agency: agencyIdOf(publicKeyOf(secret)) };
  }

  sign<K extends TransactionKind>(kind: K, signer: Signer, body: BodyOf<K>, salt = randomBytes(16)): Submittable {
    const { chain, lastValid } = this;
    const { secret: signerSecret, agency } = signer;
    const transaction = buildTransaction<K>({ chain, kind, body, agency, lastValid, salt, signerSecret });
    return { transaction: transaction as unknown as Transaction, sidecar: null };
  }

  /** The answer of who was named in a mandate. */
  accept(granted: Submittable, { secret, subject }: Person): Submittable {
    const { signer, salt, body } = granted.transaction.payload;
    const { subject: represented } = body as BodyOf<'mandate.grant'>;
    const mandate = newObjectId('mandate', signer, salt);
    return this.sign('mandate.accept', { secret, agency: null }, { subject, represented, mandate });
  }

  appoint(agency: Signer, roles: readonly string[]): { readonly officer: Signer; readonly submit: Submittable } {
    const secret = generateSecretKey();
    const untilMs = Date.now() + 86_400_000;
    return {
      officer: { secret, agency: agency.agency },
      submit: this.sign('officer.appoint', agency, { key: publicKeyOf(secret), roles: [...roles], untilMs }),
    };
  }

  enrol(agency: Signer, sector: string): { readonly person: Person; readonly submit: Submittable } {
    const secret = generateSecretKey();
    const key = publicKeyOf(secret);
    const proof = sign(enrolmentDigest(this.chain, sector, agency.agency as AgencyId), secret);
    return {
      person: { secret, key, sector, subject: subjectIdOf(sector, key) },
      submit: this.sign('person.enrol', agency, { sector, key, proof }),
    };
  }

  /** A sealed record about a person. */
  issue(
    officer: Signer,
    networkKey: Uint8Array,
    type: string,
    person: Person,
    sections: { readonly [section: string]: never | object },
  ): { readonly record: RecordId; readonly submit: Submittable } {
    const salt = randomBytes(16);
    const record = newObjectId('record', publicKeyOf(officer.secret), salt);
    const sealed = sealRecord({
      chain: this.chain,
      record,
      version: 1,
      sections: sections as Parameters<typeof sealRecord>[0]['sections'],
      subjectKey: person.key,
      networkKey,
    });
    const { transaction } = this.sign(
      'record.issue',
      officer,
      { type, subject: person.subject, content: sealed.content },
      salt,
    );
    return { record, submit: { transaction, sidecar: sealed.bytes } };
  }

  read(officer: Signer, record: RecordId, sections: readonly string[], purpose: string): Submittable {
    const salt = randomBytes(16);
    const reader = generateSecretKey();
    const items = [{ record, sections: [...sections] }];
    const digest = readerDigest(this.chain, publicKeyOf(officer.secret), salt, items);
    const body = {
      subject: null,
      items,
      purpose,
      basis: 'HealthAct/12',
      emergency: null,
      readerKey: publicKeyOf(reader),
      readerProof: proveReaderKey(reader, digest),
    };
    return this.sign('access.read', officer, body, salt);
  }
}

/** A person in one sector. */
export interface Person {
  readonly secret: Uint8Array;
  readonly key: Uint8Array;
  readonly sector: string;
  readonly subject: SubjectId;
}

/** Submits and waits for the commit. */
export async function commit(
  client: RestClient,
  items: readonly Submittable[],
  timeoutMs = 20_000,
): Promise<readonly SubmissionOutcome[]> {
  const transactions = items.map(({ transaction, sidecar }) => ({ transaction: transaction.bytes, sidecar }));
  const { outcomes } = await client.call(routes.submit, { body: { transactions, wait: 'committed', timeoutMs } });
  return outcomes;
}

/** Submits and does not wait. */
export async function submit(client: RestClient, items: readonly Submittable[]): Promise<readonly SubmissionOutcome[]> {
  const transactions = items.map(({ transaction, sidecar }) => ({ transaction: transaction.bytes, sidecar }));
  const { outcomes } = await client.call(routes.submit, { body: { transactions, wait: 'accepted', timeoutMs: 0 } });
  return outcomes;
}
