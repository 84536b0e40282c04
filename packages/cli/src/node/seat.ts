/**
 * A seat: what an agency tells the others about itself before there is a network, as the file that `annals init` writes
 * and `annals genesis create` reads. Nothing in it is secret.
 */
import type { GenesisDocument } from '@annals/ledger/block';
import { type Infer, shape } from '@annals/ledger/codec';
import {
  addressShape,
  agencyIdOf,
  agencyRolesShape,
  localizedTextShape,
  peerShape,
  publicKeyShape,
  quotaShape,
} from '@annals/ledger/transaction';
import { readShaped } from '../context/files.ts';

export const seatShape = shape.struct({
  agency: shape.struct({
    key: publicKeyShape,
    name: localizedTextShape,
    /** Whether it may enrol persons. */
    issuesIdentities: shape.boolean,
    /** Transactions that it may have in one block. */
    quota: quotaShape,
    /** As which its officers want to act; the others give it these by accepting the seat. */
    roles: agencyRolesShape,
  }),
  /** Its validator; null for an agency without a seat in consensus. */
  validator: shape.nullable(shape.struct({ key: publicKeyShape, peer: peerShape, address: addressShape })),
});

export type Seat = Infer<typeof seatShape>;

export const DEFAULT_QUOTA = 2_000;

/** The roles of an agency, each once. Who enrols persons does so as a registrar. */
export function rolesOfSeat(roles: readonly string[], issuesIdentities: boolean): readonly string[] {
  return [...new Set([...roles, ...(issuesIdentities ? ['registrar'] : [])])].sort();
}

/** @throws AnnalsError `command.file`. */
export function readSeat(path: string): Seat {
  return readShaped(path, 1 << 20, seatShape.fromJson);
}

export function formatSeat(seat: Seat): string {
  return `${JSON.stringify(seatShape.toJson(seat), null, 2)}\n`;
}

/** The agencies and validators of a genesis document, in the order of the seats. */
export function membersOfSeats(seats: readonly Seat[]): Pick<GenesisDocument, 'agencies' | 'validators'> {
  return {
    agencies: seats.map(({ agency }) => agency),
    validators: seats.flatMap(({ agency, validator }) =>
      validator ? [{ agency: agencyIdOf(agency.key), ...validator }] : [],
    ),
  };
}
