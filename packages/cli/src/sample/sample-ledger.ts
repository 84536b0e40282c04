/** Collects what the sample population puts on the ledger and submits it in batches, in the order in which it builds on itself. */

import type { RecordType } from '@annals/ledger/block';
import { bytesToHex, type RecordId, type SubjectId, type TransactionId } from '@annals/ledger/codec';
import type { PublicKey } from '@annals/ledger/crypto';
import { invariant } from '@annals/ledger/errors';
import type { Proven, Receipt } from '@annals/ledger/light';
import { ownKey, publicContent, readingBody, sealedContent } from '@annals/ledger/reading';
import type { SectionContents } from '@annals/ledger/record-types';
import {
  type BodyOf,
  newObjectId,
  type SaltedObject,
  type Transaction,
  type TransactionKind,
} from '@annals/ledger/transaction';
import { committedKey, type HeldKey, type Pseudonym, type Wallet } from '@annals/ledger/wallet';
import { recordType } from '../governance/record-types.ts';
import type { Session } from '../session/session.ts';
import { openSigner, type Signer } from '../session/signer.ts';
import { buildSigned, newSalt, refusal, type Submission, submitMany } from '../session/submit.ts';

/** A record that was issued. */
export interface IssuedRecord {
  readonly id: RecordId;
  readonly type: string;
  readonly subject: SubjectId;
}

/** What an officer asks for. */
interface Read {
  readonly by: string;
  readonly record: IssuedRecord;
  readonly sections: readonly string[];
  readonly purpose: string;
  readonly basis: string;
  /** The reason, when it is an emergency. */
  readonly emergency?: string | null;
}

export class SampleLedger {
  readonly #session: Session;
  readonly #signers = new Map<string, Signer>();
  readonly #types = new Map<string, Proven<RecordType>>();
  readonly #issued: IssuedRecord[] = [];
  /** The receipts of what puts keys in their place, by key. */
  readonly #keys = new Map<string, Proven<Receipt>>();
  #waiting: Submission[] = [];
  #height: number;
  /** Transactions committed so far. */
  committed = 0;

  private constructor(session: Session, height: number) {
    this.#session = session;
    this.#height = height;
  }

  static async open(session: Session): Promise<SampleLedger> {
    return new SampleLedger(session, await session.height());
  }

  async signer(label: string): Promise<Signer> {
    const signer =
      this.#signers.get(label) ?? (await openSigner(this.#session, { kinds: ['agency', 'officer'], label }));
    this.#signers.set(label, signer);
    return signer;
  }

  /** Adds what an agency or an officer signs, by the label of the key. */
  async add<K extends TransactionKind>(by: string, kind: K, body: BodyOf<K>, salt = newSalt()): Promise<TransactionId> {
    return this.#add(await this.signer(by), kind, body, salt);
  }

  /** Adds what a person signs with the key of a pseudonym. */
  addOf<K extends TransactionKind>({ secret }: Pseudonym, kind: K, body: BodyOf<K>, salt = newSalt()): TransactionId {
    return this.#add({ secret, agency: null }, kind, body, salt);
  }

  #add<K extends TransactionKind>(
    signer: Pick<Signer, 'secret' | 'agency'>,
    kind: K,
    body: BodyOf<K>,
    salt: Uint8Array,
  ): TransactionId {
    const transaction = buildSigned(this.#session, this.#height, signer, kind, body, salt);
    this.#waiting.push({ transaction, sidecar: null });
    return transaction.id;
  }

  /** The records of a type that a person has, in the order in which they were issued. */
  recordsOf({ subject }: Pseudonym, type: string): readonly IssuedRecord[] {
    return this.#issued.filter((record) => record.subject === subject && record.type === type);
  }

  /** Adds what creates an object, and gives its id. */
  async create<K extends TransactionKind, O extends SaltedObject>(by: string, kind: K, object: O, body: BodyOf<K>) {
    const salt = newSalt();
    await this.add(by, kind, body, salt);
    return newObjectId(object, (await this.signer(by)).publicKey, salt);
  }

  /** Seals content and adds the issue of a record. */
  async issue(
    by: string,
    typeName: string,
    { subject, secret }: Pseudonym,
    sections: SectionContents,
  ): Promise<IssuedRecord> {
    const type = this.#types.get(typeName) ?? (await recordType(this.#session, typeName));
    this.#types.set(typeName, type);
    const signer = await this.signer(by);
    const salt = newSalt();
    const id = newObjectId('record', signer.publicKey, salt);
    const { chain } = this.#session;
    const networkKey = await this.#session.networkKey();
    const { content, sidecar } =
      type.visibility === 'sealed'
        ? sealedContent({ type, subjectKey: ownKey(secret), networkKey }, { chain, record: id, version: 1 }, sections)
        : publicContent(type, sections);
    const body = { type: type.name, subject, content };
    const transaction = buildSigned(this.#session, this.#height, signer, 'record.issue', body, salt);
    this.#waiting.push({ transaction, sidecar });
    const issued = { id, type: type.name, subject };
    this.#issued.push(issued);
    return issued;
  }

  /** Adds a request to read, which the ledger may well refuse. */
  async read({ by, record, sections, purpose, basis, emergency = null }: Read): Promise<TransactionId> {
    const signer = await this.signer(by);
    const salt = newSalt();
    const items = [{ record: record.id, sections }];
    const request = { items, purpose, basis, emergency };
    const { body } = readingBody(this.#session.chain, { ...signer, subject: null }, salt, request);
    return this.#add(signer, 'access.read', body, salt);
  }

  /** A key of a wallet that the ledger has taken. */
  taken(wallet: Wallet, key: HeldKey): Proven<HeldKey> {
    const receipt = this.#keys.get(bytesToHex(wallet.publicKeyOf(key)));
    invariant(receipt, 'the key was flushed');
    return committedKey(wallet, key, receipt);
  }

  /** Submits what has been added. @throws AnnalsError when something other than a reading is refused. */
  async flush(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    const committed = await submitMany(this.#session, waiting);
    for (const [i, each] of committed.entries()) {
      if (each.result.code !== 'ok' && each.result.items.length === 0) throw refusal(each);
      this.#height = Math.max(this.#height, each.height);
      this.committed += 1;
      const key = keyPutInPlace(waiting[i]?.transaction);
      if (key) this.#keys.set(bytesToHex(key), each.receipt);
    }
  }
}

function keyPutInPlace(transaction: Transaction | undefined): PublicKey | undefined {
  const payload = transaction?.payload;
  return payload?.kind === 'person.enrol' || payload?.kind === 'person.rotate-key' ? payload.body.key : undefined;
}
