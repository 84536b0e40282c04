/**
 * Typed identifiers. On the wire an object's id is 20 bytes and a transaction's or block's 32; in memory each is a
 * branded lower-case hex string, so that it can be compared and used as a key; people see bech32m (BIP-350) with a
 * prefix that says what it identifies, so that a mistyped or misplaced one is caught.
 */
import { bech32m } from '@scure/base';
import { AnnalsError } from '../errors/index.ts';
import { bytesToHex, hexToBytes } from './hex.ts';

declare const brand: unique symbol;
type Identifier<Kind extends string> = string & { readonly [brand]: Kind };

export type AgencyId = Identifier<'agency'>;
export type OfficerId = Identifier<'officer'>;
export type SubjectId = Identifier<'subject'>;
export type RecordId = Identifier<'record'>;
export type ProgrammeId = Identifier<'programme'>;
export type EntitlementId = Identifier<'entitlement'>;
export type PaymentId = Identifier<'payment'>;
export type ProposalId = Identifier<'proposal'>;
export type ConsentId = Identifier<'consent'>;
export type MandateId = Identifier<'mandate'>;
export type TransactionId = Identifier<'transaction'>;
export type BlockHash = Identifier<'block'>;

/** The kinds of identifier with their prefix and length in bytes. */
export const IDENTIFIER_KINDS = {
  agency: { prefix: 'agc', sizeBytes: 20 },
  officer: { prefix: 'off', sizeBytes: 20 },
  subject: { prefix: 'sub', sizeBytes: 20 },
  record: { prefix: 'rec', sizeBytes: 20 },
  programme: { prefix: 'prg', sizeBytes: 20 },
  entitlement: { prefix: 'ent', sizeBytes: 20 },
  payment: { prefix: 'pay', sizeBytes: 20 },
  proposal: { prefix: 'prp', sizeBytes: 20 },
  consent: { prefix: 'con', sizeBytes: 20 },
  mandate: { prefix: 'mdt', sizeBytes: 20 },
  transaction: { prefix: 'tx', sizeBytes: 32 },
  block: { prefix: 'blk', sizeBytes: 32 },
} as const;

export type IdentifierKind = keyof typeof IDENTIFIER_KINDS;
export type IdOf<K extends IdentifierKind> = Identifier<K>;

/** An identifier from its bytes. @throws AnnalsError `codec.identifier` when the length is wrong. */
export function idFromBytes<K extends IdentifierKind>(kind: K, bytes: Uint8Array): IdOf<K> {
  const { sizeBytes } = IDENTIFIER_KINDS[kind];
  if (bytes.length !== sizeBytes) {
    throw new AnnalsError('codec.identifier', `a ${kind} id has ${sizeBytes} bytes, this has ${bytes.length}`);
  }
  return bytesToHex(bytes) as IdOf<K>;
}

/** The bytes of an identifier: 20, or 32 for transactions and blocks. */
export function idToBytes(id: Identifier<IdentifierKind>): Uint8Array {
  return hexToBytes(id);
}

/** The bech32m text that people see, such as `rec1…`. */
export function formatId<K extends IdentifierKind>(kind: K, id: IdOf<K>): string {
  return bech32m.encode(IDENTIFIER_KINDS[kind].prefix, bech32m.toWords(hexToBytes(id)), false);
}

/** Reads the bech32m text of one kind. @throws AnnalsError `codec.identifier` for a typing error or another kind. */
export function parseId<K extends IdentifierKind>(kind: K, text: string): IdOf<K> {
  const parsed = parseAnyId(text);
  if (parsed.kind !== kind) {
    throw new AnnalsError(
      'codec.identifier',
      `this is a ${parsed.kind} id (${text.slice(0, 12)}…), expected a ${kind} id`,
    );
  }
  return parsed.id as IdOf<K>;
}

/** Reads the bech32m text of any kind. @throws AnnalsError `codec.identifier`. */
export function parseAnyId(text: string): { kind: IdentifierKind; id: Identifier<IdentifierKind> } {
  const decoded = text.length <= 90 ? bech32m.decodeUnsafe(text, false) : undefined;
  const bytes = decoded ? bech32m.fromWordsUnsafe(decoded.words) : undefined;
  for (const [kind, { prefix, sizeBytes }] of Object.entries(IDENTIFIER_KINDS)) {
    if (decoded?.prefix === prefix && bytes instanceof Uint8Array && bytes.length === sizeBytes) {
      return { kind: kind as IdentifierKind, id: bytesToHex(bytes) as Identifier<IdentifierKind> };
    }
  }
  throw new AnnalsError('codec.identifier', `not an identifier, or mistyped: ${text.slice(0, 90)}`);
}
