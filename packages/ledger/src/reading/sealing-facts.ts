/**
 * What an issuer has to know to seal content: the type, the key of the subject and that of the network. All of it is
 * proven (ATTACK node-names-the-key): a node that could tell another key, or that a sealed type is public, would read
 * what is sealed.
 */
import { type Header, type RecordType, stateKey } from '../block/index.ts';
import type { SubjectId } from '../codec/index.ts';
import { type PublicKey, publicKeyOf, type SecretKey } from '../crypto/index.ts';
import { AnnalsError } from '../errors/index.ts';
import { type Proven, partOf, type Trusted } from '../light/index.ts';
import { fetchNetworkKey } from './network-key.ts';
import { type Asks, fetchValueOfSubject } from './proven-value.ts';

export interface SealingFacts {
  /** The declaration in force: its visibility says whether content is sealed at all. */
  readonly type: Proven<RecordType>;
  /** The present key of the subject. */
  readonly subjectKey: Proven<PublicKey>;
  readonly networkKey: Proven<PublicKey>;
}

/** For whom content is to be sealed, and who asks. */
export interface SealingQuestion {
  readonly type: Proven<RecordType>;
  readonly subject: SubjectId;
  /** The key of the officer or agency that will issue. */
  readonly secret: SecretKey;
  /** The client's clock. */
  readonly nowMs: number;
}

/**
 * A node may show what was true long ago, and be in league with whoever stole a key that has been replaced since. The
 * longest heartbeat that can be configured is an hour, so that a network which makes blocks has a younger one.
 */
const MAX_AGE_MS = 2 * 3_600_000;

/**
 * Fetches and verifies the facts.
 * @throws AnnalsError `subject.unknown`, `subject.wrong-sector`, `network-key.pending`, `auth.not-entitled`,
 * `proof.stale` for an answer from long ago, `proof.*` when the node lies.
 */
export async function fetchSealingFacts(
  client: Asks,
  trusted: Trusted,
  { type, subject, secret, nowMs }: SealingQuestion,
): Promise<SealingFacts> {
  const [subjectKey, networkKey] = await Promise.all([
    fetchSubjectKey(client, trusted, { type, subject, secret, nowMs }),
    fetchNetworkKey(client, trusted),
  ]);
  return { type, subjectKey, networkKey: partOf(networkKey, ({ key }) => key.publicKey) };
}

/** The key of a subject whose secret is at hand: nobody has to be asked. */
export function ownKey(secret: SecretKey): Proven<PublicKey> {
  return publicKeyOf(secret) as Proven<PublicKey>;
}

/** The present key of a subject of the type's sector. @throws AnnalsError as {@link fetchSealingFacts}. */
export async function fetchSubjectKey(
  client: Asks,
  trusted: Trusted,
  { type, subject, secret, nowMs }: SealingQuestion,
): Promise<Proven<PublicKey>> {
  const key = stateKey.subject(subject);
  const { value, header } = await fetchValueOfSubject(client, trusted, { subject, key, secret });
  requireRecent(header, nowMs);
  if (!value) throw new AnnalsError('subject.unknown', `there is no such subject up to block ${header.height}`);
  if (value.sector !== type.sector) {
    throw new AnnalsError('subject.wrong-sector', `the subject is of the sector ${value.sector}, not ${type.sector}`);
  }
  return partOf(value, (proven) => proven.key);
}

function requireRecent({ height, timeMs }: Header, nowMs: number): void {
  if (nowMs - timeMs <= MAX_AGE_MS) return;
  const ageMinutes = Math.round((nowMs - timeMs) / 60_000);
  throw new AnnalsError('proof.stale', `the node proves what was so in block ${height}, ${ageMinutes} minutes ago`);
}
