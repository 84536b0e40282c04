/** A certified chain on which wallets are enrolled, and nodes of it that prove what their head says, or lie: for tests of wallets. */
import { stateKey } from '../../block/index.ts';
import { equalBytes, type SubjectId } from '../../codec/index.ts';
import { type PublicKey, publicKeyOf, sha256, sign } from '../../crypto/index.ts';
import { AnnalsError } from '../../errors/index.ts';
import { type ProvenSubjects, type Trusted, trustGenesis } from '../../light/index.ts';
import { CertifiedChain } from '../../light/testing/certified-chain.ts';
import { type RestClient, routes } from '../../rest/index.ts';
import { agencyOf, asAgency } from '../../state/sample-chain.fixture.ts';
import {
  buildTransaction,
  enrolmentDigest,
  rotationDigest,
  subjectIdOf,
  type Transaction,
} from '../../transaction/index.ts';
import type { HeldKey } from '../note.ts';
import type { Wallet } from '../wallet.ts';

/** Who keeps back what it knows, gives what was so before, or makes something up. */
export type Lie = (sector: string, key: PublicKey, truth: ProvenSubjects) => ProvenSubjects;

export class WalletChain {
  readonly chain = new CertifiedChain();
  readonly #subjects: SubjectId[] = [];
  #salts = 0;

  get trusted(): Trusted {
    return trustGenesis(this.chain.genesis);
  }

  /** Enrols the first keys of a wallet, in a block of their own. */
  enrol(wallet: Wallet, ...sectors: readonly string[]): void {
    const registry = asAgency('registry');
    const enrolments = sectors.map((sector) => {
      const { secret, publicKey: key, subject } = wallet.keyOf(wallet.first(sector));
      this.#subjects.push(subject);
      const proof = sign(enrolmentDigest(this.trusted.chain, sector, agencyOf('registry')), secret);
      return this.chain.signed('person.enrol', registry, { sector, key, proof });
    });
    this.chain.commit(...enrolments);
  }

  /** Replaces the key of a subject by one of the same wallet or of another, as who has it can. */
  replace(wallet: Wallet, present: HeldKey, by: Wallet, next: HeldKey): void {
    const [{ secret, publicKey, subject }, { secret: nextSecret, publicKey: key }] = [
      wallet.keyOf(present),
      by.keyOf(next),
    ];
    const proof = sign(rotationDigest(this.trusted.chain, subject, publicKey), nextSecret);
    this.#salts += 1;
    const rotation = buildTransaction({
      chain: this.trusted.chain,
      kind: 'person.rotate-key',
      body: { subject, key, proof },
      agency: null,
      lastValid: this.chain.height + 100,
      salt: sha256(new TextEncoder().encode(`replacement ${this.#salts}`)).subarray(0, 16),
      signerSecret: secret,
    });
    this.chain.commit(rotation as unknown as Transaction);
  }

  /** What an honest node proves at present. */
  prove(sector: string, key: PublicKey): ProvenSubjects {
    const id = subjectIdOf(sector, key);
    const others = this.#subjects.filter((other) => {
      const value = this.chain.state.read(stateKey.subject(other));
      return other !== id && value?.sector === sector && equalBytes(value.key, key);
    });
    const { proof, state } = this.chain.proveValue(stateKey.subject(id));
    return {
      version: 1,
      proof,
      own: state,
      others: others.map((other) => ({ id: other, state: this.chain.proveValue(stateKey.subject(other)).state })),
    };
  }
}

/** A node as a client sees it. */
export class NodeOfChain {
  readonly baseUrl: string;
  readonly isSilent = false;
  /** How often it was asked what a key acts for. */
  asked = 0;
  sectors: readonly string[];
  lie: Lie | undefined;
  /** What it answers with instead of anything; undefined while it answers. */
  failure: AnnalsError | 'silence' | undefined;
  readonly #ledger: WalletChain;

  constructor(ledger: WalletChain, name: string, sectors: readonly string[] = []) {
    this.#ledger = ledger;
    this.baseUrl = `http://${name}`;
    this.sectors = sectors;
  }

  get client(): RestClient {
    return this as unknown as RestClient;
  }

  async call(route: unknown, { query, prove, signal }: Called): Promise<unknown> {
    if (this.failure === 'silence') return silence(signal);
    if (this.failure) throw this.failure;
    if (route === routes.recordTypes) return { items: this.sectors.map((sector) => ({ sector })), next: null };
    if (route === routes.programmes) return { items: [], next: null };
    if (route !== routes.ownSubjects) throw new AnnalsError('node.route', 'it is asked for nothing else');
    this.asked += 1;
    const { sector = '' } = query ?? {};
    const key = publicKeyOf(prove?.secret as Uint8Array);
    const truth = this.#ledger.prove(sector, key);
    return { proven: this.lie?.(sector, key, truth) ?? truth };
  }
}

interface Called {
  readonly query?: { readonly sector?: string };
  readonly prove?: { readonly secret: Uint8Array };
  readonly signal?: AbortSignal;
}

/** Until whoever asked gives up. */
function silence(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) =>
    signal?.addEventListener('abort', () => reject(new AnnalsError('node.unreachable', 'given up'))),
  );
}
