/** The person whose wallet signs a decision, and for whom she decides: for herself, or for one whom she represents. */
import { parseId, type SubjectId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import type { Pseudonym, Wallet } from '@annals/ledger/wallet';
import type { Session } from '../session/session.ts';
import type { Signer } from '../session/signer.ts';
import { openWallet } from '../wallet/wallet.ts';

/** The options by which a command names her. */
export interface PersonOptions {
  readonly person: string;
  readonly sector?: string;
  /** A pseudonym that she represents. */
  readonly for?: string;
}

export interface ActingPerson {
  readonly signer: Pick<Signer, 'secret' | 'agency'>;
  /** Her own pseudonym, with which she signs. */
  readonly subject: SubjectId;
  /** Whom she represents; null when she acts for herself. */
  readonly represented: SubjectId | null;
  /** About whom it is. */
  readonly about: SubjectId;
}

/** @throws AnnalsError `keystore.*`, `subject.unknown`, `codec.identifier`, `command.usage`. */
export async function actingPerson(session: Session, options: PersonOptions): Promise<ActingPerson> {
  const { subject, secret } = await pseudonymOf(session, options);
  const represented = options.for === undefined ? null : parseId('subject', options.for);
  return { signer: { secret, agency: null }, subject, represented, about: represented ?? subject };
}

/** The same options as they stand on the command line, for a command to go on with. */
export function sameOptions({ person, sector, for: represented }: PersonOptions): string {
  return [
    `--person ${person}`,
    sector === undefined ? '' : `--sector ${sector}`,
    represented === undefined ? '' : `--for ${represented}`,
  ]
    .filter((option) => option !== '')
    .join(' ');
}

/** Her pseudonym in the sector named, or in the only one in which she is enrolled. */
async function pseudonymOf(session: Session, { person, sector }: PersonOptions): Promise<Pseudonym> {
  const wallet = await openWallet(session, person);
  return wallet.enrolled(sector ?? onlySector(wallet, person));
}

function onlySector({ sectors }: Wallet, person: string): string {
  const [only] = sectors;
  if (only !== undefined && sectors.length === 1) return only;
  throw new AnnalsError(
    'command.usage',
    sectors.length === 0
      ? `${person} is not enrolled in any sector`
      : `say in which sector: --sector with one of ${sectors.join(', ')}`,
  );
}
