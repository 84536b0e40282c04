/**
 * A network with a doctor, two persons and a medical record of each, on validators that tests kill, let lie and replace:
 * what enforced reads are tried on.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AgencyId, decodeShape, type RecordId } from '@annals/ledger/codec';
import { publicKeyOf } from '@annals/ledger/crypto';
import { type Trusted, trustGenesis, verifyTrail } from '@annals/ledger/light';
import { type Reading, type ReadingRequest, type ReadingSigner, readSections } from '@annals/ledger/reading';
import { fetchWholeLog, type RestClient, routes } from '@annals/ledger/rest';
import { decodeSidecar, type Sidecar } from '@annals/ledger/sidecar';
import { type KeyShare, keyShareShape } from '@annals/ledger/threshold';
import { agencyIdOf } from '@annals/ledger/transaction';
import { KEY_SHARE_FOLDER, shareFileCipher } from '@annals/node/release';
import { Actors, commit, type Person, type Signer } from './actors.ts';
import { settled } from './agreement.ts';
import { type Seat, TestNetwork } from './test-network.ts';

/** The place of the agency that runs the hospital. */
export const HEALTH = 2;
/** Short enough to be waited for, long enough for a slow machine to read in. */
const LEASE_MS = 10_000;

/** What every record of it says. */
export const content = {
  emergency: { resources: [{ resourceType: 'AllergyIntolerance', id: 'a1' }] },
  general: { resources: [{ resourceType: 'Encounter', id: 'e1', note: 'chest pain since morning' }] },
};

/** A network with a doctor, two persons, and a medical record of each. */
export class Hospital {
  readonly network: TestNetwork;
  readonly actors: Actors;
  readonly doctor: Signer;
  readonly persons: readonly [Person, Person];
  readonly records: readonly [RecordId, RecordId];
  readonly sidecars: readonly [Sidecar, Sidecar];

  private constructor(parts: Pick<Hospital, 'network' | 'actors' | 'doctor' | 'persons' | 'records' | 'sidecars'>) {
    this.network = parts.network;
    this.actors = parts.actors;
    this.doctor = parts.doctor;
    this.persons = parts.persons;
    this.records = parts.records;
    this.sidecars = parts.sidecars;
  }

  /** @param spares agencies without a seat, that can be given one by vote. */
  static async open(validators: number, spares = 0): Promise<Hospital> {
    const network = await TestNetwork.start({ validators, spares, parameters: { leaseMs: LEASE_MS } });
    const actors = new Actors(network.chain);
    const health = actors.agency((network.seats[HEALTH] as Seat).agencySecret);
    const { officer: doctor, submit } = actors.appoint(health, ['doctor']);
    const [ada, bob] = [actors.enrol(health, 'health'), actors.enrol(health, 'health')];
    const networkKey = await network.networkKey();
    await commit(network.client(0), [submit, ada.submit, bob.submit]);
    const issued = [ada, bob].map(({ person }) => actors.issue(doctor, networkKey, 'medical-record', person, content));
    const outcomes = await commit(
      network.client(0),
      issued.map((one) => one.submit),
    );
    for (const { code, result } of outcomes)
      if (result?.code !== 'ok') throw new Error(`not issued: ${code ?? result?.code}`);
    const all = network.genesis.validators.map((_, i) => i);
    await settled(network, all, Math.max(...outcomes.map(({ height }) => height ?? 0)));
    return new Hospital({
      network,
      actors,
      doctor,
      persons: [ada.person, bob.person],
      records: issued.map(({ record }) => record) as [RecordId, RecordId],
      sidecars: issued.map(({ submit: { sidecar } }) => decodeSidecar(sidecar as Uint8Array)) as [Sidecar, Sidecar],
    });
  }

  get trusted(): Trusted {
    return trustGenesis(this.network.genesis);
  }

  get signer(): ReadingSigner {
    return { ...this.doctor, subject: null };
  }

  nodes(...which: readonly number[]): RestClient[] {
    return which.map((i) => this.network.client(i));
  }

  request(changes: Partial<ReadingRequest> = {}): ReadingRequest {
    const items = [{ record: this.records[0], sections: ['general'] }];
    return { items, purpose: 'treatment', basis: 'HealthAct/41', emergency: null, ...changes };
  }

  read(which: readonly number[], changes: Partial<ReadingRequest> = {}): Promise<Reading> {
    return readSections(this.nodes(...which), this.trusted, this.signer, this.request(changes));
  }

  agencyOf(i: number): AgencyId {
    return agencyIdOf(publicKeyOf((this.network.seats[i] as Seat).agencySecret));
  }

  /** How many entries stand in a person's log, as a node shows and proves it. */
  async entries({ subject, secret }: Person, node = 0): Promise<number> {
    const prove = { secret, chain: this.network.chain };
    const proven = await fetchWholeLog((from) =>
      this.network.client(node).call(routes.accessLog, { params: { subject }, query: { from }, prove }),
    );
    const verdict = verifyTrail(this.trusted, subject, proven);
    if (!verdict.ok) throw new Error(verdict.reason);
    return verdict.entries.length;
  }

  /** The share of a validator, decrypted from its files with its secret, as somebody who has both can. */
  shareOf(i: number): KeyShare {
    const folder = join(this.network.dataFolder(i), KEY_SHARE_FOLDER);
    const [name = ''] = readdirSync(folder).filter((each) => each.startsWith('share-'));
    const { networkSecret } = this.network.seats[i] as Seat;
    const opened = shareFileCipher(networkSecret, this.network.chain).open(name, readFileSync(join(folder, name)));
    if (!opened) throw new Error('the share cannot be decrypted');
    return decodeShape(keyShareShape, opened, 1_000);
  }

  /** Puts a process that lies about its shares in the place of a validator. */
  async makeLie(i: number): Promise<void> {
    await this.network.kill(i);
    await this.network.startNode(i, {}, undefined, 'lying-process.ts');
    await this.#allMeet();
  }

  /** Puts a process that cheats in key ceremonies in the place of a validator. */
  async makeCheat(i: number): Promise<void> {
    await this.network.kill(i);
    await this.network.startNode(i, {}, undefined, 'cheating-process.ts');
    await this.#allMeet();
  }

  async makeHonest(i: number): Promise<void> {
    if (this.network.isRunning(i)) await this.network.kill(i);
    await this.network.startNode(i);
    await this.#allMeet();
  }

  /** Waits until every node that runs is connected to all the others that run. */
  async #allMeet(): Promise<void> {
    const running = this.network.genesis.validators.flatMap((_, i) => (this.network.isRunning(i) ? [i] : []));
    await this.network.until('all that run have met', async () => {
      const statuses = await Promise.all(
        this.nodes(...running).map((node) => node.call(routes.status).catch(() => undefined)),
      );
      return statuses.every((status) => status?.connected === running.length) && this.network.areReady();
    });
  }
}
