/** A chain of real blocks on a store, for its tests: signed transactions, executed on the state that the store holds. */
import {
  blockHashOf,
  type CommitCertificate,
  DEFAULT_PARAMETERS,
  encodeHeader,
  type GenesisDocument,
  type Header,
  stateKey,
  type Validator,
  validatorsHash,
} from '@annals/ledger/block';
import type { AgencyId, RecordId, SubjectId } from '@annals/ledger/codec';
import { publicKeyOf, sha256, sign } from '@annals/ledger/crypto';
import { inEveryOffice, sampleRecordTypes, sampleRolesOf, sampleVocabulary } from '@annals/ledger/sample';
import { type BlockEffects, executeBlock, requireValue } from '@annals/ledger/state';
import {
  agencyIdOf,
  type BodyOf,
  buildTransaction,
  enrolmentDigest,
  newObjectId,
  subjectIdOf,
  type Transaction,
  type TransactionKind,
} from '@annals/ledger/transaction';
import type { BlockBatch, Store } from '../store.ts';
import { installNetworkKey } from './network-key.ts';

const START_MS = 1_800_000_000_000;
const bytesOf = (text: string) => new TextEncoder().encode(text);

/** The secret and public key of a name. */
export const secretOf = (name: string) => sha256(bytesOf(name));
export const keyOf = (name: string) => publicKeyOf(secretOf(name));

export const agency = agencyIdOf(keyOf('agency'));
const otherAgency = agencyIdOf(keyOf('other agency'));
const seat = (name: string, of = agency) => ({
  agency: of,
  key: keyOf(name),
  peer: '12D3Koo1',
  address: '/dns4/a/tcp/1',
});

/** Two agencies, the first with a seat. Another name makes another chain. */
export function genesisOf(name = 'store'): GenesisDocument {
  const member = (key: string) => ({
    key: keyOf(key),
    name: { en: key },
    issuesIdentities: true,
    quota: 10_000,
    roles: sampleRolesOf(inEveryOffice(agency), agency),
  });
  return {
    name,
    timeMs: START_MS,
    agencies: [member('agency'), member('other agency')],
    validators: [seat('validator')],
    vocabulary: sampleVocabulary,
    recordTypes: sampleRecordTypes(inEveryOffice(agency)),
    parameters: { ...DEFAULT_PARAMETERS, agencyQuota: 100_000 },
  };
}

/** The subject of a person in the sector of diplomas. */
export const subjectOf = (person: string): SubjectId => subjectIdOf('education', keyOf(person));
export const recordOf = ({ payload }: Transaction): RecordId => newObjectId('record', payload.signer, payload.salt);

/** A block with its effects in full. */
interface ExecutedBatch extends BlockBatch {
  readonly transactions: readonly Transaction[];
  readonly effects: BlockEffects;
}

/** Transactions and blocks for one store. Equal stores get equal blocks. */
export class StoreChain {
  readonly store: Store;
  #salt: number;

  /** @param firstSalt another one makes other transactions: for a chain that is continued by another object. */
  constructor(store: Store, firstSalt = 0) {
    this.store = store;
    this.#salt = firstSalt;
  }

  transaction<K extends TransactionKind>(
    kind: K,
    signer: string,
    body: BodyOf<K>,
    of: AgencyId | null = agency,
  ): Transaction {
    this.#salt += 1;
    const salt = sha256(bytesOf(`salt ${this.#salt}`)).subarray(0, 16);
    const lastValid = this.store.head.height + 1_000;
    const built = { chain: this.store.chain, kind, body, agency: of, lastValid, salt, signerSecret: secretOf(signer) };
    return buildTransaction<K>(built) as unknown as Transaction;
  }

  appointment(name: string): Transaction {
    const untilMs = START_MS + 1_000_000_000;
    return this.transaction('officer.appoint', 'agency', {
      key: keyOf(name),
      roles: ['registrar'],
      untilMs,
    });
  }

  enrolment(person: string): Transaction {
    const proof = sign(enrolmentDigest(this.store.chain, 'education', agency), secretOf(person));
    return this.transaction('person.enrol', 'agency', { sector: 'education', key: keyOf(person), proof });
  }

  /** A sealed diploma by the officer of this name. */
  issue(person: string, officer = 'officer'): Transaction {
    const content = {
      type: 'sealed' as const,
      sidecar: sha256(bytesOf(`sidecar ${this.#salt}`)),
      commitment: sha256(bytesOf('c')),
      sealedTo: keyOf(person),
    };
    return this.transaction('record.issue', officer, { type: 'diploma', subject: subjectOf(person), content });
  }

  /** The agency's seat passes to another key; decided by both agencies. */
  newSeat(keyName: string): Transaction {
    const { key, peer, address } = seat(keyName);
    return this.transaction('proposal.create', 'agency', {
      action: { type: 'validator.rekey', agency, key, peer, address },
    });
  }

  approval({ payload }: Transaction): Transaction {
    const proposal = newObjectId('proposal', payload.signer, payload.salt);
    return this.transaction('proposal.vote', 'other agency', { proposal, approve: true }, otherAgency);
  }

  /** Executes the next block on the store's state. */
  next(transactions: readonly Transaction[], changes: Partial<Header> = {}): ExecutedBatch {
    const { head, chain, state } = this.store;
    installNetworkKey(state);
    const height = head.height + 1;
    const timeMs = head.timeMs + 1_000;
    const sets = requireValue(state, stateKey.validators);
    const proposer = (sets.current[0] as Validator).key;
    const effects = executeBlock(state, { chain, height, timeMs, clockMs: timeMs, proposer }, transactions);
    const refused = effects.results.findIndex(({ code }) => code !== 'ok');
    if (refused >= 0) throw new Error(`${effects.results[refused]?.code}: ${effects.messages[refused]}`);
    const header: Header = {
      chain,
      height,
      timeMs,
      clockMs: timeMs,
      parent: head.hash,
      transactionsRoot: effects.transactionsRoot,
      resultsRoot: effects.resultsRoot,
      stateRoot: effects.stateRoot,
      validatorsHash: validatorsHash(sets.current),
      nextValidatorsHash: validatorsHash(sets.next),
      proposer,
      count: transactions.length,
      ...changes,
    };
    const headerBytes = encodeHeader(header);
    const hash = blockHashOf(headerBytes);
    // The store keeps certificates and does not judge them, so no signature has to be right here.
    const signatures = [{ index: 0, signature: new Uint8Array(64).fill(height) }];
    const certificate: CommitCertificate = { height, view: 0, block: hash, signatures };
    return { header, headerBytes, hash, transactions, certificate, effects };
  }

  async commit(...transactions: readonly Transaction[]): Promise<ExecutedBatch> {
    const batch = this.next(transactions);
    await this.store.commitBlock(batch);
    return batch;
  }

  /** A first block with an officer and persons. */
  async begin(...persons: readonly string[]): Promise<void> {
    await this.commit(this.appointment('officer'), ...persons.map((person) => this.enrolment(person)));
  }
}
