/**
 * The side of the vault that has the keys, run in a worker: it asks the node with proofs of key possession, verifies,
 * and opens sealed content. When the worker is ended, the keys are gone with it.
 */
import { stateKey } from '@annals/ledger/block';
import { equalBytes, type JsonValue, type RecordId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { type Trusted, type Verdict, verifyTrail, verifyValue } from '@annals/ledger/light';
import { parseCanonicalJson } from '@annals/ledger/record-types';
import { type Call, fetchWholeLog, type Route, routes } from '@annals/ledger/rest';
import { decodeSidecar, openSection, sidecarHash } from '@annals/ledger/sidecar';
import { ask, clientOf } from '../connection/connection.ts';
import { openKeystore } from './keystore.ts';
import type { Identity, OwnPayments, OwnRecord, Setting, Trail } from './protocol.ts';
import { type Pseudonym, readWallet, type Wallet } from './wallet.ts';

/** Several times what a life collects in one sector; a node whose list goes on beyond it is not followed. */
const MAX_LISTED = 5_000;

export class Vault {
  #wallet: Wallet | undefined;

  unlock(keystore: string, password: string): Identity {
    this.#wallet = readWallet(openKeystore(keystore, password));
    const { name, pseudonyms } = this.#wallet;
    return { name, sectors: pseudonyms.map(({ sector, subject }) => ({ sector, subject })) };
  }

  /** Her records in a sector, each with its state verified. That none is left out of the list is not proven. */
  async records(setting: Setting, sector: string): Promise<readonly OwnRecord[]> {
    const pseudonym = this.#pseudonym(sector);
    const { subject } = pseudonym;
    const listed = await allPages((query) =>
      call(setting, pseudonym, routes.subjectRecords, { params: { subject }, query }),
    );
    const found: OwnRecord[] = [];
    for (const { id } of listed) found.push({ id, value: await verifiedRecord(setting, id) });
    return found.filter(({ value }) => value.subject === subject);
  }

  /** The sections of one of her records. @throws AnnalsError `sidecar.*` when the node sent something else. */
  async open(setting: Setting, sector: string, record: RecordId): Promise<{ readonly [section: string]: JsonValue }> {
    const pseudonym = this.#pseudonym(sector);
    const { content, version } = await verifiedRecord(setting, record);
    if (content.type === 'public') return parseCanonicalJson(content.text) as { readonly [section: string]: JsonValue };
    const { sidecar: bytes } = await call(setting, pseudonym, routes.sidecar, { params: { record } });
    if (!equalBytes(sidecarHash(bytes), content.sidecar)) {
      throw new AnnalsError('sidecar.mismatch', 'the node sent sealed content of something else');
    }
    const sidecar = decodeSidecar(bytes);
    const { chain } = setting.trusted;
    const { commitment } = content;
    const place = { chain, record, version, commitment, secret: pseudonym.secret };
    return Object.fromEntries(
      sidecar.sections.map(({ name }) => [name, openSection(sidecar, { ...place, section: name }).content]),
    );
  }

  /** What she is granted and paid in a sector. */
  async payments(setting: Setting, sector: string): Promise<OwnPayments> {
    const pseudonym = this.#pseudonym(sector);
    const params = { subject: pseudonym.subject };
    const [entitlements, payments] = await Promise.all([
      allPages((query) => call(setting, pseudonym, routes.subjectEntitlements, { params, query })),
      allPages((query) => call(setting, pseudonym, routes.subjectPayments, { params, query })),
    ]);
    const ids = [...new Set(entitlements.map(({ value }) => value.programme))];
    const programmes = await Promise.all(
      ids.map((programme) => call(setting, pseudonym, routes.programme, { params: { programme } })),
    );
    return { entitlements, payments, programmes };
  }

  /** Who read her records of a sector: fetched whole and verified. @throws AnnalsError `proof.*` (LAW 3). */
  async trail(setting: Setting, sector: string, onProgress: (count: number) => void): Promise<Trail> {
    const pseudonym = this.#pseudonym(sector);
    const { subject } = pseudonym;
    const proven = await fetchWholeLog(async (from) => {
      const part = await call(setting, pseudonym, routes.accessLog, { params: { subject }, query: { from } });
      onProgress(from + part.proven.entries.length);
      return part;
    });
    const { entries, header, trusted } = holds(verifyTrail(setting.trusted, subject, proven, { refuseStale: true }));
    return { subject, entries, height: header.height, timeMs: header.timeMs, proven, trusted };
  }

  #pseudonym(sector: string): Pseudonym {
    const found = this.#wallet?.pseudonyms.find((each) => each.sector === sector);
    if (!found) throw new AnnalsError('auth.required', 'the wallet is locked');
    return found;
  }
}

/** The items of all pages of a list. */
async function allPages<T>(
  page: (query: {
    readonly after: string | null;
  }) => Promise<{ readonly items: readonly T[]; readonly next: string | null }>,
): Promise<readonly T[]> {
  const items: T[] = [];
  let after: string | null = null;
  do {
    const { items: more, next }: Awaited<ReturnType<typeof page>> = await page({ after });
    items.push(...more);
    after = next;
  } while (after !== null && items.length < MAX_LISTED);
  return items;
}

function call<P, Q, B, R>(
  { nodes, trusted }: Setting,
  { secret }: Pseudonym,
  route: Route<P, Q, B, R>,
  what: Call<P, Q, B>,
): Promise<R> {
  const prove = { secret, chain: trusted.chain };
  return ask(nodes.map(clientOf), (client) => client.call(route, { ...what, prove }));
}

async function verifiedRecord(setting: Setting, record: RecordId) {
  const { proven } = await ask(setting.nodes.map(clientOf), (client) =>
    client.call(routes.record, { params: { record } }),
  );
  const { value } = holds(verifyValue(setting.trusted, stateKey.record(record), proven));
  if (!value) throw new AnnalsError('record.unknown', 'the ledger holds no such record');
  return value;
}

function holds<T extends { readonly trusted: Trusted }>(verdict: Verdict<T>): T {
  if (!verdict.ok) throw new AnnalsError(verdict.code, verdict.reason);
  return verdict;
}
