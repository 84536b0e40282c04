/**
 * What a command works with: the context, the nodes, the genesis document that is trusted, keys and wallets. Everything
 * is read when it is first asked for, so that a command that needs little starts at once.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chainIdOf, type GenesisDocument, type StateKey, type ValueKind } from '@annals/ledger/block';
import { equalBytes, type SubjectId } from '@annals/ledger/codec';
import type { PublicKey, SecretKey } from '@annals/ledger/crypto';
import { AnnalsError } from '@annals/ledger/errors';
import { type Proven, partOf, type Trusted, trustGenesis, type VerifiedValue } from '@annals/ledger/light';
import {
  type AskingOptions,
  type Asks,
  type Contradicted,
  fetchNetworkKey,
  fetchPresentHeight,
  fetchPresentValue,
  fetchPresentValueOfSubject,
  fetchProvenList,
  firstAnswer,
  type Present,
  type ProvenList,
  type Question,
} from '@annals/ledger/reading';
import {
  boundedFetch,
  type FetchPage,
  fetchWholeList,
  type NodeStatus,
  RestClient,
  routes,
  shortChain,
} from '@annals/ledger/rest';
import type { ChainId } from '@annals/ledger/transaction';
import type { KeystoreCost } from '@annals/node/keystore';
import { type Context, contextFiles, contextFolder, readContext } from '../context/context.ts';
import { newPasswordFor, type PasswordSource, passwordFor } from '../context/password.ts';
import type { Environment } from '../environment.ts';
import { readGenesis } from '../node/node-folder.ts';
import { type Progress, startProgress } from '../output/progress.ts';
import { printable } from '../output/table.ts';
import { contradictionText } from './contradicted.ts';
import type { GlobalOptions } from './global-options.ts';

/** What a node says while the validators of a new network are still making its key. */
const PENDING: ReadonlySet<string> = new Set(['network-key.pending', 'node.not-ready']);
/** The first ceremony takes a second or two, and one more round when somebody is late. */
const NETWORK_KEY_WITHIN_MS = 30_000;
const NETWORK_KEY_POLL_MS = 200;

export class Session {
  readonly environment: Environment;
  readonly options: GlobalOptions;
  /** The context folder. */
  readonly home: string;
  #context: Context | undefined;
  #genesis: GenesisDocument | undefined;
  #nodes: readonly RestClient[] | undefined;
  #validityWindow: number | undefined;
  #known: Trusted | undefined;
  #networkKey: Promise<Proven<PublicKey>> | undefined;
  readonly #contradicted = new Map<string, Contradicted>();
  readonly #passwords = new Map<string, Promise<string>>();

  constructor(environment: Environment, options: GlobalOptions) {
    this.environment = environment;
    this.options = options;
    this.home = contextFolder(environment, options.home);
  }

  /** The places in the context folder. */
  get files(): ReturnType<typeof contextFiles> {
    return contextFiles(this.home);
  }

  get context(): Context | undefined {
    this.#context ??= readContext(this.home);
    return this.#context;
  }

  /** A path as the user gave it, from where she stands. */
  path(given: string): string {
    return resolve(this.environment.cwd, given);
  }

  /** The nodes given, or those of the context. @throws AnnalsError `command.context`. */
  get urls(): readonly string[] {
    const urls = this.options.node ?? this.context?.nodes;
    if (urls) return urls.map((url) => url.replace(/\/+$/, ''));
    throw new AnnalsError('command.context', `there is no --node, and ${this.home} holds no context`);
  }

  /** What asks the nodes call by call, each standing in for the others; what is proven is asked with {@link ask}. */
  client(): Asks;
  /** The client of one node, for what is asked of that one. */
  client(url: string): RestClient;
  client(url: string | undefined): Asks;
  client(url?: string): Asks {
    if (url === undefined) return { call: (route, call) => this.ask((node) => node.call(route, call)) };
    const { fetch, nowMs } = this.environment;
    return new RestClient({ baseUrl: url, fetch: boundedFetch(fetch), nowMs, isBounded: true });
  }

  /** A client of each node, in their order: for what is taken from whichever proves it. */
  get nodes(): readonly RestClient[] {
    this.#nodes ??= this.urls.map((url) => this.client(url));
    return this.#nodes;
  }

  /**
   * Asks the nodes, each standing in for the others; a question verifies its own answer, so that a lie is passed over.
   * The user is told which nodes said what is not so.
   * @throws AnnalsError what tells most of why none has the answer.
   */
  ask<T>(question: Question<T>): Promise<T> {
    return firstAnswer(this.nodes, question, this.asking);
  }

  /** How nodes are asked for this user. */
  get asking(): AskingOptions {
    return { onContradicted: (contradicted) => this.noteContradicted([contradicted]) };
  }

  /** A list that a node tells, in which each item is proven; that none is left out is what the node says. */
  async provenList<I, K extends ValueKind>(
    pageOf: (node: RestClient, after: string | null) => ReturnType<FetchPage<I>>,
    keyOf: (item: I) => StateKey<K>,
  ): Promise<ProvenList<I, K>> {
    return fetchProvenList(await this.knowing(), pageOf, keyOf);
  }

  /** A list that nodes tell, of one that has all of it. */
  list<T>(pageOf: (node: RestClient, after: string | null) => ReturnType<FetchPage<T>>): Promise<readonly T[]> {
    return this.ask((node, tookPart) => fetchWholeList((after) => pageOf(node, after), tookPart));
  }

  /** The nodes that said what another proved wrong, or refused what another answered, each once for each code. */
  get contradicted(): readonly Contradicted[] {
    return [...this.#contradicted.values()];
  }

  /** Names nodes on which the user must not rely, each once for each code. */
  noteContradicted(contradicted: readonly Contradicted[]): void {
    for (const each of contradicted) {
      const place = `${each.node} ${each.code}`;
      if (this.#contradicted.has(place)) continue;
      this.#contradicted.set(place, each);
      this.remark(printable(contradictionText(each)));
    }
  }

  /** The genesis document that is trusted. @throws AnnalsError `command.context`. */
  get genesis(): GenesisDocument {
    if (this.#genesis) return this.#genesis;
    const given = this.options.genesis;
    const path = given === undefined ? this.files.genesis : this.path(given);
    if (given === undefined && !existsSync(path)) {
      throw new AnnalsError('command.context', `there is no --genesis, and ${this.home} holds no genesis.json`);
    }
    this.#genesis = readGenesis(path);
    return this.#genesis;
  }

  get chain(): ChainId {
    return chainIdOf(this.genesis);
  }

  /** What proofs are verified from. */
  get trusted(): Trusted {
    return trustGenesis(this.genesis);
  }

  /**
   * The public key of the network, proven; it never changes once it stands. A network that has just begun is given
   * some time to make it.
   * @throws AnnalsError `network-key.pending`.
   */
  networkKey(): Promise<Proven<PublicKey>> {
    this.#networkKey ??= this.#standingNetworkKey();
    return this.#networkKey;
  }

  async #standingNetworkKey(): Promise<Proven<PublicKey>> {
    const endMs = this.environment.nowMs() + NETWORK_KEY_WITHIN_MS;
    for (;;) {
      try {
        const inForce = await this.ask((node) => fetchNetworkKey(node, this.trusted));
        return partOf(inForce, ({ key }) => key.publicKey);
      } catch (error) {
        const isPending = error instanceof AnnalsError && PENDING.has(error.code);
        if (!isPending || this.environment.nowMs() > endMs) throw error;
        await sleep(NETWORK_KEY_POLL_MS);
      }
    }
  }

  /** The present height and block time, proven: what a node says of it is not believed. @throws AnnalsError `proof.*`. */
  async present(): Promise<{ readonly height: number; readonly timeMs: number }> {
    const { height, timeMs, validityWindow, trusted } = await fetchPresentHeight(this.nodes, this.trusted);
    this.#learn(trusted);
    if (validityWindow !== null) this.#validityWindow = validityWindow;
    return { height, timeMs: timeMs ?? this.genesis.timeMs };
  }

  /**
   * Whom it asks, and the latest that has been proven to it: what a command resolves is not older than that.
   * @param nodes asks only these, and takes the present for what they prove.
   */
  async knowing(nodes?: readonly RestClient[]): Promise<Present> {
    if (nodes)
      return {
        nodes,
        trusted: (await fetchPresentHeight(nodes, this.trusted)).trusted,
        pause: sleep,
        asking: this.asking,
      };
    if (!this.#known?.latestHeight) await this.present();
    return { nodes: this.nodes, trusted: this.#known ?? this.trusted, pause: sleep, asking: this.asking };
  }

  /** A public value as it is at present, proven. @throws AnnalsError `proof.*`, `node.*`. */
  async value<K extends ValueKind>(key: StateKey<K>): Promise<VerifiedValue<K>> {
    const found = await fetchPresentValue(await this.knowing(), key);
    this.#learn(found.trusted);
    return found;
  }

  /** The same for what is about a subject. @throws AnnalsError `auth.not-entitled`, `proof.*`, `node.*`. */
  async valueOfSubject<K extends ValueKind>(
    subject: SubjectId,
    key: StateKey<K>,
    secret: SecretKey,
  ): Promise<VerifiedValue<K>> {
    const found = await fetchPresentValueOfSubject(await this.knowing(), { subject, secret }, key);
    this.#learn(found.trusted);
    return found;
  }

  /** What is resolved from now on is not older than this block, which has been proven. */
  async reached(height: number): Promise<void> {
    const { trusted } = await this.knowing();
    if (height > trusted.latestHeight) this.#known = { ...trusted, latestHeight: height, latestHash: null };
  }

  #learn(trusted: Trusted): void {
    if (trusted.latestHeight >= (this.#known?.latestHeight ?? 0)) this.#known = trusted;
  }

  async height(): Promise<number> {
    return (await this.present()).height;
  }

  /** How far above the next height a transaction may be valid: by what is proven, or as the chain began. */
  get validityWindow(): number {
    return this.#validityWindow ?? this.genesis.parameters.validityWindow;
  }

  /** The status of a node that runs the chain that is trusted. @throws AnnalsError `tx.wrong-chain`. */
  status(): Promise<NodeStatus> {
    return this.ask(async (node) => {
      const status = await node.call(routes.status);
      if (equalBytes(status.chain, this.chain)) return status;
      throw new AnnalsError(
        'tx.wrong-chain',
        `${node.baseUrl} runs the chain ${shortChain(status.chain)}, the genesis document is of ${shortChain(this.chain)}`,
      );
    });
  }

  /** The password that opens a key or wallet; asked for once. */
  password(label: string): Promise<string> {
    const source = this.#passwordSource();
    const key = source.file ?? label;
    const password = this.#passwords.get(key) ?? passwordFor(label, this.environment, source);
    this.#passwords.set(key, password);
    return password;
  }

  /** The password of a key that is being made. */
  newPassword(label: string): Promise<string> {
    return newPasswordFor(label, this.environment, this.#passwordSource());
  }

  get keystoreCost(): KeystoreCost {
    return this.context?.keystoreCost ?? 'strong';
  }

  progress(): Progress {
    return startProgress(this.environment, this.options.json);
  }

  /** A remark beside the answer. */
  remark(text: string): void {
    if (!this.options.json) this.environment.writeError(`${text}\n`);
  }

  #passwordSource(): PasswordSource {
    const { passwordFile } = this.options;
    if (passwordFile !== undefined) return { file: this.path(passwordFile) };
    const own = this.context?.passwordFile;
    return { file: own ? resolve(this.home, own) : null };
  }
}
