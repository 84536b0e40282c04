/** `annals keys`: the keys of this context. */
import { bytesToHex, formatId } from '@annals/ledger/codec';
import { generateSecretKey, publicKeyOf } from '@annals/ledger/crypto';
import { AnnalsError } from '@annals/ledger/errors';
import { agencyIdOf, officerIdOf } from '@annals/ledger/transaction';
import { createKeystore, type KeyKind, type Keystore, listKeystores, readKeystore } from '@annals/node/keystore';
import type { Answer } from '../output/answer.ts';
import { fields, paragraphs, table } from '../output/table.ts';
import { resolveAgency } from '../session/names.ts';
import type { Session } from '../session/session.ts';

interface CreateOptions {
  readonly kind: KeyKind;
  readonly agency?: string;
}

export async function createKey(session: Session, { kind, agency }: CreateOptions, label: string): Promise<Answer> {
  const secret = generateSecretKey();
  if (kind !== 'agency' && agency === undefined) {
    throw new AnnalsError('command.usage', `a key of kind ${kind} acts for an agency: name it with --agency`);
  }
  const acting = kind === 'agency' ? agencyIdOf(publicKeyOf(secret)) : await resolveAgency(session, agency ?? '');
  const password = await session.newPassword(label);
  const { keys } = session.files;
  const created = await createKeystore(keys, { label, kind, agency: acting, secret }, password, session.keystoreCost);
  const next =
    kind === 'officer'
      ? `Next: annals officer appoint ${label} --role <one that the agency has been given>`
      : 'Back up the file and its password: nobody can restore either.';
  return { text: paragraphs(`The key ${label} is in ${keys}.`, describe(created), next), json: jsonOf(created) };
}

export async function listKeys(session: Session): Promise<Answer> {
  const keys = listKeystores(session.files.keys);
  const agencies = new Map(
    keys.flatMap((key) => (key.kind === 'agency' && key.agency ? [[key.agency, key.label]] : [])),
  );
  const actsFor = ({ agency }: Keystore) => (agency ? (agencies.get(agency) ?? formatId('agency', agency)) : '');
  const rows = keys.map((key) => [key.label, key.kind, actsFor(key)]);
  return {
    text: table(['KEY', 'KIND', 'ACTS FOR'], rows, `There are no keys in ${session.files.keys}.`),
    json: keys.map(jsonOf),
  };
}

export async function showKey(session: Session, _options: object, label: string): Promise<Answer> {
  const key = readKeystore(session.files.keys, label);
  return { text: describe(key), json: jsonOf(key) };
}

export async function exportPublicKey(session: Session, _options: object, label: string): Promise<Answer> {
  const key = readKeystore(session.files.keys, label);
  return { text: bytesToHex(key.publicKey), json: jsonOf(key) };
}

function identifiersOf({ kind, agency, publicKey }: Keystore): {
  readonly agency: string | null;
  readonly officer: string | null;
} {
  return {
    agency: agency && formatId('agency', agency),
    officer: kind === 'officer' && agency ? formatId('officer', officerIdOf(agency, publicKey)) : null,
  };
}

function describe(key: Keystore): string {
  const { agency, officer } = identifiersOf(key);
  return fields([
    ['key', key.label],
    ['kind', key.kind],
    ['public key', bytesToHex(key.publicKey)],
    ['officer', officer],
    [key.kind === 'agency' ? 'agency' : 'acts for', agency],
  ]);
}

function jsonOf(key: Keystore) {
  return { label: key.label, kind: key.kind, publicKey: bytesToHex(key.publicKey), ...identifiersOf(key) };
}
