/** Asks the ledger, of each key that a wallet awaits, whether it is hers now: after a rotation that was cut off, or a recovery. */
import { AnnalsError } from '../errors/index.ts';
import type { Proven } from '../light/index.ts';
import { type Answers, type AskedWithin, askAll } from '../reading/index.ts';
import type { RestClient } from '../rest/index.ts';
import { type Asked, fetchOwnSubjects } from './find-pseudonyms.ts';
import type { HeldKey } from './note.ts';
import { ownKeyOf } from './own-key.ts';
import type { Wallet } from './wallet.ts';

/** It is asked whenever a wallet is opened, until it is settled: who is silent holds up little. */
const WITHIN: AskedWithin = { othersMs: 2_000, wholeMs: 10_000 };

/** What became of the keys that were awaited. */
export interface Settled extends Pick<Answers<unknown>, 'contradicted'> {
  /** Whether any of them has become hers, so that the wallet has changed. */
  readonly hasChanged: boolean;
}

/**
 * Notes the keys that are proven to have become hers. The first proof is enough, however old its block: a key is asked
 * for once, so that what it replaced is over for ever. Without a proof, whatever nodes say, the wallet goes on with the
 * key that it has and asks again the next time: the transaction may still come (ATTACK node-names-the-pseudonym).
 */
export async function settleAwaited(asked: Asked, wallet: Wallet): Promise<Settled> {
  const contradicted: Settled['contradicted'][number][] = [];
  let hasChanged = false;
  for (const awaited of wallet.awaited) {
    const { key, ...found } = await settled(asked, wallet, awaited);
    contradicted.push(...found.contradicted);
    if (!key) continue;
    wallet.noteHeld(key);
    hasChanged = true;
  }
  return { hasChanged, contradicted };
}

async function settled({ nodes, trusted }: Asked, wallet: Wallet, awaited: HeldKey) {
  const { secret } = wallet.keyOf(awaited);
  const ask = async (node: RestClient, signal: AbortSignal): Promise<Proven<HeldKey> | undefined> => {
    const { own, others } = await fetchOwnSubjects({ node, trusted, signal }, awaited.sector, secret);
    const subject = [...(own ? [own] : []), ...others].find(({ id }) => id === awaited.subject);
    const key = subject && ownKeyOf(wallet, subject.id, subject.value);
    return key?.index === awaited.index ? key : undefined;
  };
  try {
    const { answers, contradicted } = await askAll(nodes, ask, WITHIN, (key) => key !== undefined);
    return { key: answers.find((key) => key !== undefined), contradicted };
  } catch (error) {
    if (error instanceof AnnalsError) return { key: undefined, contradicted: [] };
    throw error;
  }
}
