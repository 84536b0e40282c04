/** The practitioners of a bundle as officers of the health agency, each with a key of her own. */
import { stateKey } from '@annals/ledger/block';
import type { AgencyId } from '@annals/ledger/codec';
import { generateSecretKey, publicKeyOf } from '@annals/ledger/crypto';
import { AnnalsError } from '@annals/ledger/errors';
import { officerIdOf } from '@annals/ledger/transaction';
import { createKeystore, listKeystores } from '@annals/node/keystore';
import type { Session } from '../session/session.ts';
import { openSigner, type Signer } from '../session/signer.ts';
import { type Bundle, humanName } from './bundle.ts';
import { labelOf } from './label.ts';

const TERM_MS = 365 * 86_400_000;

export interface PractitionerOfficer {
  readonly signer: Signer;
  /** Until when she is to be appointed; null when she is. */
  readonly appointUntilMs: number | null;
}

/** A key for each reference: one that is here from an earlier import, or a fresh one. */
export async function officersFor(
  session: Session,
  bundle: Bundle,
  references: readonly string[],
  agency: AgencyId,
): Promise<ReadonlyMap<string, PractitionerOfficer>> {
  const untilMs = session.environment.nowMs() + TERM_MS;
  const officers = new Map<string, PractitionerOfficer>();
  const taken = new Set<string>();
  for (const reference of references) {
    const resource = bundle.resolve(reference);
    const name = `dr-${labelOf((resource && humanName(resource)) ?? reference)}`.slice(0, 60).replace(/-$/, '');
    const label = taken.has(name) ? `${name}-${taken.size}` : name;
    taken.add(label);
    const signer = (await existing(session, label, agency)) ?? (await fresh(session, label, agency));
    officers.set(reference, { signer, appointUntilMs: (await isAppointed(session, signer, agency)) ? null : untilMs });
  }
  return officers;
}

async function existing(session: Session, label: string, agency: AgencyId): Promise<Signer | undefined> {
  const found = listKeystores(session.files.keys).find((key) => key.label === label);
  if (!found) return undefined;
  if (found.agency !== agency) throw new AnnalsError('keystore.exists', `the key ${label} acts for another agency`);
  return openSigner(session, { kinds: ['officer'], label });
}

async function fresh(session: Session, label: string, agency: AgencyId): Promise<Signer> {
  const secret = generateSecretKey();
  const password = await session.password(label);
  await createKeystore(session.files.keys, { label, kind: 'officer', agency, secret }, password, session.keystoreCost);
  return { label, secret, publicKey: publicKeyOf(secret), agency };
}

async function isAppointed(session: Session, { publicKey }: Signer, agency: AgencyId): Promise<boolean> {
  const { value } = await session.value(stateKey.officer(officerIdOf(agency, publicKey)));
  return value?.status === 'appointed' && value.untilMs > session.environment.nowMs();
}
