/**
 * Finds the pseudonyms of a phrase. All nodes are asked, each about the sectors that it names, and what any of them
 * proves counts: that a subject of the sector has a key of the phrase, or that the key which the phrase has first in a
 * sector was never enrolled (PROTOCOL own-subjects). A key that was replaced is found by that proof; one that came by a
 * recovery is found by itself, for its subject's id is that of another phrase.
 *
 * Nodes that are asked for several sectors learn that they are one person's.
 */
import type { Header, Subject } from '../block/index.ts';
import type { SubjectId } from '../codec/index.ts';
import { publicKeyOf, type SecretKey } from '../crypto/index.ts';
import { AnnalsError } from '../errors/index.ts';
import {
  type Proven,
  type SubjectOfKey,
  type Trusted,
  type VerifiedSubjects,
  verifyOwnSubjects,
} from '../light/index.ts';
import { type Answers, type AskedWithin, askAll } from '../reading/index.ts';
import { type RestClient, routes } from '../rest/index.ts';
import { FRESH_ANSWER_MS } from '../validity/index.ts';
import { knownSectors } from './known-sectors.ts';
import type { HeldKey } from './note.ts';
import { ownKeyOf } from './own-key.ts';
import type { Wallet } from './wallet.ts';

/** Keys that are tried before a sector is taken for one in which she has none. */
const GAP = 5;

/** It is asked once in the life of a wallet: somebody who is slow is waited for, and some dozens of sectors get done. */
const WITHIN: AskedWithin = { othersMs: 10_000, wholeMs: 60_000 };

/** Whom to ask, and what is trusted. */
export interface Asked {
  readonly nodes: readonly RestClient[];
  readonly trusted: Trusted;
}

/** What was found. */
export interface FoundPseudonyms extends Pick<Answers<unknown>, 'contradicted' | 'unheard'> {
  readonly held: readonly Proven<HeldKey>[];
  /** Sectors in which the first key of the phrase was enrolled, and the present key is of another phrase. */
  readonly replaced: readonly string[];
  /** The newest block by which it is proven, and its time. */
  readonly height: number;
  readonly timeMs: number;
}

/** What a node proves of a subject, and by which block. */
interface Sighting {
  readonly id: SubjectId;
  readonly value: Proven<Subject>;
  readonly block: Block;
}
type Block = Pick<Header, 'height' | 'timeMs'>;

/** What has been proven so far, also by nodes that then failed or were given up. */
class Sightings {
  readonly all: Sighting[] = [];
  newest: Block = { height: 0, timeMs: 0 };

  note(block: Block, subjects: readonly SubjectOfKey[]): void {
    if (block.height > this.newest.height) this.newest = block;
    this.all.push(...subjects.map((each) => ({ ...each, block })));
  }
}

/**
 * The keys of a wallet that act for a subject, in the sectors given or in all that the nodes know.
 * @throws AnnalsError `proof.*`, `node.*` when no node answers as it should, `proof.stale` when all prove older blocks
 * than what is trusted already.
 */
export async function findPseudonyms(
  { nodes, trusted }: Asked,
  wallet: Wallet,
  sectors?: readonly string[],
): Promise<FoundPseudonyms> {
  const seen = new Sightings();
  const search = async (node: RestClient, signal: AbortSignal): Promise<void> => {
    await searchAt({ node, trusted, signal }, wallet, sectors ?? (await knownSectors(node, signal)), seen);
  };
  const { contradicted, unheard } = await askAll(nodes, search, WITHIN);
  const { height, timeMs } = seen.newest;
  if (height < trusted.latestHeight) {
    throw new AnnalsError(
      'proof.stale',
      `nodes prove up to block ${height}, but block ${trusted.latestHeight} is known`,
    );
  }
  // Who proves what was so before a newer block can keep back that it is over: only what is fresh beside it counts.
  const fresh = latest(seen.all).filter(({ block }) => block.timeMs >= timeMs - FRESH_ANSWER_MS);
  return { ...inSectors(wallet, fresh), contradicted, unheard, height, timeMs };
}

/** Of each subject what is proven by the newest block. */
function latest(sightings: readonly Sighting[]): readonly Sighting[] {
  const bySubject = new Map<SubjectId, Sighting>();
  for (const sighting of sightings) {
    const known = bySubject.get(sighting.id);
    if (!known || sighting.block.height > known.block.height) bySubject.set(sighting.id, sighting);
  }
  return [...bySubject.values()];
}

/** One key of each sector, of the pseudonym that the phrase made itself before one that came by a recovery. */
function inSectors(wallet: Wallet, subjects: readonly Sighting[]): Pick<FoundPseudonyms, 'held' | 'replaced'> {
  const held = new Map<string, Proven<HeldKey>>();
  const replaced = new Set<string>();
  for (const { id, value } of subjects) {
    const { sector } = value;
    const isOwn = wallet.first(sector).subject === id;
    const key = ownKeyOf(wallet, id, value);
    if (key && (isOwn || !held.has(sector))) held.set(sector, key);
    if (!key && isOwn) replaced.add(sector);
  }
  return {
    held: [...held.values()].sort((a, b) => (a.sector < b.sector ? -1 : 1)),
    replaced: [...replaced].filter((sector) => !held.has(sector)).sort(),
  };
}

interface AskedOne {
  readonly node: RestClient;
  readonly trusted: Trusted;
  readonly signal?: AbortSignal;
}

async function searchAt(asked: AskedOne, wallet: Wallet, sectors: readonly string[], seen: Sightings): Promise<void> {
  for (const sector of sectors) {
    const first = wallet.first(sector);
    for (let index = 0; index < GAP; index++) {
      const { own, others, header } = await fetchOwnSubjects(asked, sector, wallet.keyOf({ ...first, index }).secret);
      if (asked.signal?.aborted) return;
      // Of a later key the subject that it would make is none of a wallet's.
      const found = [...(own && index === 0 ? [own] : []), ...others];
      seen.note(header, found);
      if (found.some(({ id, value }) => ownKeyOf(wallet, id, value))) break;
    }
  }
}

/** What a key acts for in a sector, proven by one node. @throws AnnalsError `proof.*`, `node.*`. */
export async function fetchOwnSubjects(
  { node, trusted, signal }: AskedOne,
  sector: string,
  secret: SecretKey,
): Promise<VerifiedSubjects> {
  const prove = { secret, chain: trusted.chain };
  const { proven } = await node.call(routes.ownSubjects, { query: { sector }, prove, ...(signal ? { signal } : {}) });
  const verdict = verifyOwnSubjects(trusted, sector, publicKeyOf(secret), proven);
  if (!verdict.ok) throw new AnnalsError(verdict.code, verdict.reason);
  return verdict;
}
