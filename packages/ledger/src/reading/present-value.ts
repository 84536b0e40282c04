/**
 * A public value of the state as it is at present: from whichever node proves it, and not older than what the client
 * knows already. Whatever a client resolves before it signs comes from here, so that no node says what a name, a unit
 * or a title stands for (ATTACK told-names).
 */
import type { StateKey, ValueKind, ValueOf } from '../block/index.ts';
import type { SubjectId } from '../codec/index.ts';
import type { SecretKey } from '../crypto/index.ts';
import { AnnalsError } from '../errors/index.ts';
import { type Proven, type ProvenValue, type Trusted, type VerifiedValue, verifyValue } from '../light/index.ts';
import { type RestClient, routes } from '../rest/index.ts';
import { type AskingOptions, firstAnswer, type Question } from './first-answer.ts';

/** Whom a client asks, and what it knows: nothing older than `trusted.latestHeight` is taken for the present. */
export interface Present {
  readonly nodes: readonly RestClient[];
  readonly trusted: Trusted;
  readonly pause: (ms: number) => Promise<void>;
  /** Who is told of nodes that said what is not so. */
  readonly asking?: AskingOptions;
}

/** An honest node may be a block behind the one that proved the height: it has the next in a moment. */
const CATCHES_UP_IN_MS = 250;
/** More moments than a node needs that follows the chain; one that is further behind does not know the present. */
const MOMENTS = 12;

/**
 * Asks the nodes in turn for what is not out of date, and once more in a moment while one of them is behind.
 * @throws AnnalsError as the nodes bring about; `proof.stale` when all of them are behind.
 */
export async function upToDate<T>(
  { nodes, pause, asking }: Pick<Present, 'nodes' | 'pause' | 'asking'>,
  ask: Question<T>,
): Promise<T> {
  for (let moment = 1; ; moment++) {
    let isBehind = false;
    try {
      const askOne: Question<T> = async (node, tookPart) => {
        try {
          return await ask(node, tookPart);
        } catch (error) {
          isBehind ||= error instanceof AnnalsError && error.code === 'proof.stale';
          throw error;
        }
      };
      return await firstAnswer(nodes, askOne, asking);
    } catch (error) {
      if (!isBehind || moment === MOMENTS) throw error;
    }
    await pause(CATCHES_UP_IN_MS);
  }
}

/** Fetches a value and verifies it. @throws AnnalsError `proof.*` when no node proves it, `node.*`. */
export async function fetchPresentValue<K extends ValueKind>(
  present: Present,
  key: StateKey<K>,
): Promise<VerifiedValue<K>> {
  return upToDate(present, async (node) => {
    const { proven } = await node.call(routes.provenValue, { params: { key } });
    return presentValue(present.trusted, key, proven);
  });
}

/** Of whom a value is, and who asks: whom the ledger lets see it. */
export interface AboutSubject {
  readonly subject: SubjectId;
  readonly secret: SecretKey;
}

/** The same for what is about a subject. @throws AnnalsError as {@link fetchPresentValue}, `auth.not-entitled`. */
export async function fetchPresentValueOfSubject<K extends ValueKind>(
  present: Present,
  { subject, secret }: AboutSubject,
  key: StateKey<K>,
): Promise<VerifiedValue<K>> {
  const prove = { secret, chain: present.trusted.chain };
  return upToDate(present, async (node) => {
    const { proven } = await node.call(routes.provenValueOfSubject, { params: { subject, key }, prove });
    return presentValue(present.trusted, key, proven);
  });
}

/** What must be there. @throws AnnalsError with the code, where it is proven that there is none. */
export function held<K extends ValueKind>(
  { value, header }: VerifiedValue<K>,
  code: 'agency.unknown' | 'programme.unknown' | 'type.unknown' | 'officer.unknown',
): Proven<ValueOf<K>> {
  if (value !== undefined) return value;
  throw new AnnalsError(code, `there is no such thing up to block ${header.height}`);
}

export function presentValue<K extends ValueKind>(
  trusted: Trusted,
  key: StateKey<K>,
  proven: ProvenValue,
): VerifiedValue<K> {
  const verdict = verifyValue(trusted, key, proven, { refuseStale: true });
  if (!verdict.ok) throw new AnnalsError(verdict.code, verdict.reason);
  return verdict;
}
