/**
 * Finds the pseudonyms of a phrase by asking a node: for each sector the key that is the present one of a subject. Keys
 * that were rotated are passed over, and a key that came by a recovery is found by itself, for its subject's id is that
 * of another phrase.
 *
 * A node that is asked for several sectors learns that they are one person's, unless others are asked for the others.
 */
import type { SubjectId } from '../codec/index.ts';
import type { SecretKey } from '../crypto/index.ts';
import { AnnalsError } from '../errors/index.ts';
import { type RestClient, routes } from '../rest/index.ts';
import type { ChainId } from '../transaction/index.ts';
import type { HeldKey } from './note.ts';
import type { Wallet } from './wallet.ts';

/** Keys that are tried before a sector is taken for one in which she has none. */
const GAP = 5;
/** Keys that are tried where her first key was enrolled: more than anybody replaces. */
const MAX_ROTATIONS = 64;

/** Whom to ask. */
export interface Asked {
  readonly client: Pick<RestClient, 'call'>;
  readonly chain: ChainId;
}

/** What was found. */
export interface FoundPseudonyms {
  readonly held: readonly HeldKey[];
  /** Sectors in which the first key of the phrase was enrolled, and the present key is of another phrase. */
  readonly replaced: readonly string[];
}

/** The keys of a wallet that act for a subject, in the sectors given. @throws AnnalsError when no node answers. */
export async function findPseudonyms(
  asked: Asked,
  wallet: Wallet,
  sectors: readonly string[],
): Promise<FoundPseudonyms> {
  const held: HeldKey[] = [];
  const replaced: string[] = [];
  for (const sector of sectors) {
    const found = await findIn(asked, wallet, sector);
    if (found === 'replaced') replaced.push(sector);
    else if (found) held.push(found);
  }
  return { held, replaced };
}

async function findIn(asked: Asked, wallet: Wallet, sector: string): Promise<HeldKey | 'replaced' | undefined> {
  const first = wallet.first(sector);
  let limit = GAP;
  for (let index = 0; index < limit; index++) {
    const { secret } = wallet.keyOf({ ...first, index });
    const subject = await ownSubject(asked, sector, secret);
    if (subject) return { sector, subject, index };
    if (index === 0 && (await exists(asked, first.subject, secret))) limit = MAX_ROTATIONS;
  }
  return limit === MAX_ROTATIONS ? 'replaced' : undefined;
}

/** The subject of a sector whose present key this is. */
async function ownSubject({ client, chain }: Asked, sector: string, secret: SecretKey): Promise<SubjectId | undefined> {
  const { subjects } = await client.call(routes.ownSubjects, { query: { sector }, prove: { secret, chain } });
  return subjects[0]?.id;
}

/** Whether a subject exists, asked with a key that is not its present one. */
async function exists({ client, chain }: Asked, subject: SubjectId, secret: SecretKey): Promise<boolean> {
  try {
    await client.call(routes.subject, { params: { subject }, prove: { secret, chain } });
    return true;
  } catch (error) {
    if (!(error instanceof AnnalsError)) throw error;
    if (error.code === 'subject.unknown') return false;
    if (error.code === 'auth.not-entitled') return true;
    throw error;
  }
}
