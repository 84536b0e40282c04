/**
 * Gathers what nodes give of one committed request: sealed content held to what the ledger commits to, shares held to
 * their proofs, by epoch; and opens it (PROTOCOL release, LAW 2).
 */
import type { NetworkKeyInForce, RecordType } from '../block/index.ts';
import {
  type AgencyId,
  equalBytes,
  formatId,
  type JsonValue,
  type RecordId,
  type TransactionId,
} from '../codec/index.ts';
import { type FieldDisclosure, type PublicKey, publicKeyOf, type SecretKey } from '../crypto/index.ts';
import { AnnalsError, type ErrorCode, invariant } from '../errors/index.ts';
import type { Trusted } from '../light/index.ts';
import { type Fit, fitOfSection } from '../record-types/index.ts';
import { MAX_OPENINGS, type OpeningsAnswer, type RestClient, routes } from '../rest/index.ts';
import { decodeSidecar, networkContext, openWithContentKey, type Sidecar, sidecarHash } from '../sidecar/index.ts';
import type { PlacedSeal } from '../threshold/index.ts';
import { type CommittedContent, fetchCommittedContent, type GrantedAt } from './committed-content.ts';
import type { TookPart } from './in-turns.ts';
import { fetchKeyOfEpoch, fetchNetworkKey } from './network-key.ts';
import { fetchPresentRecord, type PresentRecord } from './present-record.ts';
import { fetchRecordTypeVersion } from './proven-value.ts';
import { SealedSection, type WrongShare } from './sealed-section.ts';

/** A section that was asked for and, by the result that is proven, granted. */
interface GrantedSection {
  readonly item: number;
  readonly record: RecordId;
  readonly section: string;
}

/** The request, and the secrets of whoever made it. */
export interface GrantedReading {
  readonly transaction: TransactionId;
  /** The block that granted it, whose present versions are meant; or the version, where the request itself names it. */
  readonly at: GrantedAt | { readonly version: number };
  /** All that has to come: no node is believed that less was granted. */
  readonly sections: readonly GrantedSection[];
  readonly signerSecret: SecretKey;
  readonly readerSecret: SecretKey;
  /** What a hidden read shows to the holders of shares; else null. */
  readonly disclosure: Uint8Array | null;
}

/** One section of what was granted, opened or not. */
export type OpenedPart = {
  readonly item: number;
  readonly record: RecordId;
  readonly version: number;
  readonly section: string;
} & (
  | {
      readonly ok: true;
      readonly content: JsonValue;
      readonly fields: readonly FieldDisclosure[];
      /** Whether it is what its type says that it must be; if not, it is shown with a warning. */
      readonly fit: Fit;
    }
  | { readonly ok: false; readonly code: ErrorCode; readonly reason: string }
);

export interface OpenedGrant {
  readonly parts: readonly OpenedPart[];
  /** Wrong shares, each holder or set of nodes once. */
  readonly wrong: readonly WrongShare[];
  /** Holders that gave no share, and why as far as the nodes know. */
  readonly silent: readonly { readonly holder: AgencyId; readonly code: string }[];
}

/** A section with what is needed to open it. */
interface Pending {
  readonly item: number;
  readonly record: RecordId;
  readonly version: number;
  readonly section: string;
  readonly committed: CommittedContent;
  readonly sidecar: Sidecar;
  readonly type: RecordType;
  /** Its seal to the network; null where the sealed content has no such section. */
  readonly placed: PlacedSeal | null;
  /** The shares of each epoch: those of one combine with no share of another. */
  readonly sealed: Map<number, SealedSection>;
}

export class GrantOpener {
  readonly #trusted: Trusted;
  readonly #granted: GrantedReading;
  readonly #readerKey: PublicKey;
  readonly #pending = new Map<string, Pending>();
  readonly #contents = new Map<string, Pick<Pending, 'committed' | 'sidecar' | 'type'>>();
  /** By epoch and index. */
  readonly #silent = new Map<string, { readonly epoch: number; readonly index: number; readonly code: string }>();
  /** The keys of the epochs whose shares have come. */
  readonly #networks = new Map<number, NetworkKeyInForce>();

  constructor(trusted: Trusted, granted: GrantedReading) {
    this.#trusted = trusted;
    this.#granted = granted;
    this.#readerKey = publicKeyOf(granted.readerSecret);
  }

  /** Whether nodes have named all that was granted, and every section of it can be opened or is absent. */
  get isComplete(): boolean {
    return this.#granted.sections.every((granted) => this.#candidates(granted).some(isSettled));
  }

  get isEmpty(): boolean {
    return this.#pending.size === 0;
  }

  /** Takes in all that one node gives, of one epoch or of whichever the node finds to suffice. */
  async ask(node: RestClient, patienceMs: number, epoch: number | null, tookPart: TookPart): Promise<void> {
    const { transaction, signerSecret: secret, disclosure } = this.#granted;
    const prove = { secret, chain: this.#trusted.chain };
    // Asked for while the node gathers shares: what they say is needed as soon as those are there.
    const records = new Map(this.#unknownRecords.map((record) => [record, this.#recordBy(node, record)]));
    let next: number | null = 0;
    while (next !== null) {
      const from: number = next;
      const body = { from, patienceMs, epoch, disclosure };
      const [known] = this.#networks.values();
      const [answer, network]: [OpeningsAnswer, NetworkKeyInForce] = await Promise.all([
        node.call(routes.openings, { params: { transaction }, body, prove }),
        known ?? fetchNetworkKey(node, this.#trusted),
      ]);
      if (epoch !== null && answer.epoch !== epoch) {
        throw new AnnalsError('node.bad-answer', 'the node gave shares of another epoch than was asked for');
      }
      await this.#take(node, answer, await this.#epochOf(node, network, answer.epoch), records);
      if (answer.next !== null && (answer.next <= from || answer.next >= this.#granted.sections.length)) {
        throw new AnnalsError('node.bad-answer', 'the parts of what was granted never end');
      }
      // A short one gives no more time: there would be as many of them as sections.
      if (answer.openings.length >= MAX_OPENINGS) tookPart();
      next = answer.next;
    }
  }

  /** What nodes have named for a section; more than one where some of them name another version. */
  #candidates({ item, record, section }: GrantedSection): readonly Pending[] {
    return [...this.#pending.values()].filter(
      (one) => one.item === item && one.record === record && one.section === section,
    );
  }

  /** The key of the epoch whose shares were given: that in force, or one that stands by. */
  async #epochOf(node: RestClient, known: NetworkKeyInForce, epoch: number): Promise<NetworkKeyInForce> {
    const network = this.#networks.get(epoch) ?? (await fetchKeyOfEpoch(node, this.#trusted, known, epoch));
    this.#networks.set(epoch, network);
    return network;
  }

  async #take(
    node: RestClient,
    answer: OpeningsAnswer,
    network: NetworkKeyInForce,
    records: ReadonlyMap<RecordId, Promise<PresentRecord>>,
  ): Promise<void> {
    await this.#learn(node, answer, records);
    const { epoch } = network.key;
    for (const { index, code } of answer.silent) this.#silent.set(`${epoch}/${index}`, { epoch, index, code });
    for (const { item, section, content, shares } of answer.openings) {
      if (!content) continue;
      const { record, version } = content;
      if (!this.#isGranted({ item, record, section }, version)) continue;
      const key = `${item}/${section}/${record}/${version}`;
      const held = this.#contents.get(`${record}/${version}`);
      const pending = this.#pending.get(key) ?? (held && this.#place({ item, record, version, section, ...held }));
      if (!pending) throw new AnnalsError('node.bad-answer', 'the node gave shares and not the sealed content');
      this.#pending.set(key, pending);
      this.#sealedOf(pending, network)?.add(shares, node.baseUrl);
    }
  }

  #isGranted(named: GrantedSection, version: number): boolean {
    const { at, sections } = this.#granted;
    if ('version' in at && at.version !== version) return false;
    return sections.some(
      ({ item, record, section }) => item === named.item && record === named.record && section === named.section,
    );
  }

  #place(of: Omit<Pending, 'placed' | 'sealed'>): Pending {
    const { record, version, section, sidecar } = of;
    const found = sidecar.sections.find(({ name }) => name === section);
    const context = networkContext({ chain: this.#trusted.chain, record, version, section });
    return { ...of, placed: found ? { seal: found.toNetwork, context } : null, sealed: new Map() };
  }

  /** A section on its way to being opened by shares of one epoch. */
  #sealedOf({ item, section, placed, sealed }: Pending, network: NetworkKeyInForce): SealedSection | null {
    if (!placed) return null;
    const { epoch } = network.key;
    const { transaction } = this.#granted;
    const request = { chain: this.#trusted.chain, epoch, transaction, item, section, readerKey: this.#readerKey };
    const one = sealed.get(epoch) ?? new SealedSection(network, request, placed);
    sealed.set(epoch, one);
    return one;
  }

  /** The records of which no content is here. */
  get #unknownRecords(): readonly RecordId[] {
    const known = new Set([...this.#contents.keys()].map((key) => key.slice(0, key.indexOf('/'))));
    return [...new Set(this.#granted.sections.map(({ record }) => record))].filter((record) => !known.has(record));
  }

  /** A record, and with it the declaration that its content will be held to. */
  #recordBy(node: RestClient, record: RecordId): Promise<PresentRecord> {
    const fetched = fetchPresentRecord(node, this.#trusted, record);
    // A failure is that of whoever needs it.
    fetched.then(({ value }) => fetchRecordTypeVersion(node, this.#trusted, value)).catch(() => undefined);
    return fetched;
  }

  /** Takes in the sealed contents that are new, each held against what the ledger commits to. */
  async #learn(
    node: RestClient,
    { sidecars }: OpeningsAnswer,
    records: ReadonlyMap<RecordId, Promise<PresentRecord>>,
  ): Promise<void> {
    const { at } = this.#granted;
    const grantedAt = 'height' in at ? at : null;
    const fresh = sidecars.filter(({ record, version }) => !this.#contents.has(`${record}/${version}`));
    await Promise.all(
      fresh.map(async ({ record, version, bytes }) => {
        const committed = await fetchCommittedContent(
          node,
          this.#trusted,
          record,
          version,
          grantedAt,
          records.get(record),
        );
        if (!equalBytes(sidecarHash(bytes), committed.sidecar)) {
          throw new AnnalsError('node.bad-answer', 'the node gave sealed content of something else');
        }
        const type = await fetchRecordTypeVersion(node, this.#trusted, committed);
        this.#contents.set(`${record}/${version}`, { committed, type, sidecar: decodeSidecar(bytes) });
      }),
    );
  }

  result(): OpenedGrant {
    const all = [...this.#pending.values()].flatMap(({ sealed }) => [...sealed.values()]);
    const pending = this.#granted.sections.flatMap((granted) => {
      const candidates = this.#candidates(granted);
      return candidates.find(isSettled) ?? candidates[0] ?? [];
    });
    const wrong = new Map<string, WrongShare>();
    for (const sealed of all) {
      for (const one of sealed.wrong) wrong.set(`${one.index}/${one.holder}/${one.broughtBy}`, one);
    }
    const gave = new Set(all.flatMap((sealed) => sealed.givers));
    const silentOnes = new Map<AgencyId, string>();
    for (const { epoch, index, code } of this.#silent.values()) {
      const holder = this.#networks.get(epoch)?.holders[index - 1]?.agency;
      if (holder && !gave.has(holder)) silentOnes.set(holder, code);
    }
    const silent = [...silentOnes].map(([holder, code]) => ({ holder, code }));
    const blame = blameText([...wrong.values()], silent);
    return { parts: pending.map((one) => this.#open(one, blame)), wrong: [...wrong.values()], silent };
  }

  #open(pending: Pending, blame: string): OpenedPart {
    const { item, record, version, section, committed, sidecar, type, placed } = pending;
    const place = { item, record, version, section };
    if (!placed) {
      const isOptional = type.sections.some(({ name, optional }) => name === section && optional);
      return isOptional
        ? { ...place, ok: false, code: 'sidecar.no-seal', reason: `the record has no section ${section}` }
        : { ...place, ok: false, code: 'record.sections', reason: `the section ${section} must be there and is not` };
    }
    try {
      const wanted = { chain: this.#trusted.chain, record, version, section, commitment: committed.commitment };
      const key = bestOf(pending).open(this.#granted.readerSecret);
      const { content, fields } = openWithContentKey(sidecar, wanted, key);
      return { ...place, ok: true, content, fields, fit: fitOfSection(type, section, content) };
    } catch (error) {
      if (!(error instanceof AnnalsError)) throw error;
      const { code, message } = error;
      return { ...place, ok: false, code, reason: code === 'release.too-few' ? `${message}${blame}` : message };
    }
  }
}

/** Whether a section can be opened, or its sealed content has no such section. */
function isSettled({ placed, sealed }: Pending): boolean {
  return placed === null || [...sealed.values()].some(({ canOpen }) => canOpen);
}

/** Of the shares that have come for a section, those of the epoch that opens it, or that has most. */
function bestOf({ sealed }: Pending): SealedSection {
  const all = [...sealed.values()].sort((a, b) => b.right.length - a.right.length);
  const best = all.find(({ canOpen }) => canOpen) ?? all[0];
  invariant(best, 'a section is pending because shares of it have come');
  return best;
}

function blameText(wrong: readonly WrongShare[], silent: OpenedGrant['silent']): string {
  const lied = wrong.map(({ holder, broughtBy }) =>
    holder ? `wrong ones came from ${formatId('agency', holder)}` : `${broughtBy.join(' and ')} altered some`,
  );
  const missing = silent.map(({ holder, code }) => `none came from ${formatId('agency', holder)} (${code})`);
  return [...lied, ...missing].map((text) => `; ${text}`).join('');
}
