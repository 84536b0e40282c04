/**
 * A node of one validator for tests of the API: a real store, chain, mempool and server, whose blocks are certified by
 * the test itself instead of by consensus, and a network that reaches nobody.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  assembleBlock,
  type CommitCertificate,
  DEFAULT_PARAMETERS,
  type GenesisDocument,
  type NetworkKeyInForce,
  type StandbyKey,
  voteDigest,
} from '@annals/ledger/block';
import type { AgencyId, RecordId, SubjectId } from '@annals/ledger/codec';
import { publicKeyOf, sha256, sign } from '@annals/ledger/crypto';
import type { SectionContents } from '@annals/ledger/record-types';
import { RestClient } from '@annals/ledger/rest';
import { sampleRecordTypes, sampleRolesOf, sampleVocabulary } from '@annals/ledger/sample';
import { sealRecord } from '@annals/ledger/sidecar';
import { type KeyShare, proveReaderKey } from '@annals/ledger/threshold';
import { testNetworkKey } from '@annals/ledger/threshold/testing';
import {
  type AccessItem,
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
import { type AppliedBlock, Chain, CommitWaiter } from '../../chain/index.ts';
import { later } from '../../later.ts';
import { silentLog } from '../../log.ts';
import { Mempool, TransactionIntake } from '../../mempool/index.ts';
import type { Network } from '../../network/network.ts';
import { FREE_ACCOUNT } from '../../network/peer-account.ts';
import { accessReadOpening, ShareGathering, ShareRelease } from '../../release/index.ts';
import type { NodeServices } from '../../services.ts';
import { Statistics } from '../../statistics/index.ts';
import { LevelStore, SegmentSidecarStore } from '../../store/index.ts';
import { installNetworkKey, withNetworkKey } from '../../store/testing/network-key.ts';
import { verifyInline } from '../../verify/index.ts';
import { type Api, type ApiOptions, startApi } from '../server.ts';

export const START_MS = 1_800_000_000_000;
const YEAR_MS = 365 * 86_400_000;
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The keys and ids of a name. */
export const secretOf = (name: string): Uint8Array => sha256(bytesOf(name));
export const keyOf = (name: string): Uint8Array => publicKeyOf(secretOf(name));
export const agencyOf = (name: string): AgencyId => agencyIdOf(keyOf(name));
export const subjectOf = (person: string, sector: string): SubjectId => subjectIdOf(sector, keyOf(person));

const AGENCIES = ['registry', 'education', 'health', 'welfare'] as const;
/** Who acts for which agency, in which roles. */
const OFFICERS = {
  rector: ['education', 'registrar'],
  doctor: ['health', 'doctor'],
  'case-worker': ['welfare', 'case-worker'],
  treasurer: ['welfare', 'treasurer'],
} as const;
type Officer = keyof typeof OFFICERS;
/** Who signs for no agency: persons, and somebody whom the ledger does not know. */
const ALONE = ['ada', 'bob', 'nobody'] as const;
export type SignerName = Officer | (typeof AGENCIES)[number] | (typeof ALONE)[number];

function agencyOfSigner(name: SignerName): AgencyId | null {
  if ((ALONE as readonly string[]).includes(name)) return null;
  return agencyOf(name in OFFICERS ? OFFICERS[name as Officer][0] : name);
}

/** The registry reviews and audits as well. */
const OFFICES = {
  registry: agencyOf('registry'),
  education: agencyOf('education'),
  health: agencyOf('health'),
  welfare: agencyOf('welfare'),
  inspectorate: agencyOf('registry'),
};

function genesisDocument(): GenesisDocument {
  return {
    name: 'single node',
    timeMs: START_MS,
    agencies: AGENCIES.map((name) => ({
      key: keyOf(name),
      name: { en: name },
      issuesIdentities: true,
      quota: 10_000,
      roles: sampleRolesOf(OFFICES, agencyOf(name)),
    })),
    validators: [
      { agency: agencyOf('registry'), key: keyOf('validator'), peer: '12D3KooSeat', address: '/dns4/a/tcp/1' },
    ],
    vocabulary: sampleVocabulary,
    recordTypes: sampleRecordTypes(OFFICES),
    parameters: { ...DEFAULT_PARAMETERS, agencyQuota: 100_000 },
  };
}

/** A network of one: it sends nothing and hears nothing. */
function lonelyNetwork(): Network {
  return {
    peer: '12D3KooSeat',
    start: async () => {},
    stop: async () => {},
    addresses: () => [],
    setMembers: () => {},
    send: () => ({ queued: 0, full: 0, unreachable: 0 }),
    request: () => Promise.reject(new Error('there is nobody to ask')),
    onMessage: () => {},
    onRequest: () => {},
    onPeer: () => () => {},
    peers: () => [],
    counters: () => ({ refusedConnections: 0, handlerErrors: 0 }),
    account: () => FREE_ACCOUNT,
  };
}

export class SingleNode {
  readonly genesis = genesisDocument();
  readonly services: NodeServices;
  readonly chain: Chain;
  readonly mempool: Mempool;
  /** What the clock of the node shows. */
  nowMs = START_MS;
  isReady = true;
  readonly #close: () => Promise<void>;
  #salt = 0;

  #api: Api | undefined;

  private constructor(store: LevelStore, sidecars: SegmentSidecarStore, folder: string, close: () => Promise<void>) {
    this.chain = new Chain(store, () => 0);
    const statistics = new Statistics({
      chain: this.chain,
      store,
      log: silentLog,
      later,
      file: join(folder, 'statistics.json'),
    });
    this.#close = async () => {
      await statistics.stop();
      await close();
    };
    this.mempool = new Mempool();
    const { inForce, shares: keyShares } = installNetworkKey(store.state);
    const held = { key: inForce.key, share: keyShares[0] as KeyShare };
    const network = lonelyNetwork();
    const commits = new CommitWaiter(this.chain);
    const parts = { store, commits, network, later, log: silentLog, wallMs: () => this.nowMs };
    const release = new ShareRelease({
      ...parts,
      keyShares: { current: () => held, ofEpoch: (epoch) => (epoch === held.key.epoch ? held : undefined) },
      openings: [accessReadOpening({ store, sidecars })],
    });
    const intake = new TransactionIntake({
      chain: this.chain,
      mempool: this.mempool,
      verifySignatures: verifyInline,
      wallMs: () => this.nowMs,
      onNew: () => this.onNew(),
    });
    this.chain.onApplied(({ transactions }) => this.mempool.removeCommitted(transactions.map(({ id }) => id)));
    this.services = {
      version: '0.1.0',
      genesis: this.genesis,
      chain: this.chain,
      store,
      sidecars,
      mempool: this.mempool,
      intake,
      commits,
      release,
      shares: new ShareGathering({ ...parts, release, nowMs: () => performance.now() }),
      statistics,
      notices: null,
      network,
      log: silentLog,
      wallMs: () => this.nowMs,
      status: () => this.#status(),
      replicaStatus: () => ({
        height: store.head.height + 1,
        view: 0,
        phase: 'idle',
        primary: 0,
        quorum: 1,
        prepared: [],
        committed: [],
        askedForView: [],
        halted: null,
      }),
      counters: () => ({
        refusedMessages: new Map([['signature', 2]]),
        misbehaviour: 0,
        clockDifferenceMs: null,
        committedTransactions: 0,
        committedBlocks: store.head.height,
        spentMs: new Map([['apply', 3]]),
      }),
      mayGiveContent: () => true,
      erasureProblem: () => null,
      isReady: () => this.isReady,
    };
  }

  get url(): string {
    return this.#api?.url ?? '';
  }

  get client(): RestClient {
    return new RestClient({ baseUrl: this.url, fetch, nowMs: () => this.nowMs });
  }

  /** Called for every transaction that clients bring. */
  onNew: () => void = () => {};

  static async start(options: Partial<ApiOptions> = {}): Promise<SingleNode> {
    const folder = mkdtempSync(join(tmpdir(), 'annals-api-'));
    const store = await LevelStore.open(join(folder, 'store'), genesisDocument());
    const sidecars = await SegmentSidecarStore.open(join(folder, 'sidecars'), { maxBytes: 64 * 1024 * 1024 });
    const close = async (): Promise<void> => {
      await sidecars.close();
      await store.close();
      rmSync(folder, { recursive: true });
    };
    const node = new SingleNode(store, sidecars, folder, close);
    node.#api = await startApi(node.services, { host: '127.0.0.1', port: 0, ...options });
    return node;
  }

  async stop(): Promise<void> {
    await this.#api?.stop();
    await this.#close();
  }

  transaction<K extends TransactionKind>(kind: K, signer: SignerName, body: BodyOf<K>, salt?: Uint8Array): Transaction {
    const built = {
      chain: this.chain.chain,
      kind,
      body,
      signerSecret: secretOf(signer),
      agency: agencyOfSigner(signer),
      lastValid: this.chain.head.height + 1_000,
      salt: salt ?? this.newSalt(),
    };
    return buildTransaction<K>(built) as unknown as Transaction;
  }

  newSalt(): Uint8Array {
    this.#salt += 1;
    return sha256(bytesOf(`salt ${this.#salt}`)).subarray(0, 16);
  }

  appointment(officer: Officer, untilMs = START_MS + YEAR_MS): Transaction {
    const [agency, ...roles] = OFFICERS[officer];
    return this.transaction('officer.appoint', agency, { key: keyOf(officer), roles, untilMs });
  }

  enrolment(person: string, sector: string): Transaction {
    const digest = enrolmentDigest(this.chain.chain, sector, agencyOf('registry'));
    return this.transaction('person.enrol', 'registry', {
      sector,
      key: keyOf(person),
      proof: sign(digest, secretOf(person)),
    });
  }

  /** A mandate, with its confirmation by a second agency where one enters it, and its acceptance. */
  mandate(grantor: SignerName, holder: SignerName, body: BodyOf<'mandate.grant'>): readonly Transaction[] {
    const grant = this.transaction('mandate.grant', grantor, body);
    const { subject: represented, representative: subject } = body;
    const mandate = newObjectId('mandate', grant.payload.signer, grant.payload.salt);
    const confirmed = body.kind === 'representative' ? [] : [this.transaction('mandate.grant', 'education', body)];
    return [grant, ...confirmed, this.transaction('mandate.accept', holder, { subject, represented, mandate })];
  }

  reading(
    officer: Officer,
    items: readonly AccessItem[],
    purpose = 'treatment',
    emergency: string | null = null,
  ): Transaction {
    const salt = this.newSalt();
    const digest = readerDigest(this.chain.chain, keyOf(officer), salt, items);
    const readerProof = proveReaderKey(secretOf('reader'), digest);
    const body = {
      subject: null,
      items,
      purpose,
      basis: 'health-act/41',
      emergency,
      readerKey: keyOf('reader'),
      readerProof,
    };
    return this.transaction('access.read', officer, body, salt);
  }

  /** A record with content that is sealed, and held by this node. */
  async issue(
    officer: Officer,
    type: string,
    person: { readonly name: string; readonly sector: string },
    sections: SectionContents,
  ): Promise<{ readonly transaction: Transaction; readonly record: RecordId; readonly sidecar: Uint8Array }> {
    const salt = this.newSalt();
    const record = newObjectId('record', keyOf(officer), salt);
    const { bytes, content } = sealRecord({
      chain: this.chain.chain,
      record,
      version: 1,
      sections,
      subjectKey: keyOf(person.name),
      networkKey: testNetworkKey().key.publicKey,
    });
    const body = { type, subject: subjectOf(person.name, person.sector), content };
    const transaction = this.transaction('record.issue', officer, body, salt);
    await this.services.sidecars.put([{ hash: content.sidecar, bytes, owner: transaction.id }]);
    return { transaction, record, sidecar: bytes };
  }

  /** Makes a block of these transactions, certified by the one validator, and applies it. */
  async commit(...transactions: readonly Transaction[]): Promise<AppliedBlock> {
    this.nowMs += 1_000;
    const block = this.chain.build(this.nowMs, keyOf('validator'), transactions);
    let applied: AppliedBlock | undefined;
    const unlisten = this.chain.onApplied((one) => {
      applied = one;
    });
    await this.chain.apply(block, this.#certify(block));
    unlisten();
    return applied as AppliedBlock;
  }

  /** Makes a block in which a network key comes into force, as if a ceremony had concluded: then there is a proof of it. */
  async commitNetworkKey(inForce: NetworkKeyInForce, standby?: StandbyKey): Promise<void> {
    this.nowMs += 1_000;
    const built = this.chain.build(this.nowMs, keyOf('validator'), []);
    const { store } = this.services;
    const effects = withNetworkKey(store.state, built.effects, inForce, standby);
    const header = { ...built.header, stateRoot: effects.stateRoot };
    const block = { ...assembleBlock(header, [], null), header, effects, transactions: [] };
    await store.commitBlock({ ...block, certificate: this.#certify(block) });
  }

  #certify({ header: { height }, hash }: Pick<AppliedBlock, 'header' | 'hash'>): CommitCertificate {
    const digest = voteDigest(this.chain.chain, { step: 'commit', height, view: 0, block: hash });
    return { height, view: 0, block: hash, signatures: [{ index: 0, signature: sign(digest, secretOf('validator')) }] };
  }

  /** Commits what waits in the mempool. */
  commitPool(): Promise<AppliedBlock> {
    const allowance = { admit: () => true };
    const bounds = { maxCount: 1_000, maxBytes: 1 << 22, height: this.chain.head.height + 1, allowance };
    return this.commit(...this.mempool.select(bounds).map(({ transaction }) => transaction));
  }

  #status(): ReturnType<NodeServices['status']> {
    const { height, hash, timeMs } = this.chain.head;
    return {
      chain: this.chain.chain,
      name: this.genesis.name,
      version: '0.1.0',
      role: 'validator',
      height,
      hash,
      timeMs,
      nowMs: this.nowMs,
      view: 0,
      validators: 1,
      quorum: 1,
      connected: 1,
      mempoolTransactions: this.mempool.size,
      mempoolBytes: this.mempool.sizeBytes,
      signatureBackend: 'noble',
      state: 'idle',
      missing: [],
      networkKey: null,
      ceremony: null,
      explanation: 'All validators are heard from and no transaction waits.',
    };
  }
}
