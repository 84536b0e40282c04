/** A small chain in memory for the tests of the state machine: agencies with known keys, and blocks on demand. */
import {
  type ClockValue,
  DEFAULT_PARAMETERS,
  type GenesisDocument,
  type Parameters,
  type ResultCode,
  type StateKey,
  stateKey,
  type Validator,
  type ValidatorSets,
  type ValueKind,
  type ValueOf,
} from '../block/index.ts';
import { type AgencyId, bytesToHex } from '../codec/index.ts';
import { publicKeyOf, sha256, sign } from '../crypto/index.ts';
import { treeKeyHash, updateTree } from '../merkle/index.ts';
import { inEveryOffice, sampleRolesOf, sampleVocabulary } from '../sample/index.ts';
import { testNetworkKey } from '../threshold/testing/index.ts';
import {
  agencyIdOf,
  type BodyOf,
  buildTransaction,
  enrolmentDigest,
  type RecordType,
  type Transaction,
  type TransactionKind,
} from '../transaction/index.ts';
import { BlockState, encodeValue } from './block-state.ts';
import { sealState } from './execute-block.ts';
import { type BlockEffects, type BlockToExecute, executeBlock, MemoryState, type StateSource } from './index.ts';

export const GENESIS_TIME_MS = 1_800_000_000_000;

/** A secret key that is always the same for a name. */
export function secretOf(name: string): Uint8Array {
  return sha256(new TextEncoder().encode(name));
}

export const keyOf = (name: string): Uint8Array => publicKeyOf(secretOf(name));
/** The agency whose key has this name. */
export const agencyOf = (name: string): AgencyId => agencyIdOf(keyOf(name));

/** How a chain differs from the usual one. */
export interface SampleOptions {
  readonly validators?: readonly string[];
  readonly parameters?: Partial<Parameters>;
  readonly recordTypes?: readonly RecordType[];
  /** The roles of an agency, by its name; without it, every agency has all that the sample network knows. */
  readonly rolesOf?: (agency: string) => readonly string[];
  /** Whether the network key is in force from the start, as after a ceremony (the usual case). */
  readonly hasNetworkKey?: boolean;
}

/** The seat of a named agency's validator, whose key is named `<agency>/validator`. */
export function seatOf(agency: string, keyName = `${agency}/validator`) {
  return {
    agency: agencyOf(agency),
    key: keyOf(keyName),
    // The letter l is none of base58.
    peer: `12D3Koo${agency.replaceAll('l', 'L')}`,
    address: `/dns4/${agency}/tcp/4001`,
  };
}

const allRoles = (name: string) => sampleRolesOf(inEveryOffice(agencyOf(name)), agencyOf(name));

/** Agencies by name; all issue identities, and all hold a seat unless `validators` names fewer. */
export function sampleGenesis(agencies: readonly string[], options: SampleOptions = {}): GenesisDocument {
  return {
    name: 'sample',
    timeMs: GENESIS_TIME_MS,
    agencies: agencies.map((name) => ({
      key: keyOf(name),
      name: { en: name },
      issuesIdentities: true,
      quota: 1_000,
      roles: (options.rolesOf ?? allRoles)(name),
    })),
    validators: (options.validators ?? agencies).map((name) => seatOf(name)),
    vocabulary: sampleVocabulary,
    recordTypes: options.recordTypes ?? [],
    parameters: { ...DEFAULT_PARAMETERS, ...options.parameters },
  };
}

/** Whose key signs, for which agency. */
export interface Signer {
  readonly key: string;
  readonly agency: string | null;
}

export const asAgency = (name: string): Signer => ({ key: name, agency: name });

/** The state in which every seat has said that its clock shows the time of the next block. */
function agreeing(state: MemoryState, { clockMs }: BlockToExecute): StateSource {
  const { current } = state.read(stateKey.validators) as ValidatorSets;
  const before = state.read(stateKey.clock) as ClockValue;
  const heightOf = (agency: AgencyId) => before.seats.find((seat) => seat.agency === agency)?.height ?? 0;
  const seats = current.map(({ agency }) => ({ agency, clockMs, height: heightOf(agency) }));
  const clock = { ...before, seats };
  const bytes = encodeValue(stateKey.clock, clock) as Uint8Array;
  return {
    get: (key) => (key === stateKey.clock ? bytes : state.get(key)),
    hasTransaction: (id) => state.hasTransaction(id),
    tree: state.tree,
    decoded: {
      get: (key) => (key === stateKey.clock ? clock : state.decoded.get(key)),
      set: (key, value, encodedBytes) => state.decoded.set(key, value, encodedBytes),
    },
  };
}

export class SampleChain {
  /**
   * Whether a block's time is agreed on at once, as if every validator had just made a block: most tests are about
   * rules that wait for a time, and not about how it comes to be agreed.
   */
  protected readonly agree: boolean = true;
  readonly state: MemoryState;
  height = 0;
  timeMs = GENESIS_TIME_MS;
  #salt = 0;

  constructor(agencies: readonly string[], options: SampleOptions = {}) {
    this.state = new MemoryState(sampleGenesis(agencies, options));
    if (options.hasNetworkKey === false) return;
    const holders = (options.validators ?? agencies).map((name) => seatOf(name));
    this.install(stateKey.networkKey, {
      key: testNetworkKey(holders.length).key,
      holders: holders.map(({ agency, peer, address }) => ({ agency, peer, address })),
      sinceHeight: 0,
    });
  }

  /** Sets a value that no transaction of the test has to bring about. */
  install<K extends ValueKind>(key: StateKey<K>, value: ValueOf<K>): void {
    const overlay = new BlockState(this.state);
    overlay.set(key, value);
    this.state.apply(sealState(this.state, overlay), []);
  }

  /** A signed transaction; each has another salt, unless one is given. */
  transaction<K extends TransactionKind>(
    kind: K,
    signer: Signer,
    body: BodyOf<K>,
    salt = this.#nextSalt(),
  ): Transaction<K> {
    return buildTransaction<K>({
      chain: this.state.chain,
      kind,
      body,
      agency: signer.agency === null ? null : agencyOf(signer.agency),
      lastValid: this.height + 100,
      salt,
      signerSecret: secretOf(signer.key),
    });
  }

  #nextSalt(): Uint8Array {
    this.#salt += 1;
    return sha256(new TextEncoder().encode(`salt ${this.#salt}`)).subarray(0, 16);
  }

  /** What the header of the next block says: the seats take turns, and each clock shows the time of its block. */
  heading(laterMs = 1_000): BlockToExecute {
    const height = this.height + 1;
    const timeMs = this.timeMs + laterMs;
    const { current } = this.state.read(stateKey.validators) as ValidatorSets;
    const { key } = current[height % current.length] as Validator;
    return { chain: this.state.chain, height, timeMs, clockMs: timeMs, proposer: key };
  }

  /** What the next block does, without making it the state. */
  execute(transactions: readonly Transaction[], laterMs = 1_000): BlockEffects {
    const block = this.heading(laterMs);
    return executeBlock(this.agree ? agreeing(this.state, block) : this.state, block, transactions);
  }

  /** Executes the next block and makes it the state. */
  block(transactions: readonly Transaction[] = [], laterMs = 1_000): BlockEffects {
    const effects = this.execute(transactions, laterMs);
    this.state.apply(effects, transactions);
    this.height += 1;
    this.timeMs += laterMs;
    return effects;
  }

  /** The result code of one transaction in a block of its own. */
  submit<K extends TransactionKind>(kind: K, signer: Signer, body: BodyOf<K>): ResultCode {
    const [result] = this.block([this.transaction(kind, signer, body) as unknown as Transaction]).results;
    return result?.code ?? 'node.internal';
  }

  /** The proof with which the person whose key has this name lets an agency enrol her. */
  enrolment(person: string, sector: string, agency: string): BodyOf<'person.enrol'> {
    const digest = enrolmentDigest(this.state.chain, sector, agencyOf(agency));
    return { sector, key: keyOf(person), proof: sign(digest, secretOf(person)) };
  }

  /** The root of the state but for what the clocks say, which every block changes. */
  get restRoot(): string {
    const withoutClock = [{ keyHash: treeKeyHash(stateKey.clock), valueHash: null }];
    return bytesToHex(updateTree(this.state.tree, withoutClock).root);
  }

  /** Names of the agencies that decide the next height, and the one after it. */
  validatorNames(names: readonly string[]): { readonly current: string[]; readonly next: string[] } {
    const sets = this.state.read(stateKey.validators);
    const name = ({ agency }: { agency: AgencyId }) => names.find((each) => agencyOf(each) === agency) ?? '?';
    return { current: (sets?.current ?? []).map(name), next: (sets?.next ?? []).map(name) };
  }
}
