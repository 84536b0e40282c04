/**
 * A chain in memory whose blocks are certified by real signatures of its validators, with all proofs of it: for the
 * tests of the light client and for the published vectors. Everything follows from names, so it is always the same.
 */

import {
  assembleBlock,
  blockHashOf,
  type CommitCertificate,
  type ConsensusValidator,
  consensusSetOf,
  decodeHeader,
  type GenesisDocument,
  genesisHashOf,
  type Header,
  type Parameters,
  quorum,
  type StateKey,
  sameValidators,
  stateKey,
  validatorsHash,
  voteDigest,
} from '../../block/index.ts';
import { type BlockHash, bytesToHex, idToBytes, type RecordId, type SubjectId } from '../../codec/index.ts';
import { sha256, sign } from '../../crypto/index.ts';
import { invariant } from '../../errors/index.ts';
import { appendManyToLog, emptyLog, inclusionProof, type LogHead, proveKey, treeKeyHash } from '../../merkle/index.ts';
import { type BlockEffects, requireValue } from '../../state/index.ts';
import {
  agencyOf,
  asAgency,
  keyOf,
  SampleChain,
  type Signer,
  sampleGenesis,
  seatOf,
  secretOf,
} from '../../state/sample-chain.fixture.ts';
import { proveReaderKey } from '../../threshold/index.ts';
import {
  type AccessItem,
  type BodyOf,
  buildTransaction,
  newObjectId,
  type RecordContent,
  type RecordType,
  readerDigest,
  subjectIdOf,
  type Transaction,
  type TransactionKind,
} from '../../transaction/index.ts';
import type { Epoch, HeaderProof, ProvenLog, ProvenValue, Receipt } from '../index.ts';

export const AGENCIES = ['registry', 'hospice', 'court', 'treasury'] as const;
export type AgencyName = (typeof AGENCIES)[number];

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A small record type of our own, so that the published vectors do not change with the sample network. */
const letter: RecordType = {
  name: 'letter',
  version: 1,
  title: { en: 'Letter' },
  sector: 'health',
  visibility: 'sealed',
  sections: [
    {
      name: 'body',
      title: { en: 'Body' },
      optional: false,
      schema: '{"type":"object"}',
      readers: [{ role: 'doctor', purposes: ['treatment'], consent: false, afterDeath: false }],
    },
  ],
  issuers: [{ agency: null, roles: ['doctor'] }],
  readAgencies: null,
  emergency: null,
  hidden: null,
  erasure: { roles: ['doctor'] },
  holds: { agencies: null, roles: ['doctor'] },
  lifecycle: {
    initial: 'active',
    states: [{ name: 'active', title: { en: 'Active' }, readable: true, changeable: true, live: true }],
    transitions: [],
  },
  transferable: false,
  unique: false,
  retentionYears: 1,
  notices: [],
};

/** A certified block with what its proofs need. */
interface CertifiedBlock {
  readonly headerBytes: Uint8Array;
  readonly certificate: CommitCertificate;
  readonly transactions: readonly Transaction[];
  readonly resultBytes: readonly Uint8Array[];
}

/** The secret keys of all validators that this chain ever has, by public key. */
function validatorSecrets(): ReadonlyMap<string, Uint8Array> {
  const names = AGENCIES.flatMap((name) => [`${name}/validator`, `${name}/validator-2`]);
  return new Map(names.map((name) => [bytesToHex(keyOf(name)), secretOf(name)]));
}

const SECRETS = validatorSecrets();

/** A commit certificate by the places given, for any block, true or not. */
export function certify(
  chain: Uint8Array,
  block: { readonly height: number; readonly hash: BlockHash },
  validators: readonly ConsensusValidator[],
  places: readonly number[] = firstPlaces(quorum(validators.length)),
  step: 'prepare' | 'commit' = 'commit',
): CommitCertificate {
  const { height, hash } = block;
  const digest = voteDigest(chain, { step, height, view: 0, block: hash });
  const signatures = places.map((index) => {
    const secret = SECRETS.get(bytesToHex(validators[index]?.key ?? new Uint8Array(0)));
    invariant(secret, `no secret for validator ${index}`);
    return { index, signature: sign(digest, secret) };
  });
  return { height, view: 0, block: hash, signatures };
}

export class CertifiedChain extends SampleChain {
  protected override readonly agree = false;
  readonly #blocks: CertifiedBlock[] = [];
  readonly #epochs: (Epoch & { readonly height: number })[] = [];
  #parent: BlockHash;
  #readings = 0;

  readonly genesis: GenesisDocument;

  /** @param parameters other ones make another chain. */
  constructor(parameters: Partial<Parameters> = {}) {
    const options = { recordTypes: [letter], parameters };
    super(AGENCIES, options);
    this.genesis = sampleGenesis(AGENCIES, options);
    this.#parent = genesisHashOf(this.state.chain);
  }

  override block(transactions: readonly Transaction[] = [], laterMs = 1_000): BlockEffects {
    const sets = requireValue(this.state, stateKey.validators);
    const { proposer, clockMs } = this.heading(laterMs);
    const effects = super.block(transactions, laterMs);
    const current = consensusSetOf(sets.current);
    const next = consensusSetOf(sets.next);
    const header: Header = {
      chain: this.state.chain,
      height: this.height,
      timeMs: this.timeMs,
      clockMs,
      parent: this.#parent,
      transactionsRoot: effects.transactionsRoot,
      resultsRoot: effects.resultsRoot,
      stateRoot: effects.stateRoot,
      validatorsHash: validatorsHash(current),
      nextValidatorsHash: validatorsHash(next),
      proposer,
      count: transactions.length,
    };
    const { headerBytes, hash } = assembleBlock(header, [], null);
    const certificate = certify(this.state.chain, { height: this.height, hash }, current);
    this.#parent = hash;
    this.#blocks.push({ headerBytes, certificate, transactions, resultBytes: effects.resultBytes });
    if (!sameValidators(current, next)) {
      this.#epochs.push({ header: headerBytes, certificate, nextValidators: next, height: this.height });
    }
    return effects;
  }

  signed<K extends TransactionKind>(kind: K, signer: Signer, body: BodyOf<K>): Transaction {
    return this.transaction(kind, signer, body) as unknown as Transaction;
  }

  /** A block of transactions that must all be carried out or leave their trace. */
  commit(...transactions: readonly Transaction[]): BlockEffects {
    const effects = this.block(transactions);
    const refused = effects.messages.findIndex((message) => message !== undefined);
    invariant(refused < 0, `${effects.results[refused]?.code}: ${effects.messages[refused]}`);
    return effects;
  }

  appointDoctor(): Transaction {
    const body = { key: keyOf('doctor'), roles: ['doctor'], untilMs: this.timeMs + 86_400_000 };
    return this.signed('officer.appoint', asAgency('hospice'), body);
  }

  enrol(person: string): Transaction {
    return this.signed('person.enrol', asAgency('registry'), this.enrolment(person, 'health', 'registry'));
  }

  issue(person: string): { readonly transaction: Transaction; readonly record: RecordId } {
    const content = sealedContent(`letter to ${person}`, keyOf(person));
    const body = { type: 'letter', subject: subjectOf(person), content };
    const transaction = this.signed('record.issue', DOCTOR, body);
    const { signer, salt } = transaction.payload;
    return { transaction, record: newObjectId('record', signer, salt) };
  }

  amend(record: RecordId, version: number): Transaction {
    const subject = this.state.read(stateKey.record(record))?.subject;
    const key = subject && this.state.read(stateKey.subject(subject))?.key;
    invariant(key, 'the record stands on the chain');
    const content = sealedContent(`version ${version + 1}`, key);
    return this.signed('record.amend', DOCTOR, { record, version, content });
  }

  /** A doctor's request to read; for any purpose but treatment it is refused, and that leaves its entry too. */
  read(record: RecordId, purpose = 'treatment'): Transaction {
    this.#readings += 1;
    const salt = sha256(bytesOf(`reading ${this.#readings}`)).subarray(0, 16);
    const items: readonly AccessItem[] = [{ record, sections: ['body'] }];
    const request = readerDigest(this.state.chain, keyOf('doctor'), salt, items);
    // The nonce comes from the salt, so that the published vectors stay the same.
    const readerProof = proveReaderKey(secretOf('reader'), request, () => sha256(salt));
    return buildTransaction({
      chain: this.state.chain,
      kind: 'access.read',
      body: {
        subject: null,
        items,
        purpose,
        basis: 'health-act/41',
        emergency: null,
        readerKey: keyOf('reader'),
        readerProof,
      },
      agency: agencyOf('hospice'),
      lastValid: this.height + 100,
      salt,
      signerSecret: secretOf('doctor'),
    }) as unknown as Transaction;
  }

  /** Gives an agency's seat to its second key: decided in one block, the epoch is the header after it. */
  rekey(agency: AgencyName): void {
    const { key, peer, address } = seatOf(agency, `${agency}/validator-2`);
    const action = { type: 'validator.rekey', agency: agencyOf(agency), key, peer, address } as const;
    const create = this.signed('proposal.create', asAgency(agency), { action });
    const proposal = newObjectId('proposal', create.payload.signer, create.payload.salt);
    const others = AGENCIES.filter((name) => name !== agency).slice(0, 2);
    const votes = others.map((name) => this.signed('proposal.vote', asAgency(name), { proposal, approve: true }));
    this.commit(create, ...votes);
    this.commit();
  }

  header(height: number): { readonly header: Header; readonly hash: BlockHash } {
    const { headerBytes } = this.#at(height);
    return { header: decodeHeader(headerBytes), hash: blockHashOf(headerBytes) };
  }

  /** The set that decides a height. */
  validatorsOf(height: number): readonly ConsensusValidator[] {
    const epoch = this.#epochs.findLast((each) => each.height < height);
    return epoch?.nextValidators ?? consensusSetOf(this.genesis.validators);
  }

  proveHeader(height = this.height): HeaderProof {
    const { headerBytes, certificate } = this.#at(height);
    const epochs = this.#epochs
      .filter((epoch) => epoch.height < height)
      .map(({ header, certificate: signed, nextValidators }) => ({ header, certificate: signed, nextValidators }));
    return { header: headerBytes, certificate, epochs };
  }

  receipt(height: number, index: number): Receipt {
    const { transactions, resultBytes } = this.#at(height);
    const ids = transactions.map(({ id }) => idToBytes(id));
    return {
      version: 1,
      proof: this.proveHeader(height),
      index,
      transaction: transactions[index]?.bytes ?? new Uint8Array(0),
      result: resultBytes[index] ?? new Uint8Array(0),
      transactionInclusion: includeIn(ids, index),
      resultInclusion: includeIn(resultBytes, index),
    };
  }

  proveValue(key: StateKey): ProvenValue {
    const value = this.state.get(key) ?? null;
    const membership = proveKey(this.state.tree, treeKeyHash(key));
    return { version: 1, proof: this.proveHeader(), state: { key, value, membership } };
  }

  proveTrail(subject: SubjectId, from = 0): ProvenLog {
    const entries = this.state.logs.get(`access/${subject}`) ?? [];
    return { ...this.proveValue(stateKey.accessLog(subject)), from, entries: entries.slice(from) };
  }

  accessLogHead(subject: SubjectId): LogHead {
    return this.state.read(stateKey.accessLog(subject)) ?? emptyLog;
  }

  proveHistory(record: RecordId, from = 0): ProvenLog {
    const entries = this.state.logs.get(`history/${record}`) ?? [];
    return { ...this.proveValue(stateKey.record(record)), from, entries: entries.slice(from) };
  }

  #at(height: number): CertifiedBlock {
    const block = this.#blocks[height - 1];
    invariant(block, `there is no block ${height}`);
    return block;
  }
}

const DOCTOR: Signer = { key: 'doctor', agency: 'hospice' };

export const subjectOf = (person: string): SubjectId => subjectIdOf('health', keyOf(person));

/** Sealed content that nobody has to be able to open. */
function sealedContent(name: string, sealedTo: Uint8Array): RecordContent {
  return { type: 'sealed', sidecar: sha256(bytesOf(name)), commitment: sha256(sha256(bytesOf(name))), sealedTo };
}

function includeIn(entries: readonly Uint8Array[], index: number): readonly Uint8Array[] {
  const { nodes } = appendManyToLog(emptyLog, entries);
  return inclusionProof(entries.length, index, (level, at) => {
    const node = nodes.find((each) => each.level === level && each.index === at);
    invariant(node, 'a node of a complete log is there');
    return node.hash;
  });
}

/** The places 0 to count - 1. */
export function firstPlaces(count: number): readonly number[] {
  return Array.from({ length: count }, (_, place) => place);
}
